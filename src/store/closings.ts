import { randomBytes } from 'node:crypto';
import { and, asc, count, desc, eq, gt, isNull, lt, sum, type SQL } from 'drizzle-orm';
import type { Takings } from '../domain/books.ts';
import type { CashierTotals, Closing, ClosingFacts, ClosingFigures } from '../domain/closing.ts';
import { isAtLeast } from '../domain/roles.ts';
import { entriesIn, noSums, sumNext, totalOf, type BookSums } from './books.ts';
import { readFigures } from './closing-figures.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import type {
  ClosingOutcome,
  ClosingPeriod,
  ClosingPreview,
  ClosingRequest,
  Closings,
  ClosingScope,
} from './port/closings.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { equalsUnindexed } from './prepared.ts';
import { bookEntries, chargeMessages, charges, closings, isOpen, members, THE_DAY } from './schema.ts';
import { letOthersRun } from './slices.ts';
import { applyEffects } from './update-effects.ts';

/** 96 random bits: nobody can guess the name of a closing. */
const REF_BYTES = 12;

export function closingStore(engine: Engine): Closings {
  return {
    async preview(period: ClosingPeriod): Promise<ClosingPreview> {
      const sums = await sumAll(engine, period);
      return await engine.read(async (db) => {
        const previous = await lastOf(db, period);
        const stated = await statedOf(db, period, previous, await sumRest(db, period, previous, sums));
        return {
          number: (previous?.number ?? 0) + 1,
          from: previous?.at ?? null,
          figures: stated?.figures,
        };
      });
    },

    async close(
      request: ClosingRequest,
      react: (closing: ClosingFacts) => UpdateEffects,
    ): Promise<ClosingOutcome> {
      const sums = await sumAll(engine, request);
      return await engine.write((tx) => close(tx, request, sums, react));
    },

    byRef: (ref) => engine.read((db) => findClosing(db, eq(closings.ref, ref))),
    dayByNumber: (merchantId, number) =>
      engine.read((db) => findClosing(db, isNumbered({ merchantId, shiftOf: null }, number))),
    list: (...args) => engine.read((db) => list(db, ...args)),
  };
}

async function close(
  tx: Tx,
  request: ClosingRequest,
  sums: BookSums,
  react: (closing: ClosingFacts) => UpdateEffects,
): Promise<ClosingOutcome> {
  const { merchantId, shiftOf, number, userId, at } = request;
  const member = await memberAt(tx, merchantId, userId);
  const may = shiftOf === null ? isAtLeast(member?.role ?? 'cashier', 'manager') : shiftOf === userId;
  if (member === undefined || !may) return { kind: 'forbidden' };
  const already = await findClosing(tx, isNumbered(request, number));
  if (already !== undefined) return { kind: 'already', closing: already };
  const previous = await lastOf(tx, request);
  if (number !== (previous?.number ?? 0) + 1) return { kind: 'stale' };
  const stated = await statedOf(tx, request, previous, await sumRest(tx, request, previous, sums));
  if (stated === undefined) return { kind: 'nothing' };
  const closing: ClosingFacts = {
    merchantId,
    shiftOf,
    number,
    ref: randomBytes(REF_BYTES).toString('base64url'),
    from: previous?.at ?? null,
    at,
    closedBy: userId,
    closedByName: member.name,
    figures: stated.figures,
  };
  if (!(await applyEffects(tx, react(closing)))) return { kind: 'stale' };
  await tx.insert(closings).values({ ...closing, ...stated, shiftOf: shiftOf ?? THE_DAY });
  return { kind: 'closed', closing };
}

/** Sums up the books since the previous closing, a slice at a time. Everybody else has their turn in between. */
async function sumAll(engine: Engine, period: ClosingPeriod): Promise<BookSums> {
  let sums = noSums((await engine.read((db) => lastOf(db, period)))?.throughEntry ?? 0);
  for (;;) {
    const next = await engine.read((db) => sumNext(db, period, sums));
    sums = next.sums;
    if (next.isAll) return sums;
    await letOthersRun();
  }
}

/** Adds what was entered since the sums were made. They start again if there was a closing meanwhile. */
async function sumRest(
  tx: Tx,
  period: ClosingPeriod,
  previous: Previous | undefined,
  before: BookSums,
): Promise<BookSums> {
  const after = previous?.throughEntry ?? 0;
  let sums = before.after === after ? before : noSums(after);
  for (;;) {
    const next = await sumNext(tx, period, sums);
    sums = next.sums;
    if (next.isAll) return sums;
  }
}

interface Stated {
  readonly figures: ClosingFigures;
  readonly throughEntry: number;
  readonly throughNumber: number;
}

/** Returns what a closing states; undefined if there is nothing to close. */
async function statedOf(
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

type Previous = Pick<typeof closings.$inferSelect, 'number' | 'at' | 'throughEntry' | 'throughNumber'>;

/** The latest closing of a period's kind. */
const lastOf = async (db: Tx, period: ClosingPeriod): Promise<Previous | undefined> =>
  await first(db.select().from(closings).where(isOf(period)).orderBy(desc(closings.number)).limit(1));

const isOf = ({ merchantId, shiftOf }: ClosingPeriod): SQL | undefined =>
  and(eq(closings.merchantId, merchantId), eq(closings.shiftOf, shiftOf ?? THE_DAY));

const isNumbered = (period: ClosingPeriod, number: number): SQL | undefined =>
  and(isOf(period), eq(closings.number, number));

const findClosing = async (db: Tx, where: SQL | undefined): Promise<Closing | undefined> =>
  (await db.select().from(closings).where(where)).map(toClosing)[0];

const list = async (
  db: Tx,
  { merchantId, of }: ClosingScope,
  before: number | undefined,
  limit: number,
): Promise<Closing[]> => {
  const rows = await db
    .select()
    .from(closings)
    .where(
      and(
        eq(closings.merchantId, merchantId),
        of === 'all' ? undefined : eq(closings.shiftOf, of === 'days' ? THE_DAY : of),
        before === undefined ? undefined : lt(closings.id, before),
      ),
    )
    .orderBy(desc(closings.id))
    .limit(limit);
  return rows.map(toClosing);
};

function toClosing({
  throughEntry: _entry,
  throughNumber: _number,
  shiftOf,
  figures,
  ...row
}: typeof closings.$inferSelect): Closing {
  return { ...row, shiftOf: shiftOf === THE_DAY ? null : shiftOf, figures: readFigures(figures) };
}
