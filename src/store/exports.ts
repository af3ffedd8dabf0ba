import { and, asc, eq, gt, gte, lt, lte, or } from 'drizzle-orm';
import { isPaid } from '../domain/charge.ts';
import { entriesIn } from './books.ts';
import { chargeRow, isItsCustomer, isItsMessage, selectCharges, toCharge, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { ClosingPeriod } from './port/closings.ts';
import type { ExportEntry, ExportPage, ExportPlace, Exports } from './port/exports.ts';
import type { TimeSpan } from './port/reports.ts';
import { refundedOf } from './refund-queries.ts';
import { refundedIn } from './refund-sums.ts';
import { bookEntries, chargeMessages, charges, closings, customers, dayTime, THE_DAY } from './schema.ts';

export const exportStore = (engine: Engine): Exports => ({
  charges: (...args) => engine.read((db) => chargesOf(db, ...args)),
  refunded: (...args) => refundedIn(engine, ...args),
  entriesOf: (...args) => engine.read((db) => entriesOf(db, ...args)),
});

async function chargesOf(
  db: Tx,
  merchantId: number,
  { from, to }: TimeSpan,
  after: ExportPlace | undefined,
  limit: number,
): Promise<ExportPage> {
  const { at, id } = after ?? { at: from, id: 0 };
  const found = await toCharges(
    selectCharges(db)
      .where(
        and(
          eq(charges.merchantId, merchantId),
          // Both ends for the index; of those at the very same moment, only the ones after the place.
          gte(dayTime, at),
          lt(dayTime, to),
          or(gt(dayTime, at), gt(charges.id, id)),
        ),
      )
      .orderBy(asc(dayTime), asc(charges.id))
      .limit(limit),
  );
  const last = found.at(-1);
  const paid = found.filter(isPaid).map(({ id: chargeId }) => chargeId);
  return {
    charges: found,
    refundedKes: await refundedOf(db, paid),
    next:
      last === undefined || found.length < limit
        ? undefined
        : { at: last.paidAt ?? last.createdAt, id: last.id },
  };
}

async function entriesOf(
  db: Tx,
  { merchantId, shiftOf }: ClosingPeriod,
  number: number,
  after: number,
  limit: number,
): Promise<ExportEntry[]> {
  const through = await lastEntryOf(db, { merchantId, shiftOf }, number);
  if (through === undefined) return [];
  const before = (await lastEntryOf(db, { merchantId, shiftOf }, number - 1)) ?? 0;
  const rows = await db
    .select({ entry: bookEntries, ...chargeRow })
    .from(bookEntries)
    .innerJoin(charges, eq(charges.id, bookEntries.chargeId))
    .leftJoin(customers, isItsCustomer)
    .leftJoin(chargeMessages, isItsMessage)
    .where(
      and(
        entriesIn({ merchantId, shiftOf }),
        gt(bookEntries.id, Math.max(after, before)),
        lte(bookEntries.id, through),
      ),
    )
    .orderBy(asc(bookEntries.id))
    .limit(limit);
  return rows.map(({ entry: { id, at, kind, amountKes }, ...row }) => ({
    id,
    at,
    kind,
    amountKes,
    charge: toCharge(row),
  }));
}

/** Returns the last entry that a closing counts; undefined if there is no such closing. */
const lastEntryOf = async (
  db: Tx,
  { merchantId, shiftOf }: ClosingPeriod,
  number: number,
): Promise<number | undefined> =>
  (
    await first(
      db
        .select({ id: closings.throughEntry })
        .from(closings)
        .where(
          and(
            eq(closings.merchantId, merchantId),
            eq(closings.shiftOf, shiftOf ?? THE_DAY),
            eq(closings.number, number),
          ),
        ),
    )
  )?.id;
