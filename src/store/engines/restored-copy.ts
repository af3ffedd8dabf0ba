import { statesWhere } from '../../domain/charge-states.ts';

/**
 * How far each merchant's numbers, and the ids behind them, are set ahead in a copy. Charges made after the copy are lost, but
 * people know them by their numbers, and buttons of former versions by their ids. None of those may name a new charge. It is
 * more than a busy shop makes in a week.
 */
export const NUMBERS_SKIPPED = 10_000;

/** Cards of charges from this long before a copy are updated again: nobody looks at older ones. */
export const CARDS_SHOWN_MS = 7 * 24 * 3_600_000;

const ENDED = statesWhere('noPrompt')
  .map((state) => `'${state}'`)
  .join(', ');

/**
 * What a charge's card must be of to be updated again: it may show what the copy does not know. The parameter is a time.
 *
 * @param parameter how the database writes it
 */
export const isOpenAfter = (parameter: string): string =>
  `state NOT IN (${ENDED}) AND created_at > ${parameter}`;

/** Cards of removed people are left alone. */
export const IS_THEIRS = `(chat_kind <> 'private' OR EXISTS (SELECT 1 FROM members
  WHERE members.merchant_id = charges.merchant_id AND members.user_id = charges.user_id))`;
