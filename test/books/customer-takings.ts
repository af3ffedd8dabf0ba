import { eq } from 'drizzle-orm';
import { customers, customerTakings } from '../../src/store/schema.ts';
import { EVERYBODY } from '../../src/store/takings.ts';
import type { Db } from '../support/sqlite.ts';
import { takingsOf, type FoldedCharge } from './fold.ts';

interface Sums {
  readonly paid: number;
  readonly byHand: number;
  readonly refunded: number;
  readonly count: number;
  readonly last: number;
}

const NOTHING: Sums = { paid: 0, byHand: 0, refunded: 0, count: 0, last: 0 };

/** Returns where what customers have paid, as the store keeps it, is not what their charges add up to by the audit log. */
export function brokenTakings(db: Db, folded: readonly FoldedCharge[]): readonly string[] {
  const expected = new Map<string, Sums>();
  for (const { charge, paid: payment, refunds } of folded) {
    const { merchantId, msisdn, userId, amountKes } = charge;
    if (payment === undefined || msisdn.startsWith('erased:')) continue;
    const back = takingsOf(refunds.map((refund) => refund.amountKes)).amountKes;
    for (const who of userId === null ? [EVERYBODY] : [EVERYBODY, userId]) {
      const key = `${merchantId} ${msisdn} ${who}`;
      const { paid, byHand, refunded, count, last } = expected.get(key) ?? NOTHING;
      expected.set(key, {
        paid: paid + (payment.isConfirmed ? amountKes : 0),
        byHand: byHand + (payment.isConfirmed ? 0 : amountKes),
        refunded: refunded + back,
        count: count + 1,
        last: Math.max(last, payment.at),
      });
    }
  }
  const kept = new Map<string, Sums>();
  const rows = db
    .select({ customer: customers, takings: customerTakings })
    .from(customerTakings)
    .innerJoin(customers, eq(customers.id, customerTakings.customerId))
    .all();
  for (const { customer, takings } of rows)
    kept.set(`${customer.merchantId} ${customer.msisdn} ${takings.userId}`, {
      paid: takings.confirmedKes,
      byHand: takings.byHandKes,
      refunded: takings.refundedKes,
      count: takings.confirmedCount + takings.byHandCount,
      last: takings.lastPaidAt,
    });
  return [...new Set([...expected.keys(), ...kept.keys()])]
    .filter((key) => JSON.stringify(expected.get(key)) !== JSON.stringify(kept.get(key)))
    .map((key) => `the customer ${key} is kept with other sums than their charges have`);
}
