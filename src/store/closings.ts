import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
import type { Closing, ClosingFacts } from '../domain/closing.ts';
import { isAtLeast } from '../domain/roles.ts';
import { noSums, sumNext, type BookSums } from './books.ts';
import { statedOf, type Previous } from './closing-statement.ts';
import { readFigures } from './closing-figures.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { newRef } from './new-ref.ts';
import type {
  ClosingOutcome,
  ClosingPeriod,
  ClosingPreview,
  ClosingRequest,
  Closings,
  ClosingScope,
} from './port/closings.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { closings, THE_DAY } from './schema.ts';
import { letOthersRun } from './slices.ts';
import { applyEffects } from './update-effects.ts';

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
      return await engine.write(
        (tx) => close(tx, request, sums, react),
        once(ofMerchant(request.merchantId)),
      );
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
    ref: newRef(),
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
