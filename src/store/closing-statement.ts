import { and, asc, count, desc, eq, gt, isNull, sum, type SQL } from 'drizzle-orm';
import type { Takings } from '../domain/takings.ts';
import type { CashierTotals, ClosingFigures } from '../domain/closing.ts';
import { entriesIn, totalOf, type BookSums } from './books.ts';
import { first, type Tx } from './engine.ts';
import type { ClosingPeriod } from './port/closings.ts';
import { equalsUnindexed } from './prepared.ts';
import { bookEntries, chargeMessages, charges, type closings, isOpen, members } from './schema.ts';

/** The closing before, as far as the next one needs it. */
export type Previous = Pick<typeof closings.$inferSelect, 'number' | 'at' | 'throughEntry' | 'throughNumber'>;

/** What a closing states, and where the next one begins. */
export interface Stated {
  readonly figures: ClosingFigures;
  readonly throughEntry: number;
  readonly throughNumber: number;
}

/** Returns what a closing states; undefined if there is nothing to close. */
export async function statedOf(
  db: Tx,
  period: ClosingPeriod,
  previous: Previous | undefined,
  sums: BookSums,
): Promise<Stated | undefined> {
  const numbers = await numbersAfter(db, period, previous?.throughNumber ?? 0);
  if (numbers === null && sums.through === sums.after) return undefined;
  return {
    figures: {
      total: totalOf(sums.byCashier.values()),
      cashiers: await cashiersOf(db, period.merchantId, sums),
      open: await openOf(db, period),
      numbers,
    },
    throughEntry: sums.through,
    throughNumber: numbers?.last ?? previous?.throughNumber ?? 0,
  };
}

async function cashiersOf(db: Tx, merchantId: number, sums: BookSums): Promise<CashierTotals[]> {
  const staff = await db
    .select({ userId: members.userId, name: members.name })
    .from(members)
    .where(eq(members.merchantId, merchantId));
  const names = new Map<number | null, string>(staff.map(({ userId, name }) => [userId, name]));
  const cashiers: CashierTotals[] = [];
  for (const [userId, totals] of sums.byCashier) {
    const name = names.get(userId) ?? (userId === null ? null : await formerName(db, merchantId, userId));
    cashiers.push({ userId, name, ...totals });
  }
  return cashiers;
}

/** Returns the name of somebody who has left, as it stands on the latest of their charges that was paid. */
async function formerName(db: Tx, merchantId: number, userId: number): Promise<string | null> {
  const row = await first(
    db
      .select({ name: chargeMessages.userName })
      .from(bookEntries)
      .innerJoin(chargeMessages, eq(chargeMessages.chargeId, bookEntries.chargeId))
      .where(entriesIn({ merchantId, shiftOf: userId }))
      .orderBy(desc(bookEntries.id))
      .limit(1),
  );
  return row?.name ?? null;
}

async function openOf(db: Tx, { merchantId, shiftOf }: ClosingPeriod): Promise<Takings> {
  const row = await first(
    db
      .select({ n: count(), amountKes: sum(charges.amountKes).mapWith(Number) })
      .from(charges)
      .where(
        and(
          isOpen,
          isNull(charges.closedAt),
          eq(charges.merchantId, merchantId),
          shiftOf === null ? undefined : equalsUnindexed(charges.userId, shiftOf),
        ),
      ),
  );
  return { count: row?.n ?? 0, amountKes: row?.amountKes ?? 0 };
}

/** Returns the first and last number of the charges after a number, or null if there are none. */
async function numbersAfter(
  db: Tx,
  { merchantId, shiftOf }: ClosingPeriod,
  after: number,
): Promise<ClosingFigures['numbers']> {
  const end = async (order: SQL): Promise<number | undefined> =>
    (
      await first(
        db
          .select({ number: charges.number })
          .from(charges)
          .where(
            and(
              eq(charges.merchantId, merchantId),
              shiftOf === null ? undefined : eq(charges.userId, shiftOf),
              gt(charges.number, after),
            ),
          )
          .orderBy(order)
          .limit(1),
      )
    )?.number;
  const [lowest, highest] = [await end(asc(charges.number)), await end(desc(charges.number))];
  return lowest === undefined || highest === undefined ? null : { first: lowest, last: highest };
}
