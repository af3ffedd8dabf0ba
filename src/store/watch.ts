import { and, asc, eq, gt, inArray, isNotNull, lte, min, or, sql } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofCharge, ofMerchant } from './locks.ts';
import type { Claim, DueCharge, WatchStore } from './port/watch.ts';
import { equalsUnindexed, ID, lazily, LIMIT, MERCHANT, NOW, preparedOnce } from './prepared.ts';
import { preparedUpdate } from './prepared-writes.ts';
import { charges } from './schema.ts';

/** The columns of a `DueCharge`. */
const due = {
  id: charges.id,
  merchantId: charges.merchantId,
  state: charges.state,
  msisdn: charges.msisdn,
  amountKes: charges.amountKes,
  pushedAt: charges.pushedAt,
  pushedSteadyAt: charges.pushedSteadyAt,
  accountId: charges.accountId,
  accountRefusedAt: charges.accountRefusedAt,
  transactionId: charges.transactionId,
  confirmBy: charges.confirmBy,
  watchUntil: charges.watchUntil,
  watchDueAt: charges.watchDueAt,
} satisfies Record<keyof DueCharge, unknown>;
const UNTIL = sql.placeholder('until');

/** When watched charges are asked about next. */
export function watchStore(engine: Engine): WatchStore {
  const prepared = preparedQueries(engine.db);
  return {
    async claimWatched(
      merchantId: number,
      now: number,
      leaseMs: number,
      limit: number,
    ): Promise<DueCharge[]> {
      // Most calls find nothing, and need no writing transaction.
      const found = await engine.read(async () => await prepared.toWatch.execute({ merchantId, now, limit }));
      if (found.length === 0) return [];
      return await engine.write(
        async (tx) => {
          const claimed: DueCharge[] = [];
          for (const { id } of found)
            claimed.push(...(await claim(tx).execute({ id, now, until: now + leaseMs })));
          return claimed;
        },
        { durability: 'delayed', ...ofMerchant(merchantId) },
      );
    },

    async stillClaimed(claims: readonly Claim[]): Promise<DueCharge[]> {
      return await engine.read(async () => {
        const held: DueCharge[] = [];
        for (const { chargeId, until } of claims)
          held.push(...(await prepared.claimed.execute({ id: chargeId, until })));
        return held;
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
        ofMerchant(merchantId),
      );
    },

    async watchAgainAt(chargeId: number, at: number | undefined): Promise<void> {
      const update = at === undefined ? endWatch : watchAgain;
      await engine.write((tx) => update(tx, { id: chargeId }, { watchDueAt: at ?? null }), {
        durability: 'delayed',
        ...ofCharge(chargeId),
      });
    },

    async nextWatchAt(merchantId: number): Promise<number | undefined> {
      return await engine.read(async () => {
        return (await first(prepared.nextWatchAt.execute({ merchantId })))?.at ?? undefined;
      });
    },
  };
}

const claim = preparedOnce((tx) =>
  tx
    .update(charges)
    .set({ watchDueAt: sql`${UNTIL}` })
    // A compare-and-set: it may have been claimed since it was read.
    .where(and(eq(charges.id, ID), lte(charges.watchDueAt, NOW)))
    .returning(due),
);

const isMarkedAndWatched = and(
  inArray(charges.state, [...statesWhere('marked')]),
  isNotNull(charges.watchDueAt),
);
const watchAgain = preparedUpdate(
  charges,
  and(eq(charges.id, ID), or(inArray(charges.state, [...statesWhere('watched')]), isMarkedAndWatched)),
);
const endWatch = preparedUpdate(charges, and(eq(charges.id, ID), isMarkedAndWatched));

/** The queries that a worker runs in every round, prepared once. */
function preparedQueries(db: Tx) {
  const mine = eq(charges.merchantId, MERCHANT);
  return lazily({
    toWatch: () =>
      db
        .select({ id: charges.id })
        .from(charges)
        .where(and(mine, isNotNull(charges.watchDueAt), lte(charges.watchDueAt, NOW)))
        .orderBy(asc(charges.watchDueAt))
        .limit(LIMIT),
    claimed: () =>
      db
        .select(due)
        .from(charges)
        .where(and(eq(charges.id, ID), equalsUnindexed(charges.watchDueAt, UNTIL))),
    nextWatchAt: () =>
      db
        .select({ at: min(charges.watchDueAt) })
        .from(charges)
        .where(and(mine, isNotNull(charges.watchDueAt))),
  });
}
