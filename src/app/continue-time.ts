import type { KnownMoment } from '../domain/moment.ts';
import { CLOCK_TOLERANCE_MS, timekeeper, type Timekeeper } from '../runtime/timekeeper.ts';
import type { AppParts } from './parts.ts';

/**
 * The moment that steady time has reached, where another program led until shortly before: it may record outcomes still, by its own steady time. Both
 * programs' clocks are near the database's. A longer time is counted as any other in which no program ran.
 */
function reached(kept: KnownMoment | undefined, now: number): KnownMoment | undefined {
  if (kept === undefined) return undefined;
  const gapMs = now - kept.wallAt;
  if (gapMs <= 0 || gapMs > CLOCK_TOLERANCE_MS) return kept;
  return { ...kept, steadyAt: kept.steadyAt + gapMs, wallAt: now };
}

/**
 * Continues steady time from where the last run left it.
 *
 * @param onChange is told when the machine's clock begins to disagree with Telegram's (by how much), and when it agrees again
 */
export async function continueTime(
  { store, clock, log, leadership }: Pick<AppParts, 'store' | 'clock' | 'log' | 'leadership'>,
  onChange: (aheadMs: number | undefined) => void,
): Promise<Timekeeper> {
  const kept = await store.program.lastMoment();
  const last = leadership === undefined ? kept : reached(kept, clock.now());
  if (last !== undefined && clock.now() < last.wallAt - CLOCK_TOLERANCE_MS)
    log.warn(
      { now: new Date(clock.now()).toISOString(), lastSeen: new Date(last.wallAt).toISOString() },
      "the machine's clock is behind the last time that this database has seen: one of them is wrong",
    );
  const onGap = (gapMs: number): void => {
    log.info({ gapMs }, 'no program ran for this long: open watches count the time');
    void store.program
      .catchUp(gapMs, last?.steadyAt ?? 0, time.moment())
      .catch((error: unknown) =>
        log.error({ err: error }, 'the time without a program could not be counted'),
      );
  };
  const time = timekeeper(clock, { last, onChange, onGap });
  // Before anything is pushed: if this run dies at once, the next one must not count the time before this run for what it pushed.
  await store.program.keepMoment(time.moment());
  return time;
}
