import type { Clock } from '../runtime/clock.ts';

/** Limits how fast a gateway is queried, and pauses while it says that it is overloaded. */
export interface GatewayThrottle {
  /**
   * Waits for a turn. Returns whether the caller may query: false during a pause, and while the one query that tests whether
   * the overload is over is in flight. A caller that may query reports the outcome by `slowDown` or `speedUp`.
   */
  turn(): Promise<boolean>;
  /** Until when nothing may be queried, in steady time. In the past if there is no pause. */
  pausedUntil(): number;
  /**
   * The gateway is overloaded. Pauses, longer each time that it still is after a pause. The pause lasts at least `retryAfterMs`, within a limit.
   */
  slowDown(retryAfterMs: number | undefined): void;
  /** The gateway answered. */
  speedUp(): void;
}

const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;
/**
 * The longest pause that the first answer may ask for: one answer must not silence a merchant. It doubles while the overload
 * lasts.
 */
const FIRST_MAX_RETRY_AFTER_MS = 30_000;
const MAX_RETRY_AFTER_MS = 10 * 60_000;
/** How soon other callers look again for the outcome of the test query, and when it is given up: no query takes so long. */
const PROBE_EVERY_MS = 2_000;
const PROBE_MS = 30_000;

export function gatewayThrottle(clock: Clock, perSecond: number): GatewayThrottle {
  const gapMs = 1_000 / perSecond;
  let nextTurnAt = 0;
  /** How many pauses followed each other without an answer between them. */
  let overloads = 0;
  let pausedFrom = 0;
  let pausedUntil = 0;
  let probingUntil = 0;
  const isPaused = (): boolean => clock.steady() < pausedUntil;
  const isProbing = (): boolean => clock.steady() < probingUntil;

  return {
    async turn() {
      const now = clock.steady();
      const at = Math.max(now, nextTurnAt);
      nextTurnAt = at + gapMs;
      if (at > now) await clock.sleep(at - now);
      if (isPaused() || isProbing()) return false;
      if (overloads > 0) probingUntil = clock.steady() + PROBE_MS;
      return true;
    },
    pausedUntil: () => (!isPaused() && isProbing() ? clock.steady() + PROBE_EVERY_MS : pausedUntil),
    slowDown(retryAfterMs = 0) {
      // A query that was in flight when the pause began says nothing new.
      if (!isPaused()) {
        overloads += 1;
        pausedFrom = clock.steady();
      }
      const doubled = 2 ** (overloads - 1);
      const least = Math.min(FIRST_PAUSE_MS * doubled, MAX_PAUSE_MS);
      const asked = Math.min(retryAfterMs, FIRST_MAX_RETRY_AFTER_MS * doubled, MAX_RETRY_AFTER_MS);
      pausedUntil = Math.max(pausedUntil, pausedFrom + Math.max(least, asked));
      probingUntil = 0;
    },
    speedUp() {
      // An answer to a query from before the pause does not end it.
      if (isPaused()) return;
      overloads = 0;
      probingUntil = 0;
    },
  };
}
