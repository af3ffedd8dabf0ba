import type { EventDetail } from '../../domain/audit.ts';
import type { ReportedPayment } from '../../domain/charge.ts';
import type { Mismatch } from '../../domain/verify-payment.ts';
import type { MarkOutcome } from './moves.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Reported payments that do not fit their charge. Every method is one transaction. */
export interface MismatchStore {
  /**
   * Records a reported payment that does not fit a charge. The charge stays in its state and is still watched. The payment, the row
   * in the audit log, the card and the notices are committed together. Does nothing if the charge is paid, if the same payment was
   * recorded before, or if the charge has the most that are recorded.
   *
   * @throws if there is no such charge
   */
  noteMismatch(
    chargeId: number,
    mismatch: Mismatch,
    payment: Omit<ReportedPayment, 'number'>,
    at: number,
    detail: EventDetail,
  ): Promise<void>;

  /**
   * Puts a mismatched payment aside: a manager or an owner states that it is not this charge's. It is a compare-and-set on the
   * payment that the charge shows (`report`); the charge keeps its state. The audit log, the card and the update's effects are
   * committed with it. The outcome is `marked` if it was put aside.
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
