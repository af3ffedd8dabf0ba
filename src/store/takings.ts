import { and, count, eq, max, min, sql, sum } from 'drizzle-orm';
import type { Charge } from '../domain/charge.ts';
import { isErased, type Msisdn } from '../domain/msisdn.ts';
import { first, only, type Tx } from './engine.ts';
import { equalsUnindexed } from './prepared.ts';
import { charges, customers, customerTakings } from './schema.ts';

/** The person of the row that sums up all of a merchant's charges to a customer. */
export const EVERYBODY = 0;

/** A charge that counts for its customer: it was paid, and its number is whole. */
const counts = ({ msisdn, paidAt }: Charge): boolean => paidAt !== null && !isErased(msisdn);

/**
 * Brings what a customer has paid up to date with a move of a charge, in the transaction of the move. A payment is added. What a move
 * takes back or changes, such as a mark, is rare: then the customer's charges are summed up again.
 */
export async function countMove(tx: Tx, before: Charge, after: Charge): Promise<void> {
  if (counts(before)) await recount(tx, after.merchantId, after.msisdn as Msisdn);
  else if (counts(after)) await addPayment(tx, after);
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
    firstPaidAt: paidAt,
    lastPaidAt: paidAt,
  };
  await tx
    .insert(customerTakings)
    .values([{ ...row, userId: EVERYBODY }, ...(userId === null ? [] : [{ ...row, userId }])])
    .onConflictDoUpdate({
      target: [customerTakings.customerId, customerTakings.userId],
      set: {
        confirmedCount: sql`${customerTakings.confirmedCount} + excluded.confirmed_count`,
        confirmedKes: sql`${customerTakings.confirmedKes} + excluded.confirmed_kes`,
        byHandCount: sql`${customerTakings.byHandCount} + excluded.by_hand_count`,
        byHandKes: sql`${customerTakings.byHandKes} + excluded.by_hand_kes`,
        firstPaidAt: sql`min(${customerTakings.firstPaidAt}, excluded.first_paid_at)`,
        lastPaidAt: sql`max(${customerTakings.lastPaidAt}, excluded.last_paid_at)`,
      },
    });
}

/** Returns the id of a customer's row, which is made if there is none. */
export async function customerOf(
  tx: Tx,
  merchantId: number,
  msisdn: Msisdn,
  seenAt: number,
): Promise<number> {
  const row = await only(
    tx
      .insert(customers)
      .values({ merchantId, msisdn, seenAt })
      .onConflictDoUpdate({
        target: [customers.merchantId, customers.msisdn],
        set: { seenAt: sql`max(${customers.seenAt}, excluded.seen_at)` },
      })
      .returning({ id: customers.id }),
  );
  return row.id;
}

/** Sums up again what a customer has paid, from all charges to the number. A customer without payments and name is deleted. */
export async function recount(tx: Tx, merchantId: number, msisdn: Msisdn): Promise<void> {
  const isTheirs = and(eq(customers.merchantId, merchantId), eq(customers.msisdn, msisdn));
  const customer = await first(tx.select().from(customers).where(isTheirs));
  const sums = await paidBy(tx, merchantId, msisdn);
  if (customer !== undefined)
    await tx.delete(customerTakings).where(eq(customerTakings.customerId, customer.id));
  if (sums.length === 0) {
    if (customer?.name === null) await tx.delete(customers).where(eq(customers.id, customer.id));
    return;
  }
  const all = total(sums);
  const customerId = await customerOf(tx, merchantId, msisdn, all.lastPaidAt);
  const seenAt = Math.max(all.lastPaidAt, customer?.namedAt ?? 0);
  await tx.update(customers).set({ seenAt }).where(eq(customers.id, customerId));
  const rows = [
    { ...all, userId: EVERYBODY },
    ...sums.flatMap(({ userId, ...row }) => (userId === null ? [] : [{ ...row, userId }])),
  ];
  await tx.insert(customerTakings).values(rows.map((row) => Object.assign(row, { customerId, merchantId })));
}

type PaidBy = Awaited<ReturnType<typeof paidBy>>[number];

/** Sums up the paid charges to a number by who asked for them. */
async function paidBy(tx: Tx, merchantId: number, msisdn: Msisdn) {
  const confirmed = sql`CASE WHEN ${charges.state} = 'paid' THEN 1 ELSE 0 END`;
  return await tx
    .select({
      userId: charges.userId,
      confirmedCount: sum(confirmed).mapWith(Number),
      confirmedKes: sum(sql`${charges.amountKes} * ${confirmed}`).mapWith(Number),
      byHandCount: sql<number>`${count()} - ${sum(confirmed)}`,
      byHandKes: sum(sql`${charges.amountKes} * (1 - ${confirmed})`).mapWith(Number),
      firstPaidAt: min(charges.paidAt).mapWith(Number),
      lastPaidAt: max(charges.paidAt).mapWith(Number),
    })
    .from(charges)
    .where(
      and(
        eq(charges.msisdn, msisdn),
        equalsUnindexed(charges.merchantId, merchantId),
        // The plus keeps SQLite on the index by phone.
        sql`+${charges.paidAt} IS NOT NULL`,
      ),
    )
    .groupBy(charges.userId);
}

function total(sums: readonly PaidBy[]): Omit<PaidBy, 'userId'> {
  const of = (column: Exclude<keyof PaidBy, 'userId'>): readonly number[] => sums.map((row) => row[column]);
  const added = (column: Exclude<keyof PaidBy, 'userId'>): number => of(column).reduce((a, b) => a + b, 0);
  return {
    confirmedCount: added('confirmedCount'),
    confirmedKes: added('confirmedKes'),
    byHandCount: added('byHandCount'),
    byHandKes: added('byHandKes'),
    firstPaidAt: Math.min(...of('firstPaidAt')),
    lastPaidAt: Math.max(...of('lastPaidAt')),
  };
}
