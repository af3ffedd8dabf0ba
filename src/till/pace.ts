import type { Clock } from '../clock.ts';

/** How the gateway is asked: never faster than a rate, and not at all for a while when it says that it is overloaded. */
export interface Pace {
  /** Waits for its turn. */
  turn(): Promise<void>;
  /** Until when nothing should be asked; in the past when it may. */
  pausedUntil(): number;
  /** The gateway was overloaded: pauses, longer each time, at least as long as it wished. */
  slowDown(wishMs: number | undefined): void;
  /** The gateway answered. */
  goOn(): void;
}

const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

export function pace(clock: Clock, perSecond: number): Pace {
  const gapMs = 1_000 / perSecond;
  let nextTurnAt = 0;
  let pausedUntil = 0;
  let overloads = 0;

  return {
    async turn() {
      const now = clock.steady();
      // A clock that was set back must not leave turns far in the future.
      const at = Math.max(now, Math.min(nextTurnAt, now + MAX_PAUSE_MS));
      nextTurnAt = at + gapMs;
      if (at > now) await clock.sleep(at - now);
    },
    pausedUntil: () => pausedUntil,
    slowDown(wishMs) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** overloads, MAX_PAUSE_MS);
      overloads += 1;
      pausedUntil = clock.steady() + Math.max(pause, wishMs ?? 0);
    },
    goOn() {
      overloads = 0;
    },
  };
}
