import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { statesWhere } from '../../../domain/charge-states.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { COPIED_AT, copiedAtOf, toMinutes } from './backup-mark.ts';
import { isFileAt, PART } from './integrity.ts';
import { lockDatabase } from './lock.ts';

/**
 * How far each merchant's numbers, and the ids behind them, are set ahead in a copy. Charges made after the copy are lost, but
 * people know them by their numbers, and buttons of former versions by their ids. None of those may name a new charge. It is
 * more than a busy shop makes in a week.
 */
const NUMBERS_SKIPPED = 10_000;

/** Cards of charges from this long before a copy are updated again: nobody looks at older ones. */
const CARDS_SHOWN_MS = 7 * 24 * 3_600_000;

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

/**
 * Checks that a file is whole, and marks it as a copy.
 *
 * @returns how many charges are in it
 */
function markCopy(path: string, at: number, how: 'always' | 'if unmarked'): number {
  const sqlite = new Database(path);
  try {
    const check: unknown = sqlite.pragma('integrity_check', { simple: true });
    if (check !== 'ok') throw new OperatorError(`${path} is damaged: ${String(check)}`);
    if (how === 'always' || copiedAtOf(sqlite) === undefined) mark(sqlite, at);
    return Number(sqlite.prepare('SELECT count(*) FROM charges').pluck().get());
  } finally {
    sqlite.close();
  }
}

/**
 * Marks a database as a copy and prepares it for a restore. A copy of a database that is held itself keeps the older mark: what
 * was pushed since then is in neither.
 */
export function mark(sqlite: Database.Database, at: number): void {
  if (copiedAtOf(sqlite) === undefined) sqlite.pragma(`${COPIED_AT} = ${toMinutes(at)}`);
  const skipped = sqlite
    .prepare("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'charges'")
    .run(NUMBERS_SKIPPED);
  // There is no row before the first charge.
  if (skipped.changes === 0)
    sqlite.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('charges', ?)").run(NUMBERS_SKIPPED);
  // A former version's database has neither links nor members.
  const has = (table: string): boolean =>
    sqlite.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined;
  // A copy of a former version gets its numbers from the ids when it is opened.
  if (
    sqlite.prepare("SELECT 1 FROM pragma_table_info('merchants') WHERE name = 'next_number'").get() !==
    undefined
  )
    sqlite.prepare('UPDATE merchants SET next_number = next_number + ?').run(NUMBERS_SKIPPED);
  // Links that were used after the copy must not let anybody in again.
  if (has('invites')) sqlite.prepare('UPDATE invites SET expires_at = min(expires_at, ?)').run(at);
  showCardsAgain(sqlite, at - CARDS_SHOWN_MS, has);
}

/** Makes cards due, because they may show what the copy does not know. Cards of removed people are left alone. */
function showCardsAgain(sqlite: Database.Database, after: number, has: (table: string) => boolean): void {
  const ended = statesWhere('noPrompt').map((state) => `'${state}'`);
  const isOpen = `state NOT IN (${ended.join(', ')}) AND created_at > ?`;
  const isTheirs = has('members')
    ? `AND (chat_kind <> 'private' OR EXISTS (SELECT 1 FROM members
        WHERE members.merchant_id = charges.merchant_id AND members.user_id = charges.user_id))`
    : '';
  // In a former version's database the card is in the table of charges.
  const update = has('charge_messages')
    ? `UPDATE charge_messages SET card_due_at = 0 WHERE card_message_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM charges WHERE charges.id = charge_id AND ${isOpen} ${isTheirs})`
    : `UPDATE charges SET card_due_at = created_at WHERE card_message_id IS NOT NULL AND ${isOpen} ${isTheirs}`;
  sqlite.prepare(update).run(after);
}

/** Renames a file after all of it is on the disk. After a power cut it is there whole or not at all. */
function moveSafely(from: string, to: string): void {
  chmodSync(from, 0o600);
  sync(from);
  renameSync(from, to);
  sync(dirname(to));
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

function sync(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
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
