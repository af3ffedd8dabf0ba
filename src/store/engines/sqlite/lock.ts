import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { makeFolders } from './folders.ts';
import { checkWritable, isFileAt } from './integrity.ts';
import { codeOf } from '../../../runtime/error-code.ts';

/**
 * Keeps a second Tillbot off the same database: it would take this one's pushes for ones that died. The lock is an open
 * transaction on a file beside it, which the operating system ends with the process, however that ends; the database
 * itself stays open to readers and backups.
 *
 * @throws OperatorError when another process has it, this user cannot lock it, or there is something that is no file
 */
export function lockDatabase(path: string): () => void {
  // Looked at first: nothing is made beside what is no database.
  const isThere = isFileAt(path);
  makeFolder(dirname(path));
  // A link to a database is another name for it, not another database.
  const file = `${isThere ? realpathSync(path) : path}.lock`;
  // Of a file that it may only read, SQLite makes `BEGIN EXCLUSIVE` a mere reading, which keeps nobody off.
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
