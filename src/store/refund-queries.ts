import { and, asc, eq, gt, gte, inArray, isNull, or, sum } from 'drizzle-orm';
import type { Refund } from '../domain/refund.ts';
import type { Tx } from './engine.ts';
import { CHARGE, preparedOnce } from './prepared.ts';
import { charges, refunds } from './schema.ts';

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
  await ofCharge(db).execute({ chargeId });

const ofCharge = preparedOnce((db) =>
  selectRefunds(db).where(eq(refunds.chargeId, CHARGE)).orderBy(asc(refunds.id)),
);

/** Returns the refunds of a charge that stand, the oldest first. */
export const standingRefundsOf = async (db: Tx, chargeId: number): Promise<Refund[]> =>
  (await refundsOf(db, chargeId)).filter(({ takenBackAt }) => takenBackAt === null);

/** Returns what is refunded of each of some charges, in shillings, by their ids. Charges without a refund that stands are left out. */
export async function refundedOf(db: Tx, chargeIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .select({ chargeId: refunds.chargeId, amountKes: sum(refunds.amountKes).mapWith(Number) })
    .from(refunds)
    .where(and(inArray(refunds.chargeId, [...chargeIds]), isNull(refunds.takenBackAt)))
    .groupBy(refunds.chargeId);
  return new Map(rows.map(({ chargeId, amountKes }) => [chargeId, amountKes]));
}

/** Where the next slice of refunds begins: after the refund with this time and id. */
export interface RefundPlace {
  readonly recordedAt: number;
  readonly id: number;
}

/** Returns the next refunds of a merchant, at most `limit`, with whose charges they are of and when those were paid. */
export const nextRefunds = async (db: Tx, merchantId: number, after: RefundPlace, limit: number) =>
  await db
    .select({
      id: refunds.id,
      recordedAt: refunds.recordedAt,
      takenBackAt: refunds.takenBackAt,
      amountKes: refunds.amountKes,
      userId: charges.userId,
      paidAt: charges.paidAt,
    })
    .from(refunds)
    .innerJoin(charges, eq(charges.id, refunds.chargeId))
    .where(
      and(
        eq(refunds.merchantId, merchantId),
        // For the index; of those at the very same moment, only the ones after the place.
        gte(refunds.recordedAt, after.recordedAt),
        or(gt(refunds.recordedAt, after.recordedAt), gt(refunds.id, after.id)),
      ),
    )
    .orderBy(asc(refunds.recordedAt), asc(refunds.id))
    .limit(limit);
