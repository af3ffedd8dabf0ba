import { and, desc, eq, gt } from 'drizzle-orm';
import { OPEN_STATES, type ChargeState } from '../charge/states.ts';
import type { Db } from './database.ts';
import { charges, type Charge, type Doubt } from './schema.ts';

/** A charge as it is asked for. */
export type NewCharge = Pick<
  Charge,
  | 'requestKey'
  | 'msisdn'
  | 'amountKes'
  | 'note'
  | 'chatId'
  | 'chatKind'
  | 'threadId'
  | 'commandMessageId'
  | 'userId'
  | 'userName'
  | 'language'
  | 'requestedAt'
> & {
  /** A message of ours that becomes the card; undefined to send a new one. */
  readonly cardMessageId: number | undefined;
};

/** An earlier charge that makes a new one doubtful. */
export interface Conflict {
  /** `repeat`: the same phone and amount in this chat. `prompt-open`: the phone may be showing a prompt. */
  readonly doubt: Extract<Doubt, 'repeat' | 'prompt-open'>;
  readonly other: Charge;
}

/** Earlier charges that could make this one a mistake. `repeat` in the same chat says all that `prompt-open` would. */
export function conflictsOf(tx: Db, asked: NewCharge, since: number): Conflict[] {
  const recent = tx
    .select()
    .from(charges)
    .where(and(eq(charges.msisdn, asked.msisdn), gt(charges.createdAt, since)))
    .orderBy(desc(charges.id))
    .all();
  const repeat = recent.find(
    (charge) =>
      charge.chatId === asked.chatId &&
      charge.amountKes === asked.amountKes &&
      ([...OPEN_STATES, 'unconfirmed', 'paid', 'settled_paid'] as ChargeState[]).includes(charge.state),
  );
  if (repeat !== undefined) return [{ doubt: 'repeat', other: repeat }];
  const open = recent.find((charge) => (OPEN_STATES as readonly ChargeState[]).includes(charge.state));
  return open === undefined ? [] : [{ doubt: 'prompt-open', other: open }];
}
