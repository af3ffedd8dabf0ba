import type { AmountKes } from '../../domain/amount.ts';
import type { Charge } from '../../domain/charge.ts';
import type { LimitHit } from './velocity-limits.ts';

/** What became of a request for a charge. Only `created` creates one. */
export type AdmissionOutcome =
  | { readonly kind: 'created'; readonly charge: Charge }
  /** This request created a charge before: the idempotency key is known. The update's effects are committed. */
  | { readonly kind: 'already'; readonly charge: Charge }
  /** Nothing was committed: the database was restored from a copy made at `since`, and the hold has not ended. */
  | { readonly kind: 'held'; readonly since: number }
  /** Nothing was committed: the person, the merchant or the phone may not take part in a charge. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** Nothing was committed: a prompt of the charge `other` may be open on the phone, until about `freeAt` (epoch ms). */
  | { readonly kind: 'prompt-open'; readonly other: Charge; readonly freeAt: number }
  /** Nothing was committed: a velocity limit is reached. */
  | { readonly kind: 'limit-reached'; readonly limit: LimitHit }
  /** Nothing was committed: the amount is over the most that the merchant's owner allows for one charge. */
  | { readonly kind: 'over-limit'; readonly maxAmountKes: AmountKes }
  /** Nothing was committed: a person must confirm first. `repeats`: an earlier charge that this one would repeat. */
  | { readonly kind: 'needs-confirmation'; readonly repeats: Charge | undefined };

/**
 * Why a charge is refused, whatever the person confirms: the person does not work for the merchant, the merchant is suspended or
 * has no account, or the phone is blocked.
 */
export type Refusal = 'not-a-member' | 'suspended' | 'no-account' | 'blocked';
