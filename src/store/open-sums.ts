import { and, count, eq, gt, gte, isNull, lt, max, sql, type SQL } from 'drizzle-orm';
import { isItsMessage } from './charge-rows.ts';
import { only, type Engine, type Tx } from './engine.ts';
import type { Scope } from './port/charge-queries.ts';
import { addTakings, NO_TAKINGS, type Takings } from '../domain/takings.ts';
import type { Reports, TimeSpan } from './port/reports.ts';
import { chargeMessages, charges, isMismatched, isOpen } from './schema.ts';
import { inScope } from './scope.ts';
import { letOthersRun, SLICE_ROWS } from './slices.ts';

/** Before the first charge. */
const NO_CHARGE = 0;

/** Sums up what is still open of the charges that were asked for in a span. */
export async function openSums(engine: Engine, scope: Scope, span: TimeSpan): ReturnType<Reports['open']> {
  return {
    waiting: await sumUp(
      engine,
      scope,
      span,
      and(isOpen, isNull(charges.mismatch), isNull(charges.closedAt)),
    ),
    toCheck: await sumUp(engine, scope, span, isMismatched),
  };
}

/** @param which a condition that a partial index has; the charges are read along it */
async function sumUp(engine: Engine, scope: Scope, span: TimeSpan, which: SQL | undefined): Promise<Takings> {
  let takings = NO_TAKINGS;
  let after: number | null = NO_CHARGE;
  while (after !== null) {
    const from: number = after;
    const slice = await engine.read((db) => readSlice(db, scope, span, which, from));
    takings = addTakings(takings, slice);
    after = slice.rows < SLICE_ROWS ? null : slice.last;
    if (after !== null) await letOthersRun();
  }
  return takings;
}

async function readSlice(
  db: Tx,
  scope: Scope,
  { from, to }: TimeSpan,
  which: SQL | undefined,
  after: number,
) {
  const isCounted = and(gte(charges.requestedAt, from), lt(charges.requestedAt, to), inScope(scope));
  const slice = db
    .select({
      id: charges.id,
      counted: sql<number>`CASE WHEN ${isCounted} THEN ${charges.amountKes} END`.as('counted'),
    })
    .from(charges)
    .leftJoin(chargeMessages, isItsMessage)
    .where(and(which, eq(charges.merchantId, scope.merchantId), gt(charges.id, after)))
    .orderBy(charges.id)
    .limit(SLICE_ROWS)
    .as('slice');
  return await only(
    db
      .select({
        rows: count(),
        last: max(slice.id),
        count: count(slice.counted),
        amountKes: sql<number>`coalesce(sum(${slice.counted}), 0)`,
      })
      .from(slice),
  );
}
