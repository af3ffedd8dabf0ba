import Database from 'better-sqlite3';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { CARDS_SHOWN_MS, IS_THEIRS, isOpenAfter, NUMBERS_SKIPPED } from '../restored-copy.ts';
import { COPIED_AT, copiedAtOf, toMinutes } from './backup-mark.ts';

/**
 * Checks that a file is whole, and marks it as a copy.
 *
 * @returns how many charges are in it
 */
export function markCopy(path: string, at: number, how: 'always' | 'if unmarked'): number {
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
  const isOpen = isOpenAfter('?');
  const isTheirs = has('members') ? `AND ${IS_THEIRS}` : '';
  // In a former version's database the card is in the table of charges.
  const update = has('charge_messages')
    ? `UPDATE charge_messages SET card_due_at = 0 WHERE card_message_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM charges WHERE charges.id = charge_id AND ${isOpen} ${isTheirs})`
    : `UPDATE charges SET card_due_at = created_at WHERE card_message_id IS NOT NULL AND ${isOpen} ${isTheirs}`;
  sqlite.prepare(update).run(after);
}
