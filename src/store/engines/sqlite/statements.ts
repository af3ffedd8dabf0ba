import type Database from 'better-sqlite3';
import { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { BetterSQLiteSession } from 'drizzle-orm/better-sqlite3/session';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import type { Tx } from '../../engine.ts';

/** The most statements that are kept. A query with a list of values is another statement for each length of the list. */
export const MAX_STATEMENTS = 500;

/**
 * Returns Drizzle's queries on a connection, on which SQLite compiles a statement once and not at each call:
 *
 * - Statements are kept by their text.
 * - A value is bound as `+?`, which is the same value. SQLite compiles a statement again each time a value is bound to a plain `?` that its
 *   planner looked at, such as a limit or an indexed column's value in a join, because better-sqlite3 has it built with
 *   `SQLITE_ENABLE_STAT4` (https://sqlite.org/compile.html#enable_stat4).
 */
export function drizzleOn(sqlite: Pick<Database.Database, 'prepare'>): Tx {
  const statements = new Map<string, Database.Statement>();
  const prepare = (source: string): Database.Statement => {
    const statement = statements.get(source) ?? sqlite.prepare(source);
    // The one that was used longest ago comes first.
    statements.delete(source);
    statements.set(source, statement);
    const [oldest] = statements.keys();
    if (oldest !== undefined && statements.size > MAX_STATEMENTS) statements.delete(oldest);
    return statement;
  };
  const dialect = Object.assign(new SQLiteSyncDialect(), { escapeParam: () => '+?' });
  // Drizzle only prepares: the engine begins and ends transactions.
  const session = new BetterSQLiteSession({ prepare } as Database.Database, dialect, undefined);
  // Drizzle's synchronous queries can be awaited like those of an asynchronous driver.
  return new BetterSQLite3Database('sync', dialect, session, undefined) as unknown as Tx;
}
