import { chmodSync, closeSync, existsSync, lstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { toMinutes } from './backup-mark.ts';
import { syncPath } from './folders.ts';
import { isFileAt, PART } from './integrity.ts';
import { lockDatabase } from './lock.ts';
import { markCopy } from './mark-copy.ts';

/** The files of a database: itself, its log, and the journal of an unfinished change. */
const FORMER = ['', '-wal', '-shm', '-journal'] as const;

/** What a copy holds. */
export interface Copied {
  readonly path: string;
  readonly charges: number;
}

/**
 * Copies a whole database as of one moment, while a Tillbot may be running on it, which does not wait. The copy is marked: a
 * Tillbot that starts on it pushes nothing until a person says so, because what was pushed after the copy was made is not in
 * it.
 *
 * @throws OperatorError when there is no database, something is at `to` already, or the copy cannot be written
 */
export function backUp(from: string, to: string): Copied {
  if (!isFileAt(from)) throw new OperatorError(`There is no database at ${from}. Is DATABASE_URL right?`);
  checkIsFree(to);
  const part = `${to}${PART}`;
  try {
    rmSync(part, { force: true });
    // Created first with its mode, so that others can never read it.
    closeSync(openSync(part, 'ax', 0o600));
    const source = new Database(from, { readonly: true });
    try {
      source.prepare('VACUUM INTO ?').run(part);
    } finally {
      source.close();
    }
    const charges = markCopy(part, statSync(part).mtimeMs, 'always');
    moveSafely(part, to);
    return { path: to, charges };
  } catch (error) {
    remove(part);
    throw explained(error, to);
  }
}

/**
 * Replaces a database by a copy while no Tillbot runs on it. The former database is kept beside it.
 *
 * @returns where the former database went, if there was one
 * @throws OperatorError when a Tillbot runs on it, or the copy is not whole or not Tillbot's
 */
export function restore(copy: string, to: string): { readonly former: string | undefined } {
  if (!isFileAt(copy, 'Name a file in it.')) throw new OperatorError(`There is no file at ${copy}.`);
  const unlock = lockDatabase(to);
  const part = `${to}${PART}`;
  let isMoving = false;
  try {
    rmSync(part, { force: true });
    closeSync(openSync(part, 'ax', 0o600));
    const source = new Database(copy, { readonly: true });
    try {
      if (source.prepare("SELECT 1 FROM sqlite_master WHERE name = 'charges'").get() === undefined)
        throw new OperatorError(`${copy} is not a Tillbot database.`);
      source.prepare('VACUUM INTO ?').run(part);
    } finally {
      source.close();
    }
    // A copy that was made by other means has no mark yet.
    markCopy(part, statSync(copy).mtimeMs, 'if unmarked');
    const former = `${to}.replaced-${toMinutes(statSync(part).mtimeMs)}`;
    // The log moves too: its last commits may not be in the file, and SQLite would take it for the copy's own.
    const there = FORMER.filter((suffix) => existsSync(to + suffix));
    if (there.some((suffix) => existsSync(former + suffix)))
      throw new OperatorError(`${former} is there already. Try again in a minute.`);
    isMoving = true;
    for (const suffix of there) renameSync(to + suffix, former + suffix);
    moveSafely(part, to);
    return { former: there.length > 0 ? former : undefined };
  } catch (error) {
    // Once the former database is being moved, the unfinished copy stays: it tells the next start that the restore was cut off.
    if (!isMoving) remove(part);
    throw explained(error, copy);
  } finally {
    unlock();
  }
}

/** Renames a file after all of it is on the disk. After a power cut it is there whole or not at all. */
export function moveSafely(from: string, to: string): void {
  chmodSync(from, 0o600);
  syncPath(from);
  renameSync(from, to);
  syncPath(dirname(to));
}

/** @throws OperatorError when something is there, even a link to nothing */
function checkIsFree(path: string): void {
  let isFree: boolean;
  try {
    isFree = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    throw explained(error, path);
  }
  if (!isFree) throw new OperatorError(`${path} is there already. Name another file, or move it away.`);
}

/** Deletes an unfinished copy. A failure is ignored: the first fault is reported. */
function remove(part: string): void {
  try {
    rmSync(part, { force: true });
  } catch {
    // The next attempt deletes it.
  }
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof Database.SqliteError) {
    return new OperatorError(`${path} could not be copied: ${error.message} (${error.code}).`);
  }
  if (error instanceof Error && 'syscall' in error) {
    return new OperatorError(`${path} could not be copied: ${error.message}.`);
  }
  return error;
}
