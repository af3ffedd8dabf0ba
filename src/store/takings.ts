import { and, eq, inArray, isNotNull, isNull, notExists, sql, type SQL } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { isErased, type Msisdn } from '../domain/msisdn.ts';
import { standingKes, type Refund } from '../domain/refund.ts';
import { only, type Tx } from './engine.ts';
import { greaterOf, lesserOf } from './extremes.ts';
import { preparedInsert } from './prepared-writes.ts';
import { standingRefundsOf } from './refund-queries.ts';
import { charges, customers, customerTakings, refunds } from './schema.ts';

/** The person of the row that sums up all of a merchant's charges to a customer. */
export const EVERYBODY = 0;

/** A charge that counts for its customer: it was paid, and its number is whole. */
const counts = ({ msisdn, paidAt }: Charge): boolean => paidAt !== null && !isErased(msisdn);

/**
 * Brings what a customer has paid up to date with a move of a charge, in the transaction of the move. A payment is added. What a move
 * takes back or changes, such as a mark, is rare: then the customer's charges are summed up again.
 */
export async function countMove(tx: Tx, before: Charge, after: Charge): Promise<void> {
  const { merchantId, msisdn } = after;
  if (counts(before)) await recount(tx, [await customerOf(tx, merchantId, msisdn as Msisdn, 0)]);
  else if (counts(after)) await addPayment(tx, after);
}

/** Brings what went back to a customer up to date with a refund that was recorded or taken back, in the transaction that does it. */
export async function countRefund(
  tx: Tx,
  charge: Charge,
  refund: Pick<Refund, 'amountKes' | 'takenBackAt'>,
): Promise<void> {
  if (!counts(charge)) return;
  const amountKes: number = refund.amountKes;
  const customerId = await customerOf(tx, charge.merchantId, charge.msisdn as Msisdn, 0);
  await tx
    .update(customerTakings)
    .set({
      refundedKes: sql`${customerTakings.refundedKes} + ${refund.takenBackAt === null ? amountKes : -amountKes}`,
    })
    .where(
      and(
        eq(customerTakings.customerId, customerId),
        inArray(customerTakings.userId, [EVERYBODY, charge.userId ?? EVERYBODY]),
      ),
    );
}

async function addPayment(
  tx: Tx,
  { merchantId, userId, state, amountKes, ...charge }: Charge,
): Promise<void> {
  const paidAt = charge.paidAt ?? 0;
  const customerId = await customerOf(tx, merchantId, charge.msisdn as Msisdn, paidAt);
  const isConfirmed = state === 'paid';
  const row = {
    customerId,
    merchantId,
    confirmedCount: isConfirmed ? 1 : 0,
    confirmedKes: isConfirmed ? amountKes : 0,
    byHandCount: isConfirmed ? 0 : 1,
    byHandKes: isConfirmed ? 0 : amountKes,
    // A mark that was undone may have had refunds, which count again with it.
    refundedKes: standingKes(await standingRefundsOf(tx, charge.id)),
    firstPaidAt: paidAt,
    lastPaidAt: paidAt,
  };
  await addToTakings(tx, { ...row, userId: EVERYBODY });
  if (userId !== null) await addToTakings(tx, { ...row, userId });
}

const addToTakings = preparedInsert(customerTakings, (insert) =>
  insert.onConflictDoUpdate({
    target: [customerTakings.customerId, customerTakings.userId],
    set: {
      confirmedCount: sql`${customerTakings.confirmedCount} + excluded.confirmed_count`,
      confirmedKes: sql`${customerTakings.confirmedKes} + excluded.confirmed_kes`,
      byHandCount: sql`${customerTakings.byHandCount} + excluded.by_hand_count`,
      byHandKes: sql`${customerTakings.byHandKes} + excluded.by_hand_kes`,
      refundedKes: sql`${customerTakings.refundedKes} + excluded.refunded_kes`,
      firstPaidAt: lesserOf(customerTakings.firstPaidAt, sql`excluded.first_paid_at`),
      lastPaidAt: greaterOf(customerTakings.lastPaidAt, sql`excluded.last_paid_at`),
    },
  }),
);

