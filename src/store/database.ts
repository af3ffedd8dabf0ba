import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { StartError } from '../start-error.ts';
import { backUp } from './copies.ts';
import { lockDatabase } from './lock.ts';
import * as schema from './schema.ts';

export type Db = BetterSQLite3Database<typeof schema>;

export interface OpenDatabase {
  readonly db: Db;
  close(): void;
}

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
/** How long a statement waits for another connection's write lock. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the database at `path`, made and migrated as needed, for this process alone.
 *
 * WAL with `synchronous=FULL`: a commit survives a power cut. With better-sqlite3's default (NORMAL) the last commits may
 * be undone, and a push whose intent was undone would be sent twice.
 *
 * @throws StartError when another process has it, when it is not a Tillbot database or was written by a newer version
 */
export function openDatabase(path: string): OpenDatabase {
  try {
    const unlock = lockDatabase(path);
    try {
      const sqlite = openMigrated(path);
      return {
        db: drizzle(sqlite, { schema }),
        close() {
          sqlite.close();
          unlock();
        },
      };
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}

function openMigrated(path: string): Database.Database {
  // Customers' numbers are in it: readable by its owner alone.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const sqlite = connect(path);
  try {
    upgrade(sqlite, path);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function connect(path: string): Database.Database {
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== 2)
    throw new StartError(`The database refused synchronous=FULL (it says ${String(synchronous)}).`);
  return sqlite;
}

/**
 * Applies new migrations, after a copy of what was there. Foreign keys are off meanwhile: a table rebuild drops the old
 * table, and inside a transaction they cannot be switched off any more.
 */
function upgrade(sqlite: Database.Database, path: string): void {
  const known = knownMigrations();
  const applied = appliedMigration(sqlite);
  if (applied !== undefined && applied > (known.at(-1)?.when ?? 0)) {
    throw new StartError(
      `The database ${path} was written by a newer Tillbot. Start that version, or name another file in DATABASE_URL.`,
    );
  }
  const next = known.find(({ when }) => when > (applied ?? 0));
  if (applied !== undefined && next !== undefined) {
    const copy = `${path}.before-${next.tag}`;
    if (!existsSync(copy)) backUp(path, copy);
  }
  sqlite.pragma('foreign_keys = OFF');
  migrate(drizzle(sqlite), { migrationsFolder: MIGRATIONS });
  sqlite.pragma('foreign_keys = ON');
  const broken = sqlite.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) {
    throw new StartError(
      `The database ${path} has ${broken.length} rows that point to nothing; restore its last copy.`,
    );
  }
}

function knownMigrations(): readonly { readonly when: number; readonly tag: string }[] {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number; tag: string }[];
  };
  return journal.entries;
}

/** When the newest applied migration was generated, or undefined for an empty database. */
function appliedMigration(sqlite: Database.Database): number | undefined {
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  if (!tables.includes('__drizzle_migrations')) {
    if (tables.length > 0) throw new StartError('The file in DATABASE_URL is a database of another program.');
    return undefined;
  }
  const when: unknown = sqlite.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get();
  return when === null ? undefined : Number(when);
}

function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  switch (error.code) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new StartError(
        `Another program is writing to ${path}. Stop it first; one program owns a database.`,
      );
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new StartError(
        `${path} is damaged or not a database. Nothing was changed; restore a copy of it.`,
      );
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY_DIRECTORY':
      return new StartError(
        `${path} cannot be written. Check that its folder exists and belongs to this user.`,
      );
    default:
      return error;
  }
}
