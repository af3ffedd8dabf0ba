import { and, asc, count, eq, gte, isNotNull, isNull, lt, sum } from 'drizzle-orm';
import type { Refund } from '../domain/refund.ts';
import { isItsMessage } from './charge-rows.ts';
import { first, type Tx } from './engine.ts';
import type { Scope, Takings } from './port/charge-queries.ts';
import { chargeMessages, charges, refunds } from './schema.ts';
import { inScope } from './scope.ts';

/** The columns of a `Refund`. */
const refundRow = {
  id: refunds.id,
  ref: refunds.ref,
  chargeId: refunds.chargeId,
  merchantId: refunds.merchantId,
  amountKes: refunds.amountKes,
  reason: refunds.reason,
  recordedAt: refunds.recordedAt,
  recordedBy: refunds.recordedBy,
  recordedByName: refunds.recordedByName,
  takenBackAt: refunds.takenBackAt,
  takenBackBy: refunds.takenBackBy,
  takenBackByName: refunds.takenBackByName,
  takenBackReason: refunds.takenBackReason,
} as const;

/** Selects refunds, without their idempotency keys. */
export const selectRefunds = (db: Tx) => db.select(refundRow).from(refunds);

/** Returns all refunds of a charge, the oldest first. */
export const refundsOf = async (db: Tx, chargeId: number): Promise<Refund[]> =>
  await selectRefunds(db).where(eq(refunds.chargeId, chargeId)).orderBy(asc(refunds.id));

/** See `ChargeQueries.refundsBetween`. */
export async function refundsBetween(db: Tx, from: number, to: number, scope: Scope): Promise<Takings> {
  const row = await first(
    db
      .select({ n: count(), total: sum(refunds.amountKes).mapWith(Number) })
      .from(refunds)
      .innerJoin(charges, eq(charges.id, refunds.chargeId))
      .leftJoin(chargeMessages, isItsMessage)
      .where(
        and(
          eq(refunds.merchantId, scope.merchantId),
          gte(refunds.recordedAt, from),
          lt(refunds.recordedAt, to),
          isNull(refunds.takenBackAt),
          isNotNull(charges.paidAt),
          inScope(scope),
        ),
      ),
  );
  return { count: row?.n ?? 0, amountKes: row?.total ?? 0 };
}
