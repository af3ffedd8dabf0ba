import { and, desc, gt, inArray } from 'drizzle-orm';
import type { Msisdn } from '../charge/msisdn.ts';
import type { ChargeState } from '../charge/states.ts';
import type { Db } from './database.ts';
import type { StoredPhone } from './phone-forms.ts';
import { charges, type Charge } from './schema.ts';
import type { TakeRule } from './taking.ts';

/** A charge as it is asked for. */
export type NewCharge = Pick<
  Charge,
  | 'requestKey'
  | 'merchantId'
  | 'shop'
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
  readonly msisdn: Msisdn;
  /** A message of ours that becomes the card; undefined to send a new one. */
  readonly cardMessageId: number | undefined;
};

/** An earlier charge that stands against a new one. */
export interface Conflict {
  /**
   * `prompt-open`: the phone may be showing a prompt, of whichever shop; a second one can spoil it. `repeat`: the same phone
   * and amount in this chat, just paid.
   */
  readonly kind: 'prompt-open' | 'repeat';
  readonly other: Charge;
  /** When it no longer stands against it. */
  readonly freeAt: number;
}

/** States in which there is no prompt: none came, or it was answered. What a person says of it takes none away. */
const NO_PROMPT: ReadonlySet<ChargeState> = new Set(['declined', 'canceled', 'paid']);

/**
 * What was charged to the phone within `windowMs` and stands against this charge, if anything does.
 *
 * @param phones every form in which the phone may be stored
 */
export function conflictOf(
  tx: Db,
  asked: NewCharge,
  phones: readonly StoredPhone[],
  { at, steadyAt, windowMs }: Pick<TakeRule, 'at' | 'steadyAt' | 'windowMs'>,
): Conflict | undefined {
  const recent = tx
    .select()
    .from(charges)
    // It may have waited as long before it was pushed.
    .where(and(inArray(charges.msisdn, [...phones]), gt(charges.createdSteadyAt, steadyAt - 2 * windowMs)))
    .orderBy(desc(charges.id))
    .all();
  /** The time that is left is real time; by the clock it ends that much later. */
  const freeAt = ({ createdSteadyAt, pushedSteadyAt }: Charge): number =>
    at + Math.max(createdSteadyAt, pushedSteadyAt ?? 0) + windowMs - steadyAt;
  const open = recent.find((charge) => !NO_PROMPT.has(charge.state) && freeAt(charge) > at);
  if (open !== undefined) return { kind: 'prompt-open', other: open, freeAt: freeAt(open) };
  const repeat = recent.find(
    (charge) =>
      charge.chatId === asked.chatId &&
      charge.amountKes === asked.amountKes &&
      charge.state === 'paid' &&
      charge.createdSteadyAt > steadyAt - windowMs,
  );
  return repeat === undefined ? undefined : { kind: 'repeat', other: repeat, freeAt: freeAt(repeat) };
}
