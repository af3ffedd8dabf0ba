import type { Clock } from '../runtime/clock.ts';

/** How the gateway is asked: never faster than a rate, and not at all for a while when it says that it is overloaded. */
export interface GatewayThrottle {
  /**
   * Waits for its turn. Returns whether it may ask: false while the gateway wants to be left alone, or while the one query that
   * looks whether it still does is under way. Whoever may ask says what came of it, with `slowDown` or `goOn`.
   */
  turn(): Promise<boolean>;
  /** Until when nothing should be asked, in steady time; in the past when it may. */
  pausedUntil(): number;
  /**
   * The gateway was overloaded: pauses, longer each time that it still is after a pause, and as long as it wished within what
   * one answer may ask for.
   */
  slowDown(wishMs: number | undefined): void;
  /** The gateway answered. */
  speedUp(): void;
}

const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;
/** The most that the first answer may wish for; one answer must not silence a shop. It doubles while the overload lasts. */
const FIRST_WISH_MS = 30_000;
const MAX_WISH_MS = 10 * 60_000;
/** How soon the others look again for what the probe found, and when it is given up: no query takes so long. */
const PROBE_EVERY_MS = 2_000;
const PROBE_MS = 30_000;

export function gatewayThrottle(clock: Clock, perSecond: number): GatewayThrottle {
  const gapMs = 1_000 / perSecond;
  let nextTurnAt = 0;
  /** Pauses that followed on each other without an answer between. */
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
    slowDown(wishMs = 0) {
      // What was under way when the pause began says nothing new.
      if (!isPaused()) {
        overloads += 1;
        pausedFrom = clock.steady();
      }
      const doubled = 2 ** (overloads - 1);
      const least = Math.min(FIRST_PAUSE_MS * doubled, MAX_PAUSE_MS);
      const wish = Math.min(wishMs, FIRST_WISH_MS * doubled, MAX_WISH_MS);
      pausedUntil = Math.max(pausedUntil, pausedFrom + Math.max(least, wish));
      probingUntil = 0;
    },
    speedUp() {
      // An answer to what was asked before the pause does not end it.
      if (isPaused()) return;
      overloads = 0;
      probingUntil = 0;
    },
  };
}
