import { networkOf } from '../charge/msisdn.ts';
import type { Conflict, NewCharge } from '../store/conflicts.ts';
import type { Reaction } from '../store/reaction.ts';
import type { Charge, Doubt } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** A wish to charge that is older than this when it reaches us, or when its turn comes, is asked about again. */
export const STALE_AFTER_MS = 2 * 60_000;
/**
 * M-Pesa refuses the same amount to the same customer within two minutes (code 17), and a prompt may be open about as
 * long, which a second push can spoil.
 */
export const REPEAT_WINDOW_MS = 2 * 60_000;

/** Why a charge should be asked about before it is pushed. */
export type Question =
  | { readonly doubt: Exclude<Doubt, Conflict['doubt']> }
  | { readonly doubt: Conflict['doubt']; readonly other: Charge };

export type TakeResult =
  | { readonly kind: 'taken'; readonly charge: Charge }
  | { readonly kind: 'already'; readonly charge: Charge }
  /** Nothing was taken: the database was restored from a copy of that time, and nobody has said to go on. */
  | { readonly kind: 'held'; readonly since: number }
  /** Nothing was taken: a person should answer these first. */
  | { readonly kind: 'ask'; readonly questions: readonly Question[] };

/**
 * Takes a charge unless there is a doubt that the person was not shown yet. One request key gives one charge, however
 * often it comes.
 *
 * @param accepted the doubts that the person was shown and pushed through
 * @param reaction what the update that asked leaves behind; committed only if the charge is taken (or was before)
 */
export async function takeCharge(
  store: Store,
  asked: NewCharge,
  accepted: readonly Doubt[],
  reaction: Reaction,
): Promise<TakeResult> {
  const at = reaction.at;
  const own: Question[] = [];
  if (at - asked.requestedAt > STALE_AFTER_MS) own.push({ doubt: 'stale' });
  if (networkOf(asked.msisdn) !== 'Safaricom' && !accepted.includes('off-network'))
    own.push({ doubt: 'off-network' });

  const rule = { at, windowMs: REPEAT_WINDOW_MS, accepted, held: own.length > 0 };
  const outcome = await store.charges.take(asked, rule, reaction);
  return outcome.kind === 'doubtful' ? { kind: 'ask', questions: [...own, ...outcome.conflicts] } : outcome;
}
