import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { systemClock } from '../../../runtime/clock.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { refuseMoved } from '../../move/refusals.ts';
import { backUp } from './backup.ts';
import { checkpointer } from './checkpointer.ts';
import { sqliteEngine, type SqliteEngine } from './engine.ts';
import { groupCommit } from './group-commit.ts';
import { checkContent, checkFiles, damaged } from './integrity.ts';
import { checkLater, clearDamage, isCheckedLater } from './later-check.ts';
import { lockDatabase } from './lock.ts';
import { openLog } from './log-disk.ts';
import { moveMarkOf } from './move-mark.ts';

/** The folder of the schema's steps. */
export const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));
/** How long a statement waits for another connection's write lock. */
const BUSY_TIMEOUT_MS = 5_000;

/** From how many pages of 4 KiB in the log on SQLite writes it to the database with a commit. Before that, the checkpointer does. */
const AUTOMATIC_PAGES = 10_000;

export interface OpenOptions {
  /** The folder of the schema's steps. */
  readonly migrations?: string;
  /** Opens the log of a database's file. */
  readonly logOf?: typeof openLog;
  /** Up to which size (bytes) a database is checked whole before it is opened. */
  readonly checkedAtOnce?: number;
  /** Is told of damage, and of a disk that failed. Default: the program ends. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Opens the database at `path` for this process alone. It is created and migrated as needed.
 *
 * @throws OperatorError when another process has it, when it is damaged, not a Tillbot database or not this user's to write, or was
 * written by a newer version; nothing in it is changed then
 */
export function openDatabase(path: string, options: OpenOptions = {}): SqliteEngine {
  try {
    const unlock = lockDatabase(path);
    try {
      return ownEngine(path, unlock, options);
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
function ownEngine(
  path: string,
  unlock: () => void,
  { migrations = MIGRATIONS, logOf = openLog, checkedAtOnce, onFailure = endProgram }: OpenOptions,
): SqliteEngine {
  const { sqlite, isChecked } = openMigrated(path, migrations, checkedAtOnce);
  setSynchronous(sqlite, 'NORMAL');
  sqlite.pragma(`wal_autocheckpoint = ${AUTOMATIC_PAGES}`);
  // The log is there from the first read on.
  sqlite.pragma('schema_version');
  const log = logOf(path);
  const endCheck = isChecked ? undefined : checkLater(path, onFailure);
  return sqliteEngine(sqlite, {
    group: groupCommit(log, systemClock, (cause) =>
      // What the program believes to be committed may be lost. The next start reads what the disk has.
      onFailure(new Error('the disk failed: the last commits may be lost', { cause })),
    ),
    checkpoints: (inTurn) => checkpointer(log, inTurn),
    closing() {
      endCheck?.();
      log.syncNow();
    },
    closed() {
      log.close();
      unlock();
    },
  });
}

function endProgram(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

/** @returns the database, and whether it was checked whole */
function openMigrated(
  path: string,
  migrations: string,
  checkedAtOnce?: number,
): { readonly sqlite: Database.Database; readonly isChecked: boolean } {
  checkFiles(path);
  const isNew = !existsSync(path);
  // It holds customers' numbers, so only its owner may read it.
  if (isNew) closeSync(openSync(path, 'a', 0o600));
  const isChecked = isNew || checkBefore(path, migrations, checkedAtOnce);
  try {
    const sqlite = connect(path);
    try {
      upgrade(sqlite, path, migrations, isChecked);
      return { sqlite, isChecked };
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

/**
 * Checks a database before it is opened: whole, unless it is so large that nobody should wait for it.
 *
 * @returns whether all of it was checked
 */
function checkBefore(path: string, migrations: string, checkedAtOnce?: number): boolean {
  let isWhole = true;
  checkContent(
    path,
    (sqlite) => {
      refuseOthers(sqlite, path, migrations);
      refuseMoved(path, moveMarkOf(sqlite));
    },
    (sqlite) => {
      // An upgrade may read and write every row.
      const isUpgraded = nextMigration(sqlite, path, migrations) !== undefined;
      isWhole = isUpgraded || !isCheckedLater(path, checkedAtOnce);
      return isWhole;
    },
  );
  if (isWhole) clearDamage(path);
  return isWhole;
}

/** The first step of the schema that a database does not have yet. */
const nextMigration = (sqlite: Database.Database, path: string, migrations: string) => {
  const applied = appliedMigration(sqlite, path) ?? 0;
  return knownMigrations(migrations).find(({ when }) => when > applied);
};

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
function upgrade(sqlite: Database.Database, path: string, migrations: string, isChecked: boolean): void {
  const next = nextMigration(sqlite, path, migrations);
  if (next === undefined) {
    if (isChecked) checkForeignKeys(sqlite, path, 'COPY');
    else sqlite.pragma('foreign_keys = ON');
    return;
  }
  const copy = `${path}.before-${next.tag}`;
  const isUpgrade = appliedMigration(sqlite, path) !== undefined;
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
