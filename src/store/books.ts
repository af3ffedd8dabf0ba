import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { ENTRY_KINDS, type EntryKind } from '../domain/books.ts';
import { addTakings, NO_TAKINGS, type Takings } from '../domain/takings.ts';
import type { BookTotals } from '../domain/closing.ts';
import type { Tx } from './engine.ts';
import { equalsUnindexed } from './prepared.ts';
import { bookEntries } from './schema.ts';
import { SLICE_ROWS } from './slices.ts';

/** Whose entries are summed up: a shop's, or those of one person's charges. */
export interface BooksOf {
  readonly merchantId: number;
  readonly shiftOf: number | null;
}

/** Sums of a part of the books. */
export interface BookSums {
  /** The entries after this one are summed up. */
  readonly after: number;
  /** The last entry that is summed up. */
  readonly through: number;
  readonly byCashier: ReadonlyMap<number | null, BookTotals>;
}

export const noSums = (after: number): BookSums => ({ after, through: after, byCashier: new Map() });

/**
 * Adds the next entries to sums of the books, at most `SLICE_ROWS`. Entries are never changed, so sums that were read stay right.
 *
 * @returns the sums with `isAll` if there are no entries after them
 */
export async function sumNext(
  db: Tx,
  whose: BooksOf,
  sums: BookSums,
): Promise<{ readonly sums: BookSums; readonly isAll: boolean }> {
  const slice = db
    .select()
    .from(bookEntries)
    .where(and(entriesIn(whose), gt(bookEntries.id, sums.through)))
    .orderBy(asc(bookEntries.id))
    .limit(SLICE_ROWS)
    .as('slice');
  // What was entered and taken back in the same span cancels out. What is taken back of an earlier span is counted apart.
  const isEarlier = sql<number>`CASE WHEN ${slice.takesBack} <= ${sums.after} THEN 1 ELSE 0 END`.as(
    'is_earlier',
  );
  const rows = await db
    .select({
      userId: slice.userId,
      kind: slice.kind,
      isEarlier,
      rows: sql<number>`count(*)`,
      count: sql<number>`sum(CASE WHEN ${slice.takesBack} IS NULL THEN 1 ELSE -1 END)`,
      amountKes: sql<number>`sum(${slice.amountKes})`,
      through: sql<number>`max(${slice.id})`,
    })
    .from(slice)
    .groupBy(slice.userId, slice.kind, sql`${isEarlier}`);
  const byCashier = new Map(sums.byCashier);
  for (const { userId, kind, isEarlier: earlier, count, amountKes } of rows) {
    const before = byCashier.get(userId) ?? noTotals();
    byCashier.set(
      userId,
      earlier === 1
        ? { ...before, takenBack: added(before.takenBack, kind, { count: -count, amountKes: -amountKes }) }
        : { ...before, taken: added(before.taken, kind, { count, amountKes }) },
    );
  }
  const through = rows.reduce((last, row) => Math.max(last, row.through), sums.through);
  const isAll = rows.reduce((n, row) => n + row.rows, 0) < SLICE_ROWS;
  return { sums: { after: sums.after, through, byCashier }, isAll };
}

/** The sum of several totals. */
export function totalOf(all: Iterable<BookTotals>): BookTotals {
  let total = noTotals();
  for (const { taken, takenBack } of all)
    for (const kind of ENTRY_KINDS)
      total = {
        taken: added(total.taken, kind, taken[kind]),
        takenBack: added(total.takenBack, kind, takenBack[kind]),
      };
  return total;
}

const noTotals = (): BookTotals => ({
  taken: { confirmed: NO_TAKINGS, by_hand: NO_TAKINGS, refund: NO_TAKINGS },
  takenBack: { confirmed: NO_TAKINGS, by_hand: NO_TAKINGS, refund: NO_TAKINGS },
});

const added = (to: BookTotals['taken'], kind: EntryKind, more: Takings): BookTotals['taken'] => ({
  ...to,
  [kind]: addTakings(to[kind], more),
});

/**
 * Limits entries to a shop's, or to those of one person's charges. A person works for one shop, or for a few: with the shop's index, SQLite
 * would go through the entries of everybody else.
 */
export const entriesIn = ({ merchantId, shiftOf }: BooksOf): SQL | undefined =>
  shiftOf === null
    ? eq(bookEntries.merchantId, merchantId)
    : and(equalsUnindexed(bookEntries.merchantId, merchantId), eq(bookEntries.userId, shiftOf));
