import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Time as the program sees it. It is passed in everywhere, so that a test or the simulation can replace it. */
export interface Clock {
  /** Milliseconds since the Unix epoch, by the machine's clock. Somebody may set that clock forward or back at any moment. */
  now(): number;
  /**
   * Steady time, in milliseconds: it passes at the rate of real time and never jumps, whatever the machine's clock is set to. It
   * starts at the machine's time of the first start. Everything that waits uses it: when work is due, for how long, since when.
   */
  steady(): number;
  /** Resolves after `ms` milliseconds, or when `signal` aborts, whichever comes first. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets everything else run that waits, such as sockets and timers. Promises alone would go first, however long their chain is. */
  turn(): Promise<void>;
}

/** The longest wait of a Node timer (2^31 - 1 ms). A longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The machine's own clock. Its steady time starts anew with each program. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => Math.floor(performance.timeOrigin + performance.now()),
  // Node's own promise of a timer makes an error with a stack for each sleep that ends early, and workers are woken all the time.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
      signal?.addEventListener('abort', end);
    }),
  turn: () => nextTurn(),
};
