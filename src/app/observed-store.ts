import type { ChargeState } from '../domain/charge-states.ts';
import type { Meters } from '../http/meters.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/port/store.ts';
import type { Move } from '../store/port/moves.ts';
import type { QueuedMessage } from '../domain/messages.ts';

/** The most pushes in flight whose beginning is remembered. */
const MAX_PUSHES = 10_000;
/** The methods that commit whenever they succeed. One of them runs at least once a minute. */
const COMMITS: ReadonlySet<string> = new Set([
  'program.keepMoment',
  'outbox.delivered',
  'outbox.add',
  'inbox.finish',
  'charges.create',
]);

/** A store, and when it last committed something, in steady time. */
export interface ObservedStore {
  readonly store: Store;
  committedAt(): number | undefined;
}

type Method = (...args: readonly never[]) => unknown;

/** Wraps every method of a store, and knows nothing of what most of them do. */
export function observedStore(
  store: Store,
  meters: Meters,
  clock: Pick<Clock, 'now' | 'steady'>,
): ObservedStore {
  let committedAt: number | undefined;
  const watched =
    (name: string, method: Method) =>
    async (...args: readonly never[]): Promise<unknown> => {
      const begunAt = performance.now();
      let isOk = false;
      try {
        const result = await method(...args);
        isOk = true;
        if (COMMITS.has(name)) committedAt = clock.steady();
        return result;
      } finally {
        meters.storeCall(name, isOk, performance.now() - begunAt);
      }
    };
  const parts = Object.entries(store).map(([part, methods]: [string, object | (() => void)]) => {
    // `close` is no part.
    if (typeof methods === 'function') return [part, methods];
    const wrapped = Object.entries(methods).map(([name, method]: [string, Method]) => [
      name,
      watched(`${part}.${name}`, method),
    ]);
    return [part, Object.fromEntries(wrapped)];
  });
  const timed = Object.fromEntries(parts) as Store;
  return { store: withMoments(timed, meters, clock), committedAt: () => committedAt };
}

/** Measures the spans between the moments of a charge and of an update, which the store's methods show. */
function withMoments(store: Store, meters: Meters, clock: Pick<Clock, 'now' | 'steady'>): Store {
  const pushes = pushesInFlight(meters, clock);
  const told = ({ kind, notice, createdAt }: QueuedMessage): void => {
    // The notice was committed together with the payment. Somebody may have set the clock back since.
    if (kind === 'notice' && (notice === 'paid' || notice === 'paid_late'))
      meters.paymentTold(Math.max(0, clock.now() - createdAt));
  };
  return {
    ...store,
    charges: {
      ...store.charges,
      async move(move, effects) {
        const outcome = await store.charges.move(move, effects);
        if (outcome.kind === 'moved') pushes.moved(move);
        return outcome;
      },
    },
    outbox: {
      ...store.outbox,
      async delivered(row, ...rest) {
        await store.outbox.delivered(row, ...rest);
        told(row);
      },
      async boardShown(row, ...rest) {
        await store.outbox.boardShown(row, ...rest);
        told(row);
      },
    },
    inbox: {
      ...store.inbox,
      async due(...args) {
        const rows = await store.inbox.due(...args);
        for (const { attempts, receivedAt } of rows)
          if (attempts === 0) meters.updateHandled(Math.max(0, clock.now() - receivedAt));
        return rows;
      },
    },
  };
}

function pushesInFlight(meters: Meters, clock: Pick<Clock, 'steady'>) {
  const begun = new Map<number, number>();
  const end = (chargeId: number): number | undefined => {
    const at = begun.get(chargeId);
    begun.delete(chargeId);
    return at;
  };
  const moves: Partial<Record<ChargeState, (move: Move) => void>> = {
    pushing({ chargeId }) {
      if (begun.size < MAX_PUSHES) begun.set(chargeId, clock.steady());
    },
    pending({ chargeId }) {
      const at = end(chargeId);
      if (at !== undefined) meters.pushAccepted(clock.steady() - at);
    },
    declined: ({ chargeId }) => void end(chargeId),
    unknown({ chargeId, detail }) {
      end(chargeId);
      meters.pushUnknown(String(detail['why']));
    },
  };
  return { moved: (move: Move): void => moves[move.to]?.(move) };
}
