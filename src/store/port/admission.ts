import type { Charge } from '../../domain/charge.ts';
import type { LimitHit } from './velocity-limits.ts';

export type AdmissionOutcome =
  | { readonly kind: 'taken'; readonly charge: Charge }
  /** This very request was taken before. */
  | { readonly kind: 'already'; readonly charge: Charge }
  /** Nothing was committed: the database was restored from a copy of that time, and nobody has said to go on. */
  | { readonly kind: 'held'; readonly since: number }
  /** Nothing was committed: whoever asked does not work at the shop, or it cannot charge now. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** Nothing was committed: the phone may be showing a prompt, until about `freeAt`. */
  | { readonly kind: 'prompt-open'; readonly other: Charge; readonly freeAt: number }
  /** Nothing was committed: enough was charged for now. */
  | { readonly kind: 'capped'; readonly cap: LimitHit }
  /** Nothing was committed: a person should be asked first. */
  | { readonly kind: 'doubtful'; readonly repeats: Charge | undefined };

/** Why a charge is not taken from this person, for this shop, or to this phone at all. */
export type Refusal = 'not-a-member' | 'suspended' | 'no-account' | 'blocked';
