import { accessSync, constants, existsSync, lstatSync, statSync, type Stats } from 'node:fs';
import Database from 'better-sqlite3';
import { codeOf } from '../../../runtime/error-code.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';

/** What a person does about an unusable database. */
const RESTORE = 'Nothing was changed. Restore a copy: npm run restore -- COPY';

/** The suffix of a copy until it is complete. */
export const PART = '.part';

/** Files that SQLite keeps beside a database while it is open, or after its program was killed. */
const LOG_FILES = ['-wal', '-shm', '-journal'] as const;

/**
 * Checks what is at a path before anything is opened there: opening a pipe may wait for ever for its other end.
 *
 * @param ofFolder what a person does who named a folder
 * @returns whether a file is there
 * @throws OperatorError when there is something that is no file, or that cannot be looked at
 */
export function isFileAt(
  path: string,
  ofFolder = `Name a file in it: DATABASE_URL=file:${path}/tillbot.db`,
): boolean {
  const file = lookAt(path);
  if (file === undefined || file.isFile()) return file !== undefined;
  if (file.isDirectory()) throw new OperatorError(`${path} is a folder, not a database. ${ofFolder}`);
  throw new OperatorError(`${path} is a pipe, a socket or a device, not a database. Name a file.`);
}

function lookAt(path: string): Stats | undefined {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (file !== undefined || lstatSync(path, { throwIfNoEntry: false }) === undefined) return file;
  } catch (error) {
    const code = codeOf(error);
    // It is below a file.
    if (code === 'ENOTDIR') return undefined;
    throw new OperatorError(`${path} cannot be reached (${code}). Is it the right name?`);
  }
  throw new OperatorError(`${path} is a link to a file that is not there. Mend the link, or delete it.`);
}

/**
 * Checks the files of a database before SQLite opens them. SQLite would make a new database of an empty file, delete the log of
 * a missing one, and open one that it cannot write without an error.
 *
 * @throws OperatorError when there is something that is no database of this user's
 */
export function checkFiles(path: string): void {
  if (!isFileAt(path)) {
    if (existsSync(path + PART))
      throw new OperatorError(
        `The restore of ${path} was cut off. Run it again: npm run restore -- COPY (what was there before is kept beside it as .replaced-…). Or a move to it was: npm run move -- --to ${path}, from where it came`,
      );
    const log = `${path}-wal`;
    if (!existsSync(log) || statSync(log).size === 0) return;
    throw new OperatorError(
      `There is no database at ${path}, but its log ${log} is there, and may hold charges that are in no other place. ` +
        'Nothing was changed. Put the database back beside it, or restore a copy: npm run restore -- COPY',
    );
  }
  // Tillbot's own database is never empty, so this one may be damaged. A new one would know nothing of earlier charges.
  if (statSync(path).size === 0)
    throw new OperatorError(
      `${path} is empty: it is no database, or no longer one. ${RESTORE} (or delete it, to start with a new database).`,
    );
  checkWritable(path);
  for (const suffix of LOG_FILES) if (isFileAt(path + suffix)) checkWritable(path + suffix);
}

/** @throws OperatorError when a file that is there cannot be read and written by this user */
export function checkWritable(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new OperatorError(
      `${file} cannot be written (${codeOf(error)}). Nothing was changed. Give it to the user that runs Tillbot: chown, chmod 600`,
    );
  }
}

/**
 * Reads a database read-only, so that the log of one that is refused is not moved into it.
 *
 * @param isWhole whether all of it is read; otherwise only its beginning and its schema
 * @throws OperatorError when it is damaged, or `refuse` does
 */
export function checkContent(
  path: string,
  refuse: (sqlite: Database.Database) => void,
  isWhole: (sqlite: Database.Database) => boolean = () => true,
): void {
  // An unfinished change in its journal must be rolled back first, which writes.
  const sqlite = new Database(path, { readonly: !existsSync(`${path}-journal`) });
  try {
    refuse(sqlite);
    if (isWhole(sqlite) && sqlite.pragma('quick_check(1)', { simple: true }) !== 'ok') throw damaged(path);
  } finally {
    sqlite.close();
  }
}

/** Reads a whole database that may be in use, and checks also that each row points to another that is there. */
export function isSound(path: string): boolean {
  const sqlite = new Database(path, { readonly: true });
  try {
    const broken = sqlite.pragma('foreign_key_check');
    return (
      sqlite.pragma('quick_check(1)', { simple: true }) === 'ok' &&
      Array.isArray(broken) &&
      broken.length === 0
    );
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code)) return false;
    throw error;
  } finally {
    sqlite.close();
  }
}

export const damaged = (path: string): OperatorError =>
  new OperatorError(`${path} is damaged or not a database. ${RESTORE}`);
