import type { Clock } from '../../src/runtime/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time ahead. Each due sleeper wakes at its time, in order, and the work that it starts runs before the next one wakes. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock forward, or back if negative. Steady time stays. */
  jump(ms: number): void;
  /** Runs all work that does not wait for time. */
  settle(): Promise<void>;
}

/** The most readings between two turns of the event loop. A program that sleeps in between needs far fewer. */
const MAX_READINGS = 10_000;

/**
 * A clock that stands still until a test moves it. A program that spins would block the test for ever: the clock throws instead,
 * and the test fails.
 */
export function manualClock(start = Date.parse('2026-11-23T09:00:00Z')): ManualClock {
  let steady = start;
  let skew = 0;
  let readings = 0;
  let spins = false;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  const settle = async (): Promise<void> => {
    // Each turn runs a whole chain of promises. Several are needed, because a woken loop wakes another.
    for (let i = 0; i < 5; i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      readings = 0;
    }
    if (spins) throw new Error('the program spins: it read the clock without end');
  };

  return {
    now() {
      readings += 1;
      spins ||= readings > MAX_READINGS;
      if (spins) throw new Error('the program spins');
      return steady + skew;
    },
    steady: () => steady,
    jump(ms) {
      skew += ms;
    },
    // `settle` gives the turns.
    turn: async () => undefined,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const sleeper = {
          at: steady + Math.max(ms, 0),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      });
    },
    settle,
    async advance(ms) {
      const end = steady + ms;
      await settle();
      for (;;) {
        const next = [...sleepers].toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        steady = Math.max(steady, next.at);
        next.wake();
        await settle();
      }
      steady = end;
      await settle();
    },
  };
}
