import { and, asc, eq, gt, inArray, isNotNull, lte, min, or } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import { mustFind } from './charge-rows.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { LIMIT, MERCHANT, NOW } from './prepared.ts';
import { charges } from './schema.ts';
import type { Charge } from '../domain/charge.ts';

/** When charges are looked at next: claimed for a while by whoever does it, so that no two do. */
export function watchStore(engine: Engine) {
  const prepared = preparedQueries(engine.db);
  return {
    /**
     * Claims a merchant's charges that are due to be looked at, the longest overdue first, for `leaseMs`: they are not due again
     * before that, even if whoever claimed them dies.
     */
    async claimWatched(merchantId: number, now: number, leaseMs: number, limit: number): Promise<Charge[]> {
      // Most looks find nothing, and need no transaction that writes.
      const due = await engine.read(async () => await prepared.toWatch.execute({ merchantId, now, limit }));
      if (due.length === 0) return [];
      return await engine.write(async (tx) => {
        const claimed: Charge[] = [];
        for (const { id } of due) {
          const rows = await tx
            .update(charges)
            .set({ watchDueAt: now + leaseMs })
            // Guarded: it may have been claimed since it was read.
            .where(and(eq(charges.id, id), lte(charges.watchDueAt, now)))
            .returning({ id: charges.id });
          for (const row of rows) claimed.push(await mustFind(tx, row.id));
        }
        return claimed;
      });
    },

    /**
     * Makes due now what of a merchant's is due within `leaseMs`: that is every claim of a program that died over it, and nothing that could
     * not be looked at a little early. And what is due later than `furthestMs` from now, as nothing may be. For a program that
     * starts, and knows that no other has the database.
     */
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

    /** Sets when a charge is looked at next, while it is watched. Undefined: no more, for one that was marked meanwhile. */
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

    /** When the merchant's next watched charge is due, or undefined when none is. */
    async nextWatchAt(merchantId: number): Promise<number | undefined> {
      return engine.read(async () => {
        return (await first(prepared.nextWatchAt.execute({ merchantId })))?.at ?? undefined;
      });
    },
  };
}

/** What a loop asks at every turn, prepared once. */
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
