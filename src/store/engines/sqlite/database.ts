import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { systemClock } from '../../../runtime/clock.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { backUp } from './backup.ts';
import { checkpointer } from './checkpointer.ts';
import { sqliteEngine, type SqliteEngine } from './engine.ts';
import { groupCommit } from './group-commit.ts';
import { checkContent, checkFiles, damaged } from './integrity.ts';
import { lockDatabase } from './lock.ts';
import { openLog, type LogDisk } from './log-disk.ts';

/** The folder of the schema's steps. */
export const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));
/** How long a statement waits for another connection's write lock. */
const BUSY_TIMEOUT_MS = 5_000;

/** From how many pages of 4 KiB in the log on SQLite writes it to the database with a commit. Before that, the checkpointer does. */
const AUTOMATIC_PAGES = 10_000;

/**
 * Opens the database at `path` for this process alone. It is created and migrated as needed.
 *
 * @param migrations the folder of the schema's steps
 * @param logOf opens the log of a database's file
 * @throws OperatorError when another process has it, when it is damaged, not a Tillbot database or not this user's to write, or was
 * written by a newer version; nothing in it is changed then
 */
export function openDatabase(path: string, migrations = MIGRATIONS, logOf = openLog): SqliteEngine {
  try {
    const unlock = lockDatabase(path);
    try {
      return ownEngine(openMigrated(path, migrations), () => logOf(path), unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}

/**
 * Returns the engine of the program that owns the database. A commit outlives a power cut when its promise resolves, as with
 * `synchronous=FULL`, but nothing else waits for the disk meanwhile (`group-commit.ts`).
 */
function ownEngine(sqlite: Database.Database, logOf: () => LogDisk, unlock: () => void): SqliteEngine {
  setSynchronous(sqlite, 'NORMAL');
  sqlite.pragma(`wal_autocheckpoint = ${AUTOMATIC_PAGES}`);
  // The log is there from the first read on.
  sqlite.pragma('schema_version');
  const log = logOf();
  return sqliteEngine(sqlite, {
    group: groupCommit(log, systemClock, endProgram),
    checkpoints: (inTurn) => checkpointer(log, inTurn),
    closing: () => log.syncNow(),
    closed() {
      log.close();
      unlock();
    },
  });
}

/** What the program believes to be committed may be lost. The next start reads what the disk has. */
function endProgram(error: unknown): void {
  setImmediate(() => {
    throw new Error('the disk failed: the last commits may be lost', { cause: error });
  });
}

function openMigrated(path: string, migrations: string): Database.Database {
  checkFiles(path);
  const isNew = !existsSync(path);
  // It holds customers' numbers, so only its owner may read it.
  if (isNew) closeSync(openSync(path, 'a', 0o600));
  else checkContent(path, (sqlite) => refuseOthers(sqlite, path, migrations));
  try {
    const sqlite = connect(path);
    try {
      upgrade(sqlite, path, migrations);
      return sqlite;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  } catch (error) {
    // An empty file would be taken for a damaged database at the next start.
    if (isNew && statSync(path).size === 0) rmSync(path);
    throw error;
  }
}

/** @throws OperatorError when it is another program's, or a newer version's */
export function refuseOthers(sqlite: Database.Database, path: string, migrations: string): void {
  if ((appliedMigration(sqlite, path) ?? 0) <= (knownMigrations(migrations).at(-1)?.when ?? 0)) return;
  throw new OperatorError(
    `The database ${path} was written by a newer Tillbot. Nothing was changed. Start that version, or name another file in DATABASE_URL.`,
  );
}

/**
 * Opens an existing database so that a commit survives a power cut and erased values are overwritten. With better-sqlite3's default (NORMAL)
 * the last commits may be undone, and a push whose intent was undone would be sent twice.
 */
export function connect(path: string): Database.Database {
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
  sqlite.pragma('journal_mode = WAL');
  setSynchronous(sqlite, 'FULL');
  // Otherwise erased numbers would stay in free pages.
  sqlite.pragma('secure_delete = ON');
  return sqlite;
}

/** By the number that SQLite reports (https://sqlite.org/pragma.html#pragma_synchronous). */
const SYNCHRONOUS = { NORMAL: 1, FULL: 2 };

function setSynchronous(sqlite: Database.Database, mode: keyof typeof SYNCHRONOUS): void {
  sqlite.pragma(`synchronous = ${mode}`);
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== SYNCHRONOUS[mode])
    throw new OperatorError(`The database refused synchronous=${mode} (it says ${String(synchronous)}).`);
}

/**
 * Applies new migrations, after a copy of what was there. Foreign keys are off meanwhile: a table rebuild drops the old
 * table, and inside a transaction they cannot be switched off any more.
 */
function upgrade(sqlite: Database.Database, path: string, migrations: string): void {
  const applied = appliedMigration(sqlite, path);
  const next = knownMigrations(migrations).find(({ when }) => when > (applied ?? 0));
  if (next === undefined) return checkForeignKeys(sqlite, path, 'COPY');
  const copy = `${path}.before-${next.tag}`;
  const isUpgrade = applied !== undefined;
  if (isUpgrade) {
    // The copy of an earlier attempt may be weeks old: the former version has gone on since.
    rmSync(`${copy}.new`, { force: true });
    backUp(path, `${copy}.new`);
    renameSync(`${copy}.new`, copy);
  }
  sqlite.pragma('foreign_keys = OFF');
  try {
    migrate(drizzle(sqlite), { migrationsFolder: migrations });
  } catch (error) {
    if (!isUpgrade) throw error;
    // All steps are one transaction: none of them took effect.
    const { cause = error } = error as Error;
    throw new OperatorError(
      `The database ${path} could not be brought to this version: ${String(cause)}. ` +
        `It is as it was (a copy is at ${copy}); start the version that wrote it, and report this.`,
    );
  }
  checkForeignKeys(sqlite, path, isUpgrade ? copy : 'COPY');
}

/**
 * Switches foreign keys on.
 *
 * @throws OperatorError when a row points to nothing; it names `copy` as what to restore
 */
function checkForeignKeys(sqlite: Database.Database, path: string, copy: string): void {
  sqlite.pragma('foreign_keys = ON');
  const broken = sqlite.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) {
    throw new OperatorError(
      `The database ${path} has ${broken.length} rows that point to nothing. Restore its last copy: npm run restore -- ${copy}`,
    );
  }
}

/** The schema's steps, the oldest first. */
export function knownMigrations(
  migrations: string,
): readonly { readonly when: number; readonly tag: string }[] {
  const journal = JSON.parse(readFileSync(join(migrations, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number; tag: string }[];
  };
  return journal.entries;
}

/**
 * When the newest applied migration was generated, or undefined for an empty database.
 *
 * @throws OperatorError when it is another program's
 */
export function appliedMigration(sqlite: Database.Database, path: string): number | undefined {
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  if (!tables.includes('__drizzle_migrations')) {
    if (tables.length === 0) return undefined;
    throw new OperatorError(
      `${path} is a database of another program. Nothing was changed; name another file in DATABASE_URL.`,
    );
  }
  const when: unknown = sqlite.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get();
  return when === null ? undefined : Number(when);
}

/** What SQLite or the system fails with, in words for a person; any other error as it is. */
export function explained(error: unknown, path: string): unknown {
  if (error instanceof Error && 'syscall' in error)
    return new OperatorError(`${path} cannot be used: ${error.message}.`);
  if (!(error instanceof Database.SqliteError)) return error;
  // The code's first two words; the others say where SQLite found it.
  switch (error.code.split('_', 2).join('_')) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new OperatorError(
        `Another program is writing to ${path}. Stop it first; one program owns a database.`,
      );
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return damaged(path);
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return new OperatorError(
        `${path} cannot be written. Check that its folder exists and belongs to this user.`,
      );
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return new OperatorError(
        `${path} cannot be read or written: ${error.message} (${error.code}). Is the disk full?`,
      );
    default:
      return error;
  }
}
