import type { Charge } from '../domain/charge.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Work } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import type { DueCharge } from '../store/port/watch.ts';
import { accountRefusals } from './account-refusals.ts';
import { continueWatch } from './continue-watch.ts';
import { dueCharges } from './due-charges.ts';
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

/** How soon a charge is asked about again after a fault of this program. */
const AFTER_FAULT_MS = 10_000;

export interface Poller extends Work<DueCharge> {
  /** Looks into the store at the next round: a charge of the merchant may be due earlier than was known. */
  watchMore(): void;
}

/** Watches a merchant's charges until they are paid or the watch ends, also those that a person has marked meanwhile. */
export function poller(parts: PollerParts): Poller {
  const { store, gatewayOf, clock, wakeNotifier } = parts;
  const queryParts = { ...parts, refusals: accountRefusals(clock) };
  const due = dueCharges(parts);

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
    return await continueWatch({ ...parts, queryAgain: due.again }, charge, {
      unpaidAt: result.kind === 'pending' ? askedAt : undefined,
      retryAt: 'retryAt' in result ? result.retryAt : 0,
      isRefused,
      isNotAsked: result.kind === 'not-asked',
    });
  };

  return {
    name: 'poller',
    watchMore: due.forgetTimes,
    claim: due.claim,
    async perform(charge) {
      const watched = watchedCharge(charge);
      let isKept = false;
      try {
        isKept = await query(watched);
      } catch (error) {
        isKept = await due.again(watched, clock.steady() + AFTER_FAULT_MS);
        throw error;
      } finally {
        if (!isKept) due.forgetTimes();
      }
    },
    nextDueAt: due.nextDueAt,
  };
}
