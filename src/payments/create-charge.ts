import type { ChargeRequest, Charge } from '../domain/charge.ts';
import { REPEAT_WINDOW_MS } from '../domain/closed-charge.ts';
import type { ConfirmationReason } from '../domain/draft.ts';
import { networkOf } from '../domain/msisdn.ts';
import type { VelocityLimit } from '../domain/velocity-limit.ts';
import { CLOCK_TOLERANCE_MS } from '../runtime/timekeeper.ts';
import type { AdmissionOutcome } from '../store/port/admission.ts';
import type { Store } from '../store/port/store.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';

/** A request that is older than this when it arrives, or when it is pushed, must be confirmed again. */
export const STALE_AFTER_MS = 2 * 60_000;

/** Why a person must confirm a charge before it is pushed. */
export type Confirmation =
  | { readonly reason: Exclude<ConfirmationReason, 'repeat' | 'unusual-amount'> }
  /** `written`: the amount as the person wrote it, which may mean another one. */
  | { readonly reason: 'unusual-amount'; readonly written: string }
  /** `other`: the earlier charge that this one would repeat. */
  | { readonly reason: 'repeat'; readonly other: Charge };

export type CreateChargeResult =
  | Exclude<AdmissionOutcome, { kind: 'needs-confirmation' }>
  /** Nothing was committed: a person must confirm these first. */
  | { readonly kind: 'needs-confirmation'; readonly questions: readonly Confirmation[] };

/** What a caller knows besides the request. A request that is no update of Telegram's has none of it. */
export interface CreateChargeOptions {
  /** The reasons for confirmation that the person was shown and accepted. */
  readonly accepted?: readonly ConfirmationReason[];
  /** The reasons that the caller found when it read the request. */
  readonly raised?: readonly Confirmation[];
  /** What the update that asked leaves behind. It is committed only if the charge is created, or was created before. */
  readonly effects?: UpdateEffects | undefined;
}

/** The rules for every charge. */
export interface CreateChargeRules {
  readonly velocityLimits: readonly VelocityLimit[];
}

/**
 * Creates a charge, unless it is refused or has a reason for confirmation that the person was not shown yet. One idempotency
 * key gives one charge, however often it comes.
 *
 * @param now the present moment by the machine's clock, and in steady time
 */
export async function createCharge(
  store: Store,
  { velocityLimits }: CreateChargeRules,
  request: ChargeRequest,
  { accepted = [], raised = [], effects }: CreateChargeOptions,
  { at, steadyAt }: { readonly at: number; readonly steadyAt: number },
): Promise<CreateChargeResult> {
  const own = raised.filter(({ reason }) => !accepted.includes(reason));
  const age = at - request.requestedAt;
  // A request from the future was dated by another clock, so its age is not known.
  if (age > STALE_AFTER_MS || age < -CLOCK_TOLERANCE_MS) own.push({ reason: 'stale' });
  if (networkOf(request.msisdn) !== 'Safaricom' && !accepted.includes('off-network'))
    own.push({ reason: 'off-network' });

  const rule = {
    at,
    steadyAt,
    windowMs: REPEAT_WINDOW_MS,
    accepted,
    hasOwnReasons: own.length > 0,
    velocityLimits,
  };
  const outcome = await store.charges.create(request, rule, effects);
  if (outcome.kind !== 'needs-confirmation') return outcome;
  const { repeats } = outcome;
  return {
    kind: 'needs-confirmation',
    questions: repeats === undefined ? own : [...own, { reason: 'repeat', other: repeats }],
  };
}
