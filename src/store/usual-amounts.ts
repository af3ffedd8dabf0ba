import { and, count, desc, eq, gt, max } from 'drizzle-orm';
import type { AmountKes } from '../domain/amount.ts';
import type { Tx } from './engine.ts';
import { charges } from './schema.ts';

/** How many of the last paid charges are counted: enough for a habit, few enough to read at each question. */
const COUNTED = 200;

export async function usualAmounts(db: Tx, merchantId: number, limit: number): Promise<AmountKes[]> {
  const latest = db
    .select({ amountKes: charges.amountKes, paidAt: charges.paidAt })
    .from(charges)
    .where(and(eq(charges.merchantId, merchantId), gt(charges.paidAt, 0)))
    .orderBy(desc(charges.paidAt))
    .limit(COUNTED)
    .as('latest');
  const usual = await db
    .select({ amountKes: latest.amountKes })
    .from(latest)
    .groupBy(latest.amountKes)
    .orderBy(desc(count()), desc(max(latest.paidAt)), desc(latest.amountKes))
    .limit(limit);
  return usual.map(({ amountKes }) => amountKes);
}
