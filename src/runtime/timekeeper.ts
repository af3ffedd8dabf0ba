import type { Clock } from './clock.ts';
import type { KnownMoment } from '../domain/moment.ts';
import type { Log } from './log.ts';

/**
 * Time for the whole program: the machine's clock, which somebody may set, and steady time, which nobody can. It hears Telegram's
 * time, and so knows whether the machine's is right.
 */
export interface Timekeeper extends Clock {
  /**
   * Hears what time it was at Telegram, in epoch milliseconds (Telegram's own are whole seconds).
   *
   * @param since when it was asked, in steady time: it may have been that time at any moment since then; without, it is now
   */
  hear(telegramAt: number, since?: number): void;
  /** Looks whether the clock was set since; to be called now and then. */
  look(): void;
  /** Whether the machine's clock is known to agree with Telegram's. */
  agrees(): boolean;
  /** A time of Telegram's by the machine's clock: the same unless they are known to disagree. */
  localTime(telegramAt: number): number;
  /** This moment, for the next run to go on from. */
  moment(): KnownMoment;
}

/** How far apart two clocks that agree may be: seconds are rounded, and an answer may be on its way for a while. */
export const CLOCK_TOLERANCE_MS = 90_000;

/** What was heard: how far the machine's clock was ahead of Telegram's, and of the machine's own steady count. */
interface Heard {
  readonly aheadMs: number;
  readonly offset: number;
}

const isNear = (spanMs: number): boolean => Math.abs(spanMs) <= CLOCK_TOLERANCE_MS;

export interface TimekeeperOptions {
  /** The last moment of the run before; undefined in a new database. */
  readonly last: KnownMoment | undefined;
  /** The machine's clock disagrees with Telegram's by so much (ahead if positive), or agrees again (undefined). Told on each change. */
  readonly onChange: (aheadMs: number | undefined) => void;
  /**
   * So much real time passed between the run before and this one that steady time has not counted. Told once at most, as soon
   * as it is known: only the machine's clock can tell, so it must be right, and have been.
   */
  readonly onGap: (gapMs: number) => void;
}

/** Goes on with the steady time of the run before, as if no time had passed since: this run's moments are all later than that one's. */
export function timekeeper(inner: Clock, { last, onChange, onGap }: TimekeeperOptions): Timekeeper {
  /** Steady time is the machine's own steady count and this. */
  const base = (last === undefined ? inner.now() : last.steadyAt + 1) - inner.steady();
  let heard: Heard | undefined;
  let disagrees = false;
  let knowsGap = last?.agreed !== true;

  const offset = (): number => inner.now() - inner.steady();
  const steady = (): number => Math.floor(base + inner.steady());
  /** How far the machine's clock is ahead of Telegram's: as was heard, and by how much it was set since. */
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
    hear(telegramAt, since) {
      const most = inner.now() - telegramAt;
      const least = since === undefined ? most : most - Math.max(0, steady() - since);
      // Of what it may be, the least that speaks against the machine's clock.
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

/** How often a moment is kept: a run that is killed loses so much of steady time. */
export const KEEP_MOMENT_MS = 60_000;

export interface KeepTimeParts {
  readonly store: { readonly program: { keepMoment(moment: KnownMoment): Promise<void> } };
  readonly clock: Timekeeper;
  readonly log: Log;
  /** Asks what time it is at Telegram, in epoch milliseconds; undefined when there is no answer. */
  readonly ask: () => Promise<number | undefined>;
  readonly everyMs?: number;
}

/** Keeps how far steady time has come, and looks at the clock, until the end. */
export async function keepTime(
  { store, clock, log, ask, everyMs = KEEP_MOMENT_MS }: KeepTimeParts,
  ending: AbortSignal,
): Promise<void> {
  const keep = async (): Promise<void> => {
    try {
      clock.look();
      // While nobody writes, nothing else tells.
      const since = clock.steady();
      const telegramAt = clock.agrees() ? undefined : await ask();
      if (telegramAt !== undefined) clock.hear(telegramAt, since);
      await store.program.keepMoment(clock.moment());
    } catch (error) {
      log.error({ err: error }, 'the time could not be kept');
    }
  };
  do {
    await keep();
    await clock.sleep(everyMs, ending);
  } while (!ending.aborted);
  await keep();
}
