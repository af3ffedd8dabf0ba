import { and, asc, eq, gt, inArray, isNotNull, lte, min, or } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import type { Charge } from '../domain/charge.ts';
import { requireCharge } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import type { WatchStore } from './port/watch.ts';
import { LIMIT, MERCHANT, NOW } from './prepared.ts';
import { charges } from './schema.ts';

/** When watched charges are asked about next. */
export function watchStore(engine: Engine): WatchStore {
  const prepared = preparedQueries(engine.db);
  return {
    async claimWatched(merchantId: number, now: number, leaseMs: number, limit: number): Promise<Charge[]> {
      // Most calls find nothing, and need no writing transaction.
      const due = await engine.read(async () => await prepared.toWatch.execute({ merchantId, now, limit }));
      if (due.length === 0) return [];
      return await engine.write(async (tx) => {
        const claimed: Charge[] = [];
        for (const { id } of due) {
          const rows = await tx
            .update(charges)
            .set({ watchDueAt: now + leaseMs })
            // A compare-and-set: it may have been claimed since it was read.
            .where(and(eq(charges.id, id), lte(charges.watchDueAt, now)))
            .returning({ id: charges.id });
          for (const row of rows) claimed.push(await requireCharge(tx, row.id));
        }
        return claimed;
      });
    },

    async endClaims(merchantId: number, now: number, leaseMs: number, furthestMs: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(charges)
            .set({ watchDueAt: now })
            .where(
              and(
                eq(charges.merchantId, merchantId),
                or(
                  and(gt(charges.watchDueAt, now), lte(charges.watchDueAt, now + leaseMs)),
                  gt(charges.watchDueAt, now + furthestMs),
                ),
              ),
            ),
      );
    },

    async watchAgainAt(chargeId: number, at: number | undefined): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .update(charges)
            .set({ watchDueAt: at ?? null })
            .where(
              and(
                eq(charges.id, chargeId),
                or(
                  at === undefined ? undefined : inArray(charges.state, [...statesWhere('watched')]),
                  and(inArray(charges.state, [...statesWhere('marked')]), isNotNull(charges.watchDueAt)),
                ),
              ),
            ),
      );
    },

    async nextWatchAt(merchantId: number): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextWatchAt.execute({ merchantId })))?.at ?? undefined;
      });
    },
  };
}

/** The queries that a worker runs in every round, prepared once. */
function preparedQueries(db: Tx) {
  const mine = eq(charges.merchantId, MERCHANT);
  return {
    toWatch: db
      .select({ id: charges.id })
      .from(charges)
      .where(and(mine, isNotNull(charges.watchDueAt), lte(charges.watchDueAt, NOW)))
      .orderBy(asc(charges.watchDueAt))
      .limit(LIMIT)
      .prepare(),
    nextWatchAt: db
      .select({ at: min(charges.watchDueAt) })
      .from(charges)
      .where(and(mine, isNotNull(charges.watchDueAt)))
      .prepare(),
  };
}
