import { REPEAT_WINDOW_MS } from '../domain/closed-charge.ts';
import { COLLECTION_SHARE } from '../domain/collection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Work } from '../runtime/worker.ts';
import type { Store } from '../store/port/store.ts';
import type { CreateChargeRules } from './create-charge.ts';

/** A collection with a payer who is due to be asked. */
interface DueCollection {
  readonly id: number;
  readonly merchantId: number;
}

export interface CollectorParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: CreateChargeRules;
  /** Called when a charge of a merchant was created. */
  readonly onCreated: (merchantId: number) => void;
  readonly wakeNotifier: () => void;
}

/** How long a collection waits after a fault. Other collections are served meanwhile. */
const FAULT_PAUSE_MS = 1_000;

/**
 * Asks the payers of collections, one after another in each collection, so that a merchant with many payers delays no other. A
 * step is one transaction of the store. A person confirmed the whole collection at once, so no charge of it needs a confirmation.
 */
export function collector({
  store,
  clock,
  rules,
  onCreated,
  wakeNotifier,
}: CollectorParts): Work<DueCollection> {
  const busy = new Set<number>();
  /** When each collection with a fault is tried again, in steady time. */
  const resting = new Map<number, number>();
  return {
    name: 'collector',
    async claim(now, limit) {
      for (const [id, until] of resting) if (until <= now) resting.delete(id);
      const due = await store.collections.due(now, limit + busy.size + resting.size);
      const claimed = due.filter(({ id }) => !busy.has(id) && !resting.has(id)).slice(0, limit);
      for (const { id } of claimed) busy.add(id);
      return claimed;
    },
    async perform({ id, merchantId }) {
      try {
        const done = await store.collections.chargeNext(id, {
          at: clock.now(),
          steadyAt: clock.steady(),
          windowMs: REPEAT_WINDOW_MS,
          accepted: ['conversation'],
          hasOwnReasons: false,
          velocityLimits: rules.velocityLimits,
          share: COLLECTION_SHARE,
        });
        if (done === 'created') onCreated(merchantId);
        wakeNotifier();
      } catch (error) {
        resting.set(id, clock.steady() + FAULT_PAUSE_MS);
        throw error;
      } finally {
        busy.delete(id);
      }
    },
    nextDueAt: () => store.collections.nextDueAt(),
  };
}
