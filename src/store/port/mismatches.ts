import type { Mismatch } from '../../domain/verify-payment.ts';
import type { ReportedPayment } from '../../domain/charge.ts';
import type { EventDetail } from '../../domain/audit.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { MarkOutcome } from './moves.ts';

/** Payments that were reported and do not fit their charge. Every method is one transaction. */
export interface MismatchStore {
  /**
   * Keeps a reported payment that was not this charge's. The charge stays in its state and is still watched; people are told of
   * each such payment once, whatever they said of those before.
   */
  noteMismatch(
    chargeId: number,
    mismatch: Mismatch,
    payment: Omit<ReportedPayment, 'number'>,
    at: number,
    detail: EventDetail,
  ): Promise<void>;

  /**
   * A manager or an owner says that a reported payment is not this charge's. It is put aside, and the charge goes on as it stands;
   * another one is told anew.
   */
  putAside(
    what: {
      readonly chargeId: number;
      readonly report: number;
      readonly userId: number;
      readonly at: number;
    },
    effects: UpdateEffects,
  ): Promise<MarkOutcome>;
}
