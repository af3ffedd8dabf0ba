import { CARDS_SHOWN_MS, IS_THEIRS, isOpenAfter, NUMBERS_SKIPPED } from '../restored-copy.ts';
import { WRITTEN_BY } from './written-by.ts';

/** @param at a whole number */
const statements = (at: number): readonly string[] => [
  `UPDATE database_origin SET held_since = ${at}, written_by = ${WRITTEN_BY}`,
  `UPDATE merchants SET next_number = next_number + ${NUMBERS_SKIPPED}`,
  `SELECT setval(pg_get_serial_sequence('charges', 'id'), nextval(pg_get_serial_sequence('charges', 'id')) + ${NUMBERS_SKIPPED})`,
  // Links that were used after the copy must not let anybody in again.
  `UPDATE invites SET expires_at = ${at} WHERE expires_at > ${at}`,
  `UPDATE charge_messages SET card_due_at = 0 WHERE card_message_id IS NOT NULL
    AND EXISTS (SELECT 1 FROM charges WHERE charges.id = charge_id AND ${isOpenAfter(`${at - CARDS_SHOWN_MS}`)} AND ${IS_THEIRS})`,
];

/**
 * Holds all pushes, and prepares a database that may lack its last commits, as a restored copy of SQLite is prepared (`mark-copy.ts`). It runs within a
 * transaction that is alone.
 */
export async function prepareRestored(
  run: (statement: string) => Promise<unknown>,
  at: number,
): Promise<void> {
  for (const statement of statements(Math.floor(at))) await run(statement);
}
