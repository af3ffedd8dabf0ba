import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock, type Clock } from '../../src/runtime/clock.ts';

export interface FastClock extends Clock {
  /** Moves ahead at once. Sleepers that are due then wake. */
  skip(ms: number): void;
}

/** Noon in Nairobi. */
const NOON_UTC_HOUR = 9;

/**
 * A clock that runs `speed` times as fast as the machine's. It starts at noon of today in Nairobi, so that no test reaches midnight
 * unless it skips there.
 */
export function fastClock(speed: number): FastClock {
  const begun = systemClock.now();
  const start = new Date(begun).setUTCHours(NOON_UTC_HOUR, 0, 0, 0);
  let skipped = 0;
  let jump = new AbortController();
  const now = (): number => Math.round(start + skipped + (systemClock.now() - begun) * speed);

  return {
    now,
    steady: now,
    turn: () => nextTurn(),
    async sleep(ms, signal) {
      const until = now() + Math.max(ms, 0);
      const isOver = (): boolean => now() >= until || signal?.aborted === true;
      do {
        const wakers = signal === undefined ? [jump.signal] : [jump.signal, signal];
        // Rounded up: a sleeper must not wake before its time.
        await systemClock.sleep(Math.ceil((until - now()) / speed), AbortSignal.any(wakers));
      } while (!isOver());
    },
    skip(ms) {
      skipped += ms;
      jump.abort();
      jump = new AbortController();
    },
  };
}
