import type { UpdateEffects } from './update-effects.ts';
import type { MarkOutcome } from './moves.ts';

/** A person's word on a charge. */
export interface Mark {
  readonly chargeId: number;
  readonly paid: boolean;
  /** The number of the reported payment that is said to be this charge's; undefined for a word on nothing but the charge. */
  readonly report?: number;
  readonly userId: number;
  readonly at: number;
}

/** What people say of charges that the gateway could not settle. Every method is one transaction. */
export interface MarkStore {
  /**
   * Records a person's word, with their name. Who may give it is decided here, in the transaction that records it: a cashier's
   * is for their own charges, and once it is given only a manager or an owner may say otherwise.
   */
  mark(mark: Mark, effects: UpdateEffects): Promise<MarkOutcome>;
}
