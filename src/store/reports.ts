import { and, desc, eq, gt, inArray, max } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import { addSums, NO_SUMS, type PaidSums } from '../domain/takings.ts';
import { isItsMessage } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { latestPaid } from './latest-paid.ts';
import { openSums } from './open-sums.ts';
import type { Scope } from './port/charge-queries.ts';
import type { CashierSums, Reports, ReportSums } from './port/reports.ts';
import { equalsUnindexed, preparedOnce } from './prepared.ts';
import { reportQueries, type ReportQueries } from './report-queries.ts';
import { sumsFold, type SumsFold } from './report-sums.ts';
import { chargeEvents, chargeMessages, charges, members } from './schema.ts';
import { letOthersRun } from './slices.ts';

/** How many parts of a span one slice goes through: each is two statements. */
const SLICE_PARTS = 30;
/** How often sums are made in slices. If payments interrupt them each time, they are made in one transaction. */
const TRIES_IN_SLICES = 3;

export function reports(engine: Engine): Reports {
  const queries = reportQueries(engine.db);
  return {
    sums: (...args) => sums(engine, queries, ...args),
    open: (...args) => openSums(engine, ...args),
    latest: (...args) => latestPaid(engine, ...args),
  };
}

async function sums(
  engine: Engine,
  queries: ReportQueries,
  scope: Scope,
  bounds: readonly number[],
  mostCashiers: number,
): Promise<ReportSums> {
  const fold = await foldOfOneState(engine, queries, scope, bounds);
  const people = fold.people();
  const others = people.slice(mostCashiers);
  return {
    ...fold.total(),
    cashiers: await named(engine, scope.merchantId, people.slice(0, mostCashiers)),
    otherCashiers: { people: others.length, ...others.reduce<PaidSums>(addSums, NO_SUMS) },
    parts: fold.parts(),
  };
}

/** Sums up in slices. A payment or a refund that moves from a slice to another meanwhile would count twice, or not at all: then it begins again. */
async function foldOfOneState(
  engine: Engine,
  queries: ReportQueries,
  scope: Scope,
  bounds: readonly number[],
): Promise<SumsFold> {
  for (let tries = 0; tries < TRIES_IN_SLICES; tries += 1) {
    const fold = sumsFold(bounds.length - 1);
    let { since, next } = await engine.read(async (db) => ({
      since: await lastEvent(db),
      next: await addSlice(queries, scope, bounds, bounds[0] ?? 0, fold),
    }));
    if (next === undefined) return fold;
    while (next !== undefined) {
      await letOthersRun();
      const from: number = next;
      next = await engine.read(() => addSlice(queries, scope, bounds, from, fold));
    }
    if (!(await engine.read((db) => hasMovedPayments(db, scope.merchantId, since)))) return fold;
  }
  return await engine.read(async () => {
    const fold = sumsFold(bounds.length - 1);
    let next = bounds[0];
    while (next !== undefined) next = await addSlice(queries, scope, bounds, next, fold);
    return fold;
  });
}

/** Adds the payments and refunds from `from` on, as many as a slice holds. Returns where the next slice begins; undefined if there is none. */
async function addSlice(
  queries: ReportQueries,
  scope: Scope,
  bounds: readonly number[],
  from: number,
  fold: SumsFold,
): Promise<number | undefined> {
  const last = bounds.at(-1) ?? from;
  const part = bounds.findLastIndex((bound) => bound <= from);
  const lastBound = bounds[part + SLICE_PARTS] ?? last;
  const span = { ...scope, from, to: lastBound };
  const ends = [
    await first(queries.paidAfterSlice.execute(span)),
    await first(queries.refundedAfterSlice.execute(span)),
  ];
  const after = Math.min(...ends.map((end) => end?.at ?? lastBound));
  // What is of one millisecond is not divided.
  const to = Math.min(lastBound, Math.max(after, from + 1));
  for (let at = part; (bounds[at] ?? to) < to; at += 1) {
    const within = { from: Math.max(bounds[at] ?? from, from), to: Math.min(bounds[at + 1] ?? to, to) };
    const given = { ...scope, ...within };
    for (const row of await queries.paidIn(scope).execute(given)) fold.addPaid(at, row);
    for (const row of await queries.refundedIn(scope).execute(given)) fold.addRefunded(at, row);
  }
  return to < last ? to : undefined;
}

const lastEvent = async (db: Tx): Promise<number> => (await first(selectLastEvent(db).execute()))?.id ?? 0;
const selectLastEvent = preparedOnce((db) => db.select({ id: max(chargeEvents.id) }).from(chargeEvents));

/** Whether payments of a merchant were confirmed, marked, corrected or refunded after an event. A refund is an event of a paid charge. */
async function hasMovedPayments(db: Tx, merchantId: number, since: number): Promise<boolean> {
  const moved = await first(
    db
      .select({ id: chargeEvents.id })
      .from(chargeEvents)
      .innerJoin(charges, eq(charges.id, chargeEvents.chargeId))
      .where(
        and(
          gt(chargeEvents.id, since),
          inArray(chargeEvents.to, [...statesWhere('changesTakings')]),
          equalsUnindexed(charges.merchantId, merchantId),
        ),
      )
      .limit(1),
  );
  return moved !== undefined;
}

/** Adds people's names. */
async function named(
  engine: Engine,
  merchantId: number,
  people: readonly Omit<CashierSums, 'name'>[],
): Promise<readonly CashierSums[]> {
  const ids = people.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const present =
    ids.length === 0
      ? []
      : await engine.read((db) =>
          db
            .select({ userId: members.userId, name: members.name })
            .from(members)
            .where(and(eq(members.merchantId, merchantId), inArray(members.userId, ids))),
        );
  const names = new Map(present.map(({ userId, name }) => [userId, name]));
  for (const userId of ids.filter((id) => !names.has(id))) {
    await letOthersRun();
    const name = await engine.read((db) => nameAtLatestCharge(db, merchantId, userId));
    if (name !== undefined) names.set(userId, name);
  }
  return people.map((sums) => ({
    ...sums,
    name: (sums.userId === null ? null : names.get(sums.userId)) ?? null,
  }));
}

const nameAtLatestCharge = async (db: Tx, merchantId: number, userId: number): Promise<string | undefined> =>
  (
    await first(
      db
        .select({ name: chargeMessages.userName })
        .from(charges)
        .innerJoin(chargeMessages, isItsMessage)
        .where(and(eq(charges.merchantId, merchantId), eq(charges.userId, userId)))
        .orderBy(desc(charges.createdSteadyAt))
        .limit(1),
    )
  )?.name;
