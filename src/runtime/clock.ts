import { setTimeout as sleepFor } from 'node:timers/promises';

/**
 * Time as the till sees it. Passed in everywhere, so that a test or the simulation can own it.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, by the machine's clock: somebody may set it forward or back at any moment. */
  now(): number;
  /**
   * Steady time: milliseconds that only ever pass, at the rate of real time, whatever the machine's clock is set to. It began as
   * that clock stood at the first start. For everything that waits: what is due, how long, since when.
   */
  steady(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts: whichever is first. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest a Node timer can wait (2^31 - 1 ms); a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The machine's own clock. Its steady time begins anew with each program. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => Math.floor(performance.timeOrigin + performance.now()),
  async sleep(ms, signal) {
    const bounded = Math.min(Math.max(ms, 0), MAX_TIMER_MS);
    await sleepFor(bounded, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
