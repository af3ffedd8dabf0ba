import { Column, getTableColumns, is, sql, SQL, type SQLChunk } from 'drizzle-orm';
import {
  BaseSQLiteDatabase,
  SQLiteAsyncDialect,
  type SQLiteInsertConfig,
  type SQLiteTable,
} from 'drizzle-orm/sqlite-core';
import { SQLiteRemoteSession } from 'drizzle-orm/sqlite-proxy';
import type { Tx } from '../../engine.ts';

/** Runs a statement. A row is the list of its values. */
export type RunStatement = (text: string, values: readonly unknown[]) => Promise<{ rows: unknown[][] }>;

/**
 * Returns Drizzle's SQLite queries for PostgreSQL: both databases read the same statements, but for the names of parameters and
 * for what stands in place of a value that an insert leaves out. `values.ts` turns values into PostgreSQL's, and back.
 */
export function queriesOn(run: RunStatement): Tx {
  const dialect = new SQLiteAsyncDialect();
  Object.assign(dialect, {
    escapeParam: (index: number) => `$${index + 1}`,
    buildInsertQuery: (config: SQLiteInsertConfig) =>
      SQLiteAsyncDialect.prototype.buildInsertQuery.call(dialect, forPostgres(config)),
  });
  const session = new SQLiteRemoteSession(
    async (text, values, method) => {
      const { rows } = await run(text, values);
      return { rows: method === 'get' ? (rows[0] as unknown[]) : rows };
    },
    dialect,
    undefined,
    undefined,
  );
  return new BaseSQLiteDatabase('async', dialect, session, undefined) as unknown as Tx;
}

/** Returns an insert as PostgreSQL understands it. */
function forPostgres({ values, onConflict, ...config }: SQLiteInsertConfig): SQLiteInsertConfig {
  return {
    ...config,
    values: Array.isArray(values) ? values.map((row) => ({ ...defaultsOf(config.table), ...row })) : values,
    ...(onConflict === undefined ? {} : { onConflict: onConflict.map(withPlainTarget) }),
  };
}

/** Drizzle writes NULL for a value that is left out, which SQLite takes for "the next id". PostgreSQL has a word for it. */
const defaultsOf = (table: SQLiteTable): Readonly<Record<string, SQL>> =>
  Object.fromEntries(
    Object.entries(getTableColumns(table)).flatMap(([name, { generated }]) =>
      generated === undefined ? [[name, sql`default`]] : [],
    ),
  );

/** What an insert conflicts on are names of columns in PostgreSQL, without that of their table. Drizzle puts them second. */
const withPlainTarget = ({ queryChunks: [verb, target, ...rest] }: SQL): SQL =>
  new SQL([verb, ...(is(target, SQL) ? [new SQL(target.queryChunks.map(plain))] : []), ...rest]);

const plain = (chunk: SQLChunk): SQLChunk =>
  Array.isArray(chunk)
    ? chunk.map((column) => (is(column, Column) ? sql.identifier(column.name) : column))
    : chunk;
