import { disconnected } from '../gateway/disconnected.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { startWorker, type Worker } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import { gatewayThrottle } from './gateway-throttle.ts';
import { poller } from './poller.ts';
import { pusher, type OpenGateway } from './pusher.ts';

/** A merchant's gateways, and the workers that push and watch the merchant's charges. */
export interface MerchantWorkers {
  /** Starts with another account. Open charges through a former one are still asked about through that one. */
  use(current: OpenGateway | undefined): void;
  /** Looks for charges to push now. */
  wakePusher(): void;
  /** Looks for charges to push and to watch now: another program may have committed some. */
  wakeAll(): void;
  /** Returns how many pushes were still in flight when `graceMs` had passed. */
  stopPushing(graceMs: number): Promise<number>;
  stopPolling(graceMs: number): Promise<void>;
  /** Closes every gateway, once the workers have stopped. */
  closeGateways(): Promise<void>;
}

export interface MerchantWorkersParts {
  readonly merchantId: number;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly confirmMs: number;
  readonly watchMs: number;
  /** See `PaymentsParts`. */
  readonly clockAgrees: () => boolean;
  /** See `PaymentsParts`. */
  readonly mayBegin: () => boolean;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
  readonly wakeNotifier: () => void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** The most pushes and queries of a merchant at once, and queries a second. */
export interface WorkerLimits {
  readonly pushes: number;
  readonly queries: number;
  readonly queriesPerSecond: number;
}

/**
 * Starts a merchant's workers.
 *
 * @param current the merchant's account; undefined if there is none
 * @param previousGateways accounts that the merchant had in earlier runs
 */
export function merchantWorkers(
  parts: MerchantWorkersParts,
  limits: WorkerLimits,
  current: OpenGateway | undefined,
  previousGateways: readonly OpenGateway[],
): MerchantWorkers {
  const { clock, log, mayBegin } = parts;
  let account = current;
  const gateways = new Map<number, Gateway>();
  for (const { accountId, gateway } of previousGateways) gateways.set(accountId, gateway);
  if (current !== undefined) gateways.set(current.accountId, current.gateway);
  /** Gateways of accounts whose key was changed since. They are closed last: requests may be in flight there. */
  const replaced: Gateway[] = [];

  const watching = poller({
    ...parts,
    gatewayOf: ({ accountId }) => gateways.get(accountId ?? account?.accountId ?? 0) ?? disconnected,
    throttle: gatewayThrottle(clock, limits.queriesPerSecond),
  });
  const polling: Worker = startWorker(watching, { clock, log, mayBegin, concurrency: limits.queries });
  const watchMore = (): void => {
    watching.watchMore();
    polling.wake();
  };
  const pushing: Worker = startWorker(pusher({ ...parts, account: () => account, onPending: watchMore }), {
    clock,
    log,
    mayBegin,
    concurrency: limits.pushes,
  });

  const wakeAll = (): void => {
    pushing.wake();
    watchMore();
  };

  return {
    use(next) {
      account = next;
      if (next !== undefined) {
        const before = gateways.get(next.accountId);
        if (before !== undefined) replaced.push(before);
        gateways.set(next.accountId, next.gateway);
      }
      wakeAll();
    },
    wakePusher: () => pushing.wake(),
    wakeAll,
    stopPushing: (graceMs) => pushing.stop(graceMs),
    async stopPolling(graceMs) {
      await polling.stop(graceMs);
    },
    async closeGateways() {
      await Promise.all(replaced.concat(...gateways.values()).map((gateway) => gateway.close()));
    },
  };
}
