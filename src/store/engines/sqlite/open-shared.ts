import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { OperatorError } from '../../../runtime/operator-error.ts';
import type { Store } from '../../port/store.ts';
import { refuseMoved } from '../../move/refusals.ts';
import { storeOn } from '../../store.ts';
import {
  appliedMigration,
  connect,
  explained,
  knownMigrations,
  MIGRATIONS,
  refuseOthers,
} from './database.ts';
import { sqliteEngine, type SqliteEngine } from './engine.ts';
import { checkContent, checkFiles } from './integrity.ts';
import { moveMarkOf } from './move-mark.ts';

/**
 * Opens a database for reading and writing while a Tillbot may be running on it. It takes no lock: the lock only excludes a
 * second Tillbot, and SQLite makes a second writer wait. It creates and migrates nothing.
 *
 * @param migrations the folder of the schema's steps
 * @throws OperatorError when there is no database, when it is damaged, not Tillbot's or not this user's to write, or when another
 * version wrote it, older or newer
 */
export function openShared(path: string, migrations = MIGRATIONS): SqliteEngine {
  try {
    checkIsThere(path);
    checkContent(path, (sqlite) => {
      refuseOtherVersions(sqlite, path, migrations);
      refuseMoved(path, moveMarkOf(sqlite));
    });
    const sqlite = connect(path);
    sqlite.pragma('foreign_keys = ON');
    return sqliteEngine(sqlite);
  } catch (error) {
    throw explainedBeside(error, path);
  }
}

/**
 * Does something with the store at a file while a Tillbot may be running on it.
 *
 * @throws OperatorError when the database cannot be used (see `openShared`), or is kept busy for seconds
 */
export async function besideTillbot<T>(
  path: string,
  work: (store: Omit<Store, 'close'>) => Promise<T>,
): Promise<T> {
  const engine = openShared(path);
  try {
    return await work(storeOn(engine));
  } catch (error) {
    throw explainedBeside(error, path);
  } finally {
    engine.close();
  }
}

/**
 * Returns what does several things with a store as one transaction: all of them, or none if `work` throws. Nobody else sees what is only half
 * done.
 */
export function atOnce(
  engine: SqliteEngine,
): <T>(work: (store: Omit<Store, 'close'>) => Promise<T>) => Promise<T> {
  const { db } = engine;
  // There is one connection, so its queries are within the transaction that is open.
  const within = storeOn({ ...engine, read: (inner) => inner(db), write: (inner) => inner(db) });
  return (work) => engine.write(() => work(within));
}

/**
 * Checks that there is a database, for a command that has nothing to do with a new one.
 *
 * @throws OperatorError when there is none
 */
export function checkIsThere(path: string): void {
  checkFiles(path);
  if (!existsSync(path))
    throw new OperatorError(
      `There is no database at ${path} yet. Start the bot once first: npm start. (Or is DATABASE_URL another?)`,
    );
}

/** @throws OperatorError when it is another program's, or another version wrote it */
export function refuseOtherVersions(sqlite: Database.Database, path: string, migrations: string): void {
  refuseOthers(sqlite, path, migrations);
  const newest = knownMigrations(migrations).at(-1)?.when ?? 0;
  if ((appliedMigration(sqlite, path) ?? 0) === newest) return;
  throw new OperatorError(
    `The database ${path} was written by an older Tillbot. Nothing was changed. Start the bot once, it brings it up to date: npm start`,
  );
}

function explainedBeside(error: unknown, path: string): unknown {
  // A running Tillbot holds its lock for milliseconds, and need not be stopped.
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
    ? new OperatorError(`${path} was busy all the time. Nothing was changed. Try again in a minute.`)
    : explained(error, path);
}