/** Returns the id of a customer's row, which is made if there is none. */
export async function customerOf(
  tx: Tx,
  merchantId: number,
  msisdn: Msisdn,
  seenAt: number,
): Promise<number> {
  const row = await only(insertCustomer(tx, { merchantId, msisdn, seenAt }));
  return row.id;
}

const insertCustomer = preparedInsert(customers, (insert) =>
  insert
    .onConflictDoUpdate({
      target: [customers.merchantId, customers.msisdn],
      set: { seenAt: greaterOf(customers.seenAt, sql`excluded.seen_at`) },
    })
    .returning({ id: customers.id }),
);

/**
 * Sums up again what customers have paid, from all charges to their numbers: a bounded number of statements, however many customers. Those
 * without payments and name are deleted.
 *
 * @param ids a batch of customers
 */
export async function recount(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const theirs = inArray(customers.id, [...ids]);
  await tx.delete(customerTakings).where(inArray(customerTakings.customerId, [...ids]));
  await tx.insert(customerTakings).select(
    sumsOf(tx, sql<number>`${sql.raw(String(EVERYBODY))}`.as('user_id'))
      .where(and(theirs, isPaid))
      .groupBy(customers.id),
  );
  await tx.insert(customerTakings).select(
    sumsOf(tx, charges.userId)
      .where(and(theirs, isPaid, isNotNull(charges.userId)))
      .groupBy(customers.id, charges.userId),
  );
  const sums = tx
    .select({ lastPaidAt: customerTakings.lastPaidAt })
    .from(customerTakings)
    .where(and(eq(customerTakings.customerId, customers.id), eq(customerTakings.userId, EVERYBODY)));
  await tx.delete(customers).where(and(theirs, isNull(customers.name), notExists(sums)));
  await tx
    .update(customers)
    .set({ seenAt: greaterOf(sql`coalesce(${customers.namedAt}, 0)`, sql`coalesce(${sums}, 0)`) })
    .where(theirs);
}

/** The plus keeps SQLite on the index by phone. */
const isPaid = sql`+${charges.paidAt} IS NOT NULL`;

/** The refunds of a charge that stand. */
const refundedOfCharge = sql`coalesce((SELECT sum(${refunds.amountKes}) FROM ${refunds} WHERE ${refunds.chargeId} = ${charges.id} AND ${refunds.takenBackAt} IS NULL), 0)`;

const sumIf = (condition: SQL, value: SQL): SQL<number> =>
  sql<number>`sum(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;

/** Sums up paid charges by customer, in the order of the columns of the table. */
function sumsOf(tx: Tx, userId: SQL.Aliased<number> | typeof charges.userId) {
  const isConfirmed = sql`${charges.state} = 'paid'`;
  const [one, amount] = [sql`1`, sql`${charges.amountKes}`];
  return tx
    .select({
      customerId: customers.id,
      merchantId: customers.merchantId,
      userId: userId as typeof charges.userId,
      confirmedCount: sumIf(isConfirmed, one).as('confirmed_count'),
      confirmedKes: sumIf(isConfirmed, amount).as('confirmed_kes'),
      byHandCount: sumIf(sql`NOT (${isConfirmed})`, one).as('by_hand_count'),
      byHandKes: sumIf(sql`NOT (${isConfirmed})`, amount).as('by_hand_kes'),
      refundedKes: sql<number>`sum(${refundedOfCharge})`.as('refunded_kes'),
      firstPaidAt: sql<number>`min(${charges.paidAt})`.as('first_paid_at'),
      lastPaidAt: sql<number>`max(${charges.paidAt})`.as('last_paid_at'),
    })
    .from(customers)
    .innerJoin(
      charges,
      and(eq(charges.msisdn, customers.msisdn), sql`+${charges.merchantId} = ${customers.merchantId}`),
    );
}
