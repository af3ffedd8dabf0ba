import type { Charge } from '../domain/charge.ts';
import { MAX_GAP_MS } from '../domain/poll-schedule.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { KEEP_MOMENT_MS } from '../runtime/timekeeper.ts';
import type { Work } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import type { DueCharge } from '../store/port/watch.ts';
import { accountRefusals } from './account-refusals.ts';
import { claimedCharges } from './claimed-charges.ts';
import { continueWatch } from './continue-watch.ts';
import type { GatewayThrottle } from './gateway-throttle.ts';
import { nextLook } from './next-look.ts';
import { queryCharge, type QueryResult } from './query-charge.ts';
import { recordReport } from './record-report.ts';
import { watchedCharge, type WatchedCharge } from './watched-charge.ts';

export interface PollerParts {
  /** The merchant whose charges are watched. */
  readonly merchantId: number;
  readonly store: Store;
  /** Returns the gateway of the account through which a charge was pushed. */
  readonly gatewayOf: (charge: Pick<Charge, 'accountId'>) => Gateway;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly throttle: GatewayThrottle;
  /** See `PaymentsParts`. */
  readonly clockAgrees: () => boolean;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
  /** Called when something to send was committed. */
  readonly wakeNotifier: () => void;
}

/** How long a claim lasts. While it does, the poller asks about the charge without a commit. Somebody else claims it afterwards, if this program died. */
const LEASE_MS = 3 * 60_000;
/** When the last claim of a former run ends. That run may have been ahead of the steady time from which this one goes on. */
const FORMER_CLAIM_MS = LEASE_MS + KEEP_MOMENT_MS;
/** Longer than any query takes. */
const QUERY_MS = 60_000;
/** How soon a charge is asked about again after a fault of this program. */
const AFTER_FAULT_MS = 10_000;

/** No charge is due later than this from now. */
const FURTHEST_MS = 2 * MAX_GAP_MS;

export interface Poller extends Work<DueCharge> {
  /** Looks into the store at the next round: a charge of the merchant may be due earlier than was known. */
  watchMore(): void;
}

/** Watches a merchant's charges until they are paid or the watch ends, also those that a person has marked meanwhile. */
export function poller(parts: PollerParts): Poller {
  const { merchantId, store, gatewayOf, clock, wakeNotifier } = parts;
  const queryParts = { ...parts, refusals: accountRefusals(clock) };
  const claimed = claimedCharges(QUERY_MS);
  const next = nextLook(clock, () => store.charges.nextWatchAt(merchantId));

  /** Returns whether the claim is kept. Otherwise the time is in the store. */
  const queryAgain = async ({ id, watchDueAt }: WatchedCharge, at: number): Promise<boolean> => {
    const isKept = claimed.keep({ chargeId: id, until: watchDueAt ?? 0 }, at);
    if (!isKept) await store.charges.watchAgainAt(id, at);
    return isKept;
  };

  /** Records whether the gateway refuses the account on queries about a charge: its card says so. */
  const noteRefusal = async (charge: WatchedCharge, result: QueryResult): Promise<boolean> => {
    const isRefused = result.kind === 'refused' || ('retryAt' in result && charge.accountRefusedAt !== null);
    if (isRefused === (charge.accountRefusedAt !== null)) return isRefused;
    await store.charges.noteRefusal(charge.id, isRefused ? clock.now() : null);
    wakeNotifier();
    return isRefused;
  };

  /** Returns whether the claim is kept. Otherwise the store has a new time for the charge, or none. */
  const query = async (charge: WatchedCharge): Promise<boolean> => {
    const askedAt = clock.steady();
    const result = await queryCharge(queryParts, gatewayOf(charge), charge);
    const isRefused = await noteRefusal(charge, result);
    if (result.kind === 'reported' && (await recordReport(parts, charge, result))) return false;
    return await continueWatch({ ...parts, queryAgain }, charge, {
      unpaidAt: result.kind === 'pending' ? askedAt : undefined,
      retryAt: 'retryAt' in result ? result.retryAt : 0,
      isRefused,
      isNotAsked: result.kind === 'not-asked',
    });
  };

  const claimDue = async (now: number, limit: number): Promise<readonly DueCharge[]> => {
    next.forget();
    return await store.charges.claimWatched(merchantId, now, LEASE_MS, limit);
  };

  /** Returns claimed charges that are due again. One that somebody else claimed meanwhile, or that needs no watch, is dropped. */
  const dueAgain = async (now: number, limit: number): Promise<readonly DueCharge[]> => {
    const due = claimed.take(now, limit);
    return due.length === 0 ? [] : await store.charges.stillClaimed(due);
  };

  /** Makes due what was claimed: by a former run, or here if claiming failed, because it may have been made. What a customer has paid must not wait for it. */
  const begin = async (now: number): Promise<void> => {
    claimed.forgetAll();
    next.forget();
    await store.charges.endClaims(merchantId, now, FORMER_CLAIM_MS, FURTHEST_MS);
  };

  let hasBegun = false;
  return {
    name: 'poller',
    watchMore: next.forget,
    async claim(now, limit) {
      if (!hasBegun) await begin(now);
      hasBegun = false;
      // The longest overdue come first. The others are due in the next round.
      const inStoreAt = await next.at();
      const isStoreFirst = inStoreAt <= now && inStoreAt <= (claimed.nextDueAt() ?? inStoreAt);
      const due = await (isStoreFirst ? claimDue : dueAgain)(now, limit);
      hasBegun = true;
      return due;
    },
    async perform(charge) {
      const watched = watchedCharge(charge);
      let isKept = false;
      try {
        isKept = await query(watched);
      } catch (error) {
        isKept = await queryAgain(watched, clock.steady() + AFTER_FAULT_MS);
        throw error;
      } finally {
        if (!isKept) next.forget();
      }
    },
    async nextDueAt() {
      const inStoreAt = await next.at();
      return Math.min(inStoreAt, claimed.nextDueAt() ?? inStoreAt);
    },
  };
}
