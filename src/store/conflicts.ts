import { and, desc, gt, inArray } from 'drizzle-orm';
import { isState } from '../domain/charge-states.ts';
import type { Charge, ChargeRequest } from '../domain/charge.ts';
import { selectCharges, toCharges } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import type { StoredPhone } from './phone-forms.ts';
import type { AdmissionRule } from './port/admission-rule.ts';
import { AFTER, listed, listOf, preparedOnce } from './prepared.ts';
import { charges } from './schema.ts';

const chargedSince = preparedOnce((tx, phones: number) =>
  selectCharges(tx)
    .where(and(inArray(charges.msisdn, listOf(phones)), gt(charges.createdSteadyAt, AFTER)))
    .orderBy(desc(charges.id)),
);

/** An earlier charge that conflicts with a new one. */
export interface Conflict {
  /**
   * `prompt-open`: the phone may be showing a prompt, of any merchant, which a second push can spoil. `repeat`: the same phone
   * and amount were just paid in this chat.
   */
  readonly kind: 'prompt-open' | 'repeat';
  readonly other: Charge;
  /** When the conflict ends, in epoch milliseconds. */
  readonly freeAt: number;
}

/**
 * Returns the charge to the phone within `windowMs` that conflicts with this one, or undefined.
 *
 * @param phones every form in which the phone may be stored
 */
export async function conflictOf(
  tx: Tx,
  request: ChargeRequest,
  phones: readonly StoredPhone[],
  { at, steadyAt, windowMs }: Pick<AdmissionRule, 'at' | 'steadyAt' | 'windowMs'>,
): Promise<Conflict | undefined> {
  const recent = await toCharges(
    // A charge may wait up to `windowMs` before it is pushed, hence twice the window.
    chargedSince(tx, phones.length).execute({ ...listed(phones), after: steadyAt - 2 * windowMs }),
  );
  /** Steady time gives how much of the window is left. The end is told by the machine's clock. */
  const freeAt = ({ createdSteadyAt, pushedSteadyAt }: Charge): number =>
    at + Math.max(createdSteadyAt, pushedSteadyAt ?? 0) + windowMs - steadyAt;
  /** The merchant says that the customer cancelled the prompt. That frees the phone for this merchant alone. */
  const isCancelled = ({ closeReason, merchantId }: Charge): boolean =>
    closeReason === 'customer-cancelled' && merchantId === request.merchantId;
  const open = recent.find(
    (charge) => !isState(charge.state, 'noPrompt') && !isCancelled(charge) && freeAt(charge) > at,
  );
  if (open !== undefined) return { kind: 'prompt-open', other: open, freeAt: freeAt(open) };
  const repeat = recent.find(
    (charge) =>
      charge.merchantId === request.merchantId &&
      charge.message?.chatId === request.message?.chatId &&
      charge.amountKes === request.amountKes &&
      charge.state === 'paid' &&
      charge.createdSteadyAt > steadyAt - windowMs,
  );
  return repeat === undefined ? undefined : { kind: 'repeat', other: repeat, freeAt: freeAt(repeat) };
}
