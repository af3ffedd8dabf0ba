import { systemClock, type Clock } from '../../src/clock.ts';

export interface FastClock extends Clock {
  /** Moves on at once: whoever sleeps past the new moment wakes. */
  skip(ms: number): void;
}

/** A clock that runs `speed` times faster than the machine's, from the present moment. */
export function fastClock(speed: number): FastClock {
  const start = systemClock.now();
  let skipped = 0;
  let jump = new AbortController();
  const now = (): number => Math.round(start + skipped + (systemClock.now() - start) * speed);

  return {
    now,
    steady: now,
    async sleep(ms, signal) {
      const until = now() + Math.max(ms, 0);
      const isOver = (): boolean => now() >= until || signal?.aborted === true;
      do {
        const wakers = signal === undefined ? [jump.signal] : [jump.signal, signal];
        // Rounded up: who sleeps until a moment must find it come.
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
