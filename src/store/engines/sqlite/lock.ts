import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf } from '../../../runtime/error-code.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { makeFolders } from './folders.ts';
import { checkWritable, isFileAt } from './integrity.ts';

/**
 * Excludes a second Tillbot from the same database: it would take this one's pushes for interrupted ones. The lock is an open
 * transaction on a file beside the database. The operating system ends it with the process, however that ends. The database
 * itself stays open to readers and backups.
 *
 * @throws OperatorError when another process has it, this user cannot lock it, or there is something that is no file
 */
export function lockDatabase(path: string): () => void {
  // Checked first, so that nothing is created beside something that is no database.
  const isThere = isFileAt(path);
  makeFolder(dirname(path));
  // A link to a database is another name for it, not another database.
  const file = `${isThere ? realpathSync(path) : path}.lock`;
  // On a read-only file, BEGIN EXCLUSIVE is only a read transaction and excludes no one.
  if (isFileAt(file)) checkWritable(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!(error instanceof Database.SqliteError) || !BUSY.has(error.code)) throw error;
    throw new OperatorError(
      `Another Tillbot is already running on ${path}. Stop it first; one program owns a database.`,
    );
  }
  return () => lock.close();
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    throw new OperatorError(
      `The folder ${folder} of the database cannot be made (${codeOf(error)}). Make it, or name another file in DATABASE_URL.`,
    );
  }
}

const BUSY: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED']);
