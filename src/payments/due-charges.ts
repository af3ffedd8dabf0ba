import { MAX_GAP_MS } from '../domain/poll-schedule.ts';
import type { Clock } from '../runtime/clock.ts';
import { KEEP_MOMENT_MS } from '../runtime/timekeeper.ts';
import type { Store } from '../store/port/store.ts';
import type { DueCharge } from '../store/port/watch.ts';
import { claimedCharges } from './claimed-charges.ts';
import { nextLook } from './next-look.ts';

/** How long a claim lasts. Somebody else claims the charge afterwards, if this program died. */
const LEASE_MS = 3 * 60_000;
/** When the last claim of a former run ends. That run may have been ahead of the steady time from which this one goes on. */
const FORMER_CLAIM_MS = LEASE_MS + KEEP_MOMENT_MS;
/** Longer than any query takes. */
const QUERY_MS = 60_000;
/** No charge is due later than this from now. */
const FURTHEST_MS = 2 * MAX_GAP_MS;

/** When a merchant's charges are asked about: by the store, and within a claim by what this program remembers. */
export interface DueCharges {
  /** Returns at most `limit` charges that are due at `now` (steady time). None is returned again before it was given to `again`. */
  claim(now: number, limit: number): Promise<readonly DueCharge[]>;
  /**
   * Asks about a charge again at a time.
   *
   * @returns whether its claim lasts until then. Otherwise the time is in the store, for which `forgetTimes` must be called.
   */
  again(charge: Pick<DueCharge, 'id' | 'watchDueAt'>, at: number): Promise<boolean>;
  nextDueAt(): Promise<number>;
  /** The store may have earlier times than was known. */
  forgetTimes(): void;
}

/**
 * Claims a merchant's charges for minutes. While a claim lasts, a charge is asked about again and again without a commit, which would cost as much as
 * the query.
 */
export function dueCharges({
  merchantId,
  store: { charges: store },
  clock,
}: {
  readonly merchantId: number;
  readonly store: Pick<Store, 'charges'>;
  readonly clock: Pick<Clock, 'steady'>;
}): DueCharges {
  const claimed = claimedCharges(QUERY_MS);
  const next = nextLook(clock, () => store.nextWatchAt(merchantId));
  let hasBegun = false;

  /** Makes due what was claimed: by a former run, or here if claiming failed, because it may have been made. What a customer has paid must not wait for it. */
  const begin = async (now: number): Promise<void> => {
    claimed.forgetAll();
    next.forget();
    await store.endClaims(merchantId, now, FORMER_CLAIM_MS, FURTHEST_MS);
  };
  const inStore = async (now: number, limit: number): Promise<readonly DueCharge[]> => {
    next.forget();
    return await store.claimWatched(merchantId, now, LEASE_MS, limit);
  };
  /** Returns claimed charges that are due again. One that somebody else claimed meanwhile, or that needs no watch, is dropped. */
  const stillClaimed = async (now: number, limit: number): Promise<readonly DueCharge[]> => {
    const due = claimed.take(now, limit);
    return due.length === 0 ? [] : await store.stillClaimed(due);
  };

  return {
    async claim(now, limit) {
      if (!hasBegun) await begin(now);
      hasBegun = false;
      // The longest overdue come first. The others are due in the next round.
      const inStoreAt = await next.at();
      const isStoreFirst = inStoreAt <= now && inStoreAt <= (claimed.nextDueAt() ?? inStoreAt);
      const due = await (isStoreFirst ? inStore : stillClaimed)(now, limit);
      hasBegun = true;
      return due;
    },
    async again({ id, watchDueAt }, at) {
      const isKept = claimed.keep({ chargeId: id, until: watchDueAt ?? 0 }, at);
      if (!isKept) await store.watchAgainAt(id, at);
      return isKept;
    },
    async nextDueAt() {
      const inStoreAt = await next.at();
      return Math.min(inStoreAt, claimed.nextDueAt() ?? inStoreAt);
    },
    forgetTimes: next.forget,
  };
}
