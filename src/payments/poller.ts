import type { Charge } from '../domain/charge.ts';
import { MAX_GAP_MS } from '../domain/poll-schedule.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Work } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import { accountRefusals } from './account-refusals.ts';
import { continueWatch } from './continue-watch.ts';
import type { GatewayThrottle } from './gateway-throttle.ts';
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

/** Longer than any query takes: a claim is given out again only if its holder died. */
const LEASE_MS = 2 * 60_000;

/** No charge is due later than this from now. */
const FURTHEST_MS = 2 * MAX_GAP_MS;

/** Watches a merchant's charges until they are paid or the watch ends, also those that a person has marked meanwhile. */
export function poller(parts: PollerParts): Work<Charge> {
  const { merchantId, store, gatewayOf, clock, wakeNotifier } = parts;
  const queryParts = { ...parts, refusals: accountRefusals(clock) };

  /** Records whether the gateway refuses the account on queries about a charge: its card says so. */
  const noteRefusal = async (charge: WatchedCharge, result: QueryResult): Promise<boolean> => {
    const isRefused = result.kind === 'refused' || ('retryAt' in result && charge.accountRefusedAt !== null);
    if (isRefused === (charge.accountRefusedAt !== null)) return isRefused;
    await store.charges.noteRefusal(charge.id, isRefused ? clock.now() : null);
    wakeNotifier();
    return isRefused;
  };

  let hasClaimed = false;
  return {
    name: 'poller',
    async claim(now, limit) {
      // A customer may have paid while the program was down. The claims of the former run must not delay that.
      if (!hasClaimed) await store.charges.endClaims(merchantId, now, LEASE_MS, FURTHEST_MS);
      hasClaimed = true;
      return await store.charges.claimWatched(merchantId, now, LEASE_MS, limit);
    },
    async perform(claimed) {
      const charge = watchedCharge(claimed);
      const askedAt = clock.steady();
      const result = await queryCharge(queryParts, gatewayOf(charge), charge);
      const isRefused = await noteRefusal(charge, result);
      if (result.kind === 'reported' && (await recordReport(parts, charge, result))) return;
      await continueWatch(parts, charge, {
        unpaidAt: result.kind === 'pending' ? askedAt : undefined,
        retryAt: 'retryAt' in result ? result.retryAt : 0,
        isRefused,
        isNotAsked: result.kind === 'not-asked',
      });
    },
    nextDueAt: () => store.charges.nextWatchAt(merchantId),
  };
}
