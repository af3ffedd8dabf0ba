import { networkOf } from '../domain/msisdn.ts';
import { CLOCK_TOLERANCE_MS } from '../runtime/timekeeper.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import type { AdmissionOutcome } from '../store/port/admission.ts';
import type { ChargeRequest } from '../domain/charge.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';
import type { ConfirmationReason } from '../domain/draft.ts';
import type { Charge } from '../domain/charge.ts';
import type { Store } from '../store/port/store.ts';

/** A wish to charge that is older than this when it reaches us, or when its turn comes, is asked about again. */
export const STALE_AFTER_MS = 2 * 60_000;
/**
 * M-Pesa refuses the same amount to the same customer within two minutes (code 17), and a prompt may be open about as
 * long, which a second push can spoil.
 */
export const REPEAT_WINDOW_MS = 2 * 60_000;

/** Why a charge should be asked about before it is pushed. */
export type Confirmation =
  | { readonly reason: Exclude<ConfirmationReason, 'repeat' | 'unusual-amount'> }
  /** `written`: the amount in the person's own words, which may mean another. */
  | { readonly reason: 'unusual-amount'; readonly written: string }
  /** `other`: the earlier charge that it repeats. */
  | { readonly reason: 'repeat'; readonly other: Charge };

export type CreateChargeResult =
  | Exclude<AdmissionOutcome, { kind: 'doubtful' }>
  /** Nothing was taken: a person should answer these first. */
  | { readonly kind: 'ask'; readonly questions: readonly Confirmation[] };

/** What holds for every charge. */
export interface CreateChargeRules {
  readonly velocityLimits: readonly VelocityLimit[];
}

/**
 * Takes a charge unless something stands against it, or there is a doubt that the person was not shown yet. One request key
 * gives one charge, however often it comes.
 *
 * @param accepted the doubts that the person was shown and pushed through
 * @param steadyAt the moment in steady time
 * @param effects what the update that asked leaves behind; committed only if the charge is taken (or was before)
 * @param raised what whoever read the request is in doubt of
 */
export async function createCharge(
  store: Store,
  { velocityLimits }: CreateChargeRules,
  asked: ChargeRequest,
  accepted: readonly ConfirmationReason[],
  effects: UpdateEffects,
  steadyAt: number,
  raised: readonly Confirmation[] = [],
): Promise<CreateChargeResult> {
  const at = effects.at;
  const own = raised.filter(({ reason }) => !accepted.includes(reason));
  const age = at - asked.requestedAt;
  // One from the future was asked for by another clock than this: nobody knows how long ago.
  if (age > STALE_AFTER_MS || age < -CLOCK_TOLERANCE_MS) own.push({ reason: 'stale' });
  if (networkOf(asked.msisdn) !== 'Safaricom' && !accepted.includes('off-network'))
    own.push({ reason: 'off-network' });

  const rule = {
    at,
    steadyAt,
    windowMs: REPEAT_WINDOW_MS,
    accepted,
    held: own.length > 0,
    velocityLimits,
  };
  const outcome = await store.charges.create(asked, rule, effects);
  if (outcome.kind !== 'doubtful') return outcome;
  const { repeats } = outcome;
  return {
    kind: 'ask',
    questions: repeats === undefined ? own : [...own, { reason: 'repeat', other: repeats }],
  };
}
