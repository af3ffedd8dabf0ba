import type { AmountKes } from '../../domain/amount.ts';
import type { Refund } from '../../domain/refund.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A person's statement that money went back to the customer. */
export interface NewRefund {
  readonly chargeId: number;
  readonly amountKes: AmountKes;
  readonly reason: string;
  /** Names the question that was answered. A second answer to it finds the first refund. */
  readonly idempotencyKey: string;
  readonly userId: number;
  readonly at: number;
}

/** What became of a refund. Only `recorded` changes anything. */
export type RefundOutcome =
  | { readonly kind: 'recorded'; readonly refund: Refund }
  /** The same question was answered before. */
  | { readonly kind: 'already'; readonly refund: Refund }
  /** With those that stand, it would be more than was paid. `leftKes` is how much can still be refunded. */
  | { readonly kind: 'too-much'; readonly leftKes: number }
  /** The charge has the most refunds that are kept of one. */
  | { readonly kind: 'too-many' }
  /** The charge does not count as paid, or not any more. */
  | { readonly kind: 'not-paid' }
  | RefundRefusal;

/** What became of taking a refund back. Only `taken-back` changes anything. */
export type TakeBackOutcome =
  | { readonly kind: 'taken-back'; readonly refund: Refund }
  /** Somebody took it back before. */
  | { readonly kind: 'past'; readonly refund: Refund }
  | RefundRefusal;

/** Why a person may not record a refund or take it back. */
export type RefundRefusal =
  | { readonly kind: 'forbidden'; readonly why: 'not-yours' | 'managers-only' }
  /** The update was settled before. */
  | { readonly kind: 'settled' };

/** Refunds of charges. Every method is one transaction. */
export interface RefundStore {
  /**
   * Records a refund of a paid charge. The transaction checks that the person is a manager or an owner, that the charge counts as paid,
   * and that the refunds that stand are together no more than was paid. The refund, its entry in the books, the customer's sums, a row in the audit log, the messages to others and
   * the effects that `react` returns are committed together. `react` gets what is left of the charge, in shillings, and is called only
   * if the refund is recorded.
   *
   * @throws if there is no such charge
   */
  record(refund: NewRefund, react: (leftKes: number) => UpdateEffects): Promise<RefundOutcome>;

  /**
   * Takes a refund back: it counts nowhere any more, and stays in the history with the reason. It is a compare-and-set on a refund that
   * stands. The transaction checks that the person is a manager or an owner. The entry in the books, the customer's sums, the audit log, the messages to others and the effects
   * that `react` returns are committed with it; see `record`.
   *
   * @throws if there is no such refund
   */
  takeBack(
    what: {
      readonly refundId: number;
      readonly reason: string;
      readonly userId: number;
      readonly at: number;
    },
    react: (leftKes: number) => UpdateEffects,
  ): Promise<TakeBackOutcome>;

  /** Returns all refunds of a charge, also those that were taken back, the oldest first. */
  of(chargeId: number): Promise<Refund[]>;

  /** Returns the refund that a button names, or undefined. */
  byRef(ref: string): Promise<Refund | undefined>;
}
