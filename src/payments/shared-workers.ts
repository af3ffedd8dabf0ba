import { startWorker } from '../runtime/worker.ts';
import { collector } from './collector.ts';
import type { CreateChargeRules } from './create-charge.ts';
import type { DeliverParts } from './deliver.ts';
import { keepHouse, type HousekeepingParts } from './housekeeping.ts';
import { notifier } from './notifier.ts';

export interface SharedWorkersParts extends Omit<DeliverParts, 'ending'>, HousekeepingParts {
  readonly rules: CreateChargeRules;
  /** See `PaymentsParts`. */
  readonly mayBegin: () => boolean;
  /** The most chats that are sent to at once. */
  readonly chats: number;
  /** The most collections whose next payer is asked at once. */
  readonly collections: number;
  /** Called when a collection has created a charge of a merchant. */
  readonly onCreated: (merchantId: number) => void;
}

/** The workers that all merchants share: the notifier, the collector and the housekeeping. */
export interface SharedWorkers {
  wakeNotifier(): void;
  wakeCollector(): void;
  /** Asks no more payers. */
  stopCollecting(graceMs: number): Promise<unknown>;
  /** Ends the others. Their signal must be aborted. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the notifier, the collector and the housekeeping. */
export function startSharedWorkers(parts: SharedWorkersParts, ending: AbortSignal): SharedWorkers {
  const { store, clock, log, rules, mayBegin, onCreated } = parts;
  const notifying = startWorker(notifier({ ...parts, ending }), {
    clock,
    log,
    mayBegin,
    concurrency: parts.chats,
  });
  const wakeNotifier = (): void => notifying.wake();
  const collecting = startWorker(collector({ store, clock, rules, wakeNotifier, onCreated }), {
    clock,
    log,
    mayBegin,
    concurrency: parts.collections,
  });
  const keepingHouse = keepHouse(parts, ending);
  return {
    wakeNotifier,
    wakeCollector: () => collecting.wake(),
    stopCollecting: (graceMs) => collecting.stop(graceMs),
    async stop(graceMs) {
      await Promise.all([notifying.stop(graceMs), keepingHouse]);
    },
  };
}
