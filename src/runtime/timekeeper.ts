import type { Clock } from './clock.ts';
import type { KnownMoment } from '../domain/moment.ts';
import type { Log } from './log.ts';

/**
 * Time for the whole program: the machine's clock, which somebody may set, and steady time, which nobody can set. It compares the
 * machine's clock with Telegram's time, and so knows whether the machine's clock is right.
 */
export interface Timekeeper extends Clock {
  /**
   * Takes note of a time that Telegram gave, in epoch milliseconds (Telegram gives whole seconds).
   *
   * @param since when the request left, in steady time: Telegram's time may be of any moment since then. Without it, the time is now
   */
  hear(telegramAt: number, since?: number): void;
  /** Checks whether somebody set the clock since the last check. Called once a minute. */
  look(): void;
  /** True if the machine's clock is known to agree with Telegram's. */
  agrees(): boolean;
  /** Converts a time of Telegram's to the machine's clock: the same unless the two are known to disagree. */
  localTime(telegramAt: number): number;
  /** This moment. The next run continues from it. */
  moment(): KnownMoment;
}

/** How far apart two clocks may be that agree: seconds are rounded, and an answer takes time to arrive. */
export const CLOCK_TOLERANCE_MS = 90_000;

/** The last comparison: how far the machine's clock was ahead of Telegram's, and of the machine's own steady count. */
interface Heard {
  readonly aheadMs: number;
  readonly offset: number;
}

const isNear = (spanMs: number): boolean => Math.abs(spanMs) <= CLOCK_TOLERANCE_MS;

export interface TimekeeperOptions {
  /** The last moment of the former run; undefined in a new database. */
  readonly last: KnownMoment | undefined;
  /** Called when the machine's clock begins to disagree with Telegram's (by this, ahead if positive), and when it agrees again (undefined). */
  readonly onChange: (aheadMs: number | undefined) => void;
  /**
   * Called with the real time that passed between the former run and this one, which steady time did not count. Called at most
   * once, when it is known: only the machine's clock can tell, so it must be right now and have been right then.
   */
  readonly onGap: (gapMs: number) => void;
}

/** Continues the former run's steady time as if no time had passed since, so that every moment of this run is later than all of that one's. */
export function timekeeper(inner: Clock, { last, onChange, onGap }: TimekeeperOptions): Timekeeper {
  /** Steady time is the machine's own steady count plus this. */
  const base = (last === undefined ? inner.now() : last.steadyAt + 1) - inner.steady();
  let heard: Heard | undefined;
  let disagrees = false;
  let knowsGap = last?.agreed !== true;

  const offset = (): number => inner.now() - inner.steady();
  const steady = (): number => Math.floor(base + inner.steady());
  /** How far the machine's clock is ahead of Telegram's: the last comparison, and by how much the clock was set since. */
  const ahead = (): number | undefined =>
    heard === undefined ? undefined : heard.aheadMs + offset() - heard.offset;
  const agrees = (): boolean => isNear(ahead() ?? Number.POSITIVE_INFINITY);

  const lookForGap = (): void => {
    if (knowsGap || last === undefined) return;
    knowsGap = true;
    const gapMs = inner.now() - last.wallAt - (steady() - last.steadyAt);
    if (gapMs > CLOCK_TOLERANCE_MS) onGap(gapMs);
  };

  const look = (): void => {
    const aheadMs = ahead();
    if (aheadMs === undefined) return;
    if (isNear(aheadMs)) lookForGap();
    if (isNear(aheadMs) === !disagrees) return;
    disagrees = !disagrees;
    onChange(disagrees ? aheadMs : undefined);
  };

  return {
    now: () => inner.now(),
    steady,
    sleep: (ms, signal) => inner.sleep(ms, signal),
    turn: () => inner.turn(),
    hear(telegramAt, since) {
      const most = inner.now() - telegramAt;
      const least = since === undefined ? most : most - Math.max(0, steady() - since);
      // Of all possible differences, the smallest one: an answer that was long on its way is no evidence against the clock.
      heard = { aheadMs: Math.max(least, Math.min(0, most)), offset: offset() };
      look();
    },
    look,
    agrees,
    localTime(telegramAt) {
      const aheadMs = ahead() ?? 0;
      return isNear(aheadMs) ? telegramAt : telegramAt + aheadMs;
    },
    moment: () => ({ steadyAt: steady(), wallAt: inner.now(), agreed: agrees() }),
  };
}

/** How often the moment is stored. A run that is killed loses at most this much of steady time. */
export const KEEP_MOMENT_MS = 60_000;

export interface KeepTimeParts {
  readonly store: { readonly program: { keepMoment(moment: KnownMoment): Promise<void> } };
  readonly clock: Timekeeper;
  readonly log: Log;
  /** Asks Telegram for its time, in epoch milliseconds; undefined without an answer. */
  readonly ask: () => Promise<number | undefined>;
  readonly everyMs?: number;
}

/** Stores the moment and checks the clock once a minute, until the end. */
export async function keepTime(
  { store, clock, log, ask, everyMs = KEEP_MOMENT_MS }: KeepTimeParts,
  ending: AbortSignal,
): Promise<void> {
  const keep = async (): Promise<void> => {
    try {
      clock.look();
      // While no message comes and none is sent, nothing else gives Telegram's time.
      const since = clock.steady();
      const telegramAt = clock.agrees() ? undefined : await ask();
      if (telegramAt !== undefined) clock.hear(telegramAt, since);
      await store.program.keepMoment(clock.moment());
    } catch (error) {
      log.error({ err: error }, 'the time could not be stored');
    }
  };
  do {
    await keep();
    await clock.sleep(everyMs, ending);
  } while (!ending.aborted);
  await keep();
}
