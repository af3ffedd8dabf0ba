import type { MarkOutcome } from './moves.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A person's statement that a charge was paid, or was not. */
export interface Mark {
  readonly chargeId: number;
  readonly paid: boolean;
  /**
   * The number of the mismatched payment that is stated to be this charge's; undefined if the mark is about no reported
   * payment.
   */
  readonly report?: number;
  readonly userId: number;
  readonly at: number;
}

/** Marks on charges that the gateway could not settle. Every method is one transaction. */
export interface MarkStore {
  /**
   * Marks a charge as paid or unpaid, with the person's id and name. The transaction that records it checks who may: a cashier may
   * mark their own charges, and as paid only if the owner allows it (see `MerchantSettings`); only a manager or an owner may change a mark or assign a reported payment. It is a compare-and-set on a
   * state that may be marked. The state, the audit log, the messages to others and the update's effects are committed together.
   */
  mark(mark: Mark, effects: UpdateEffects): Promise<MarkOutcome>;
}
