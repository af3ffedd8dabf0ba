import { and, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { isItsMessage, selectCharges, toCharges } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { Scope } from './port/charge-queries.ts';
import type { Reports, TimeSpan } from './port/reports.ts';
import { chargeMessages, charges } from './schema.ts';
import { inScope } from './scope.ts';
import { letOthersRun, SLICE_ROWS } from './slices.ts';

/** Reads back from the end of the span. A person's or a group's payments may be few among many, so it reads in slices. */
export async function latestPaid(
  engine: Engine,
  scope: Scope,
  { from, to }: TimeSpan,
  skip: number,
  limit: number,
): ReturnType<Reports['latest']> {
  const found: number[] = [];
  const needed = skip + limit + 1;
  let end = to;
  while (end > from && found.length < needed) {
    if (end < to) await letOthersRun();
    const before = end;
    const slice = await engine.read(async (db) => {
      const start = await startOfSlice(db, scope.merchantId, { from, to: before });
      return { start, ids: await idsIn(db, scope, { from: start, to: before }, needed - found.length) };
    });
    found.push(...slice.ids);
    end = slice.start;
  }
  const page = found.slice(skip, skip + limit);
  const isMore = found.length > skip + limit;
  if (page.length === 0) return { charges: [], isMore };
  const read = await engine.read((db) => toCharges(selectCharges(db).where(inArray(charges.id, page))));
  return { charges: read.toSorted((a, b) => page.indexOf(a.id) - page.indexOf(b.id)), isMore };
}

/** Returns where a slice begins that ends at the end of the span. */
async function startOfSlice(db: Tx, merchantId: number, { from, to }: TimeSpan): Promise<number> {
  const before = await first(
    db
      .select({ paidAt: sql<number>`${charges.paidAt}` })
      .from(charges)
      .where(and(eq(charges.merchantId, merchantId), gte(charges.paidAt, from), lt(charges.paidAt, to)))
      .orderBy(desc(charges.paidAt))
      .limit(1)
      .offset(SLICE_ROWS),
  );
  // Payments of one millisecond are not divided.
  return before === undefined ? from : Math.min(before.paidAt + 1, to - 1);
}

async function idsIn(db: Tx, scope: Scope, { from, to }: TimeSpan, limit: number): Promise<number[]> {
  const where = and(
    eq(charges.merchantId, scope.merchantId),
    gte(charges.paidAt, from),
    lt(charges.paidAt, to),
    inScope(scope),
  );
  const rows = await db
    .select({ id: charges.id })
    .from(charges)
    .leftJoin(chargeMessages, isItsMessage)
    .where(where)
    .orderBy(desc(charges.paidAt), desc(charges.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}
