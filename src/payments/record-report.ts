import { receiptDateAgrees } from '../domain/receipt.ts';
import { verifyPayment } from '../domain/verify-payment.ts';
import type { QueryOutcome } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Store } from '../store/port/store.ts';
import { reportedPayment } from './reported-payment.ts';
import type { WatchedCharge } from './watched-charge.ts';

export interface RecordReportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly wakeNotifier: () => void;
}

/**
 * Records a payment that the gateway reported for a charge: as this charge's if it fits, and otherwise as a mismatch.
 *
 * @returns whether the charge is paid now
 */
export async function recordReport(
  { store, clock, log, wakeNotifier }: RecordReportParts,
  charge: WatchedCharge,
  outcome: QueryOutcome & { kind: 'reported' },
): Promise<boolean> {
  const verification = verifyPayment(charge, outcome.report);
  const at = clock.now();
  if (verification.kind === 'mismatch') {
    const { mismatch } = verification;
    log.warn({ charge: charge.id, mismatch }, 'a reported payment is not this charge');
    await store.charges.noteMismatch(charge.id, mismatch, reportedPayment(outcome.report), at, {
      ...outcome.evidence,
    });
    wakeNotifier();
    return false;
  }
  const { receipt } = verification;
  const dated = receiptDateAgrees(receipt, at);
  if (!dated) log.warn({ charge: charge.id, receipt }, "the receipt's date code is not of today");
  const paid = await store.charges.move({
    chargeId: charge.id,
    from: charge.state,
    to: 'paid',
    at,
    actor: 'gateway',
    detail: { receipt, dated, ...outcome.evidence },
    set: { receipt, paidAt: at, watchDueAt: null },
    notice: charge.state === 'unconfirmed' ? 'paid_late' : 'paid',
  });
  if (paid.kind === 'taken') {
    log.warn({ charge: charge.id, receipt, by: paid.by }, 'a receipt was reported for a second charge');
    await store.charges.noteMismatch(charge.id, 'receipt-reused', reportedPayment(outcome.report), at, {
      by: paid.by,
      ...outcome.evidence,
    });
  }
  wakeNotifier();
  return paid.kind === 'moved';
}
