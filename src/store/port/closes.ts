import type { Charge } from '../../domain/charge.ts';
import type { CloseReason } from '../../domain/close-reason.ts';
import type { UpdateEffects } from './update-effects.ts';

/** That the shop closes a charge, on a person's word. */
export interface Close {
  readonly chargeId: number;
  readonly reason: CloseReason;
  readonly userId: number;
  readonly at: number;
  /** The same moment in steady time. */
  readonly steadyAt: number;
}

/** What became of closing a charge. Only `closed` changes anything. */
export type CloseOutcome =
  | { readonly kind: 'closed'; readonly charge: Charge }
  /**
   * It is not open, closed already, or has a mismatched payment to decide on. Or the reason is `customer-cancelled`, and the prompt may
   * not be on the phone yet.
   */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** The person may not see this charge. */
  | { readonly kind: 'forbidden'; readonly charge: Charge };

/** Charges that a shop closes. Every method is one transaction. */
export interface CloseStore {
  /**
   * Closes an open charge with the person's id, name and reason: it is no longer listed as waiting, and only money is told of it. It
   * is watched as before. A charge that was not pushed yet is canceled instead, and never pushed. The transaction checks who may (a
   * cashier closes their own) and that the charge is open. The audit log, the card's new revision and the update's effects are
   * committed together.
   */
  close(close: Close, effects: UpdateEffects): Promise<CloseOutcome>;
}
