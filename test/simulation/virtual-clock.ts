import type { Clock } from '../../src/runtime/clock.ts';

/**
 * Time that passes only when nothing is left to run. Sleeps follow the steady time, as a machine's timers do. `now` is the wall clock,
 * which can be set forward and back meanwhile.
 */
export interface VirtualClock extends Clock {
  /** Milliseconds since the run began, independent of the wall clock. */
  elapsed(): number;
  /** The true time, which Telegram's clock has. */
  real(): number;
  /** Sets the wall clock forward, or back. */
  shift(ms: number): void;
  /** Sets the wall clock right. */
  heal(): void;
  /** Sleeps like `sleep`, but no longer than until `advance` ends. So what a test awaits between two of its calls is never asleep. */
  nap(ms: number): Promise<void>;
  /** Lets no time pass until something has happened that takes real time. */
  awaits<T>(work: Promise<T>): Promise<T>;
  /** Lets this many milliseconds pass. */
  advance(ms: number): Promise<void>;
}

const START = Date.parse('2026-11-24T06:00:00Z');

/** @param startsAt the true time at which the run begins (epoch ms) */
export function virtualClock(startsAt = START): VirtualClock {
  let steady = 0;
  let skew = 0;
  let order = 0;
  // A binary heap by time, then by order: thousands of sleepers come and go in a run.
  const heap: Sleeper[] = [];
  let isAdvancing = false;
  const naps = new Set<() => void>();

  const real = new Set<Promise<unknown>>();
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      // Nothing in a run waits for more than promises and `real`, and all of those run before this does.
      setImmediate(resolve);
    });
  const settle = async (): Promise<void> => {
    await turn();
    while (real.size > 0) {
      await Promise.race(real);
      await turn();
    }
  };

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const sleeper: Sleeper = { at: steady + Math.max(0, ms), order: order++, wake: resolve };
      push(heap, sleeper);
      signal?.addEventListener('abort', () => {
        // The sleeper stays in the heap and has no effect.
        sleeper.wake = undefined;
        resolve();
      });
    });

  return {
    steady: () => startsAt + steady,
    elapsed: () => steady,
    now: () => startsAt + steady + skew,
    real: () => startsAt + steady,
    shift(ms) {
      skew += ms;
    },
    heal() {
      skew = 0;
    },
    // Nothing but promises waits in a run.
    turn: async () => undefined,
    sleep,
    async awaits(work) {
      const ended = work.catch(() => undefined);
      real.add(ended);
      void ended.then(() => real.delete(ended));
      return await work;
    },
    async nap(ms) {
      if (!isAdvancing) return;
      const ended = new AbortController();
      const end = (): void => ended.abort();
      naps.add(end);
      await sleep(ms, ended.signal);
      naps.delete(end);
    },
    async advance(ms) {
      const end = steady + ms;
      isAdvancing = true;
      await settle();
      for (let next = heap[0]; next !== undefined && next.at <= end; next = heap[0]) {
        pop(heap);
        if (next.wake === undefined) continue;
        steady = Math.max(steady, next.at);
        next.wake();
        await settle();
      }
      steady = end;
      isAdvancing = false;
      for (const wake of naps) wake();
    },
  };
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake: (() => void) | undefined;
}

const isBefore = (a: Sleeper, b: Sleeper): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.length;
  heap.push(sleeper);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || isBefore(above, sleeper)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = sleeper;
}

function pop(heap: Sleeper[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const child =
      right !== undefined && left !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
    const below = heap[child];
    if (below === undefined || isBefore(last, below)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
}
