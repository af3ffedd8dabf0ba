import { describe, expect, test } from 'vitest';
import { keepTime, timekeeper, type Timekeeper } from '../../src/runtime/timekeeper.ts';
import type { KnownMoment } from '../../src/domain/moment.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { tempStore } from '../support/store.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T0 = Date.parse('2026-11-23T09:00:00Z');

function kept(last?: KnownMoment) {
  const inner = manualClock(T0);
  const changes: (number | undefined)[] = [];
  const onGap = (): void => undefined;
  const clock = timekeeper(inner, { last, onChange: (aheadMs) => void changes.push(aheadMs), onGap });
  /** Telegram's time, which is right. */
  const telegram = (): number => inner.steady();
  return { inner, clock, changes, hear: () => clock.hear(telegram()) };
}

/** The next run, after the machine was off for `offMs`. Its clock was set by `setBy` milliseconds meanwhile. */
function runAfter(before: Timekeeper, offMs: number, setBy = 0) {
  const last = before.moment();
  const inner = manualClock(T0 + 10 * DAY);
  inner.jump(last.wallAt + offMs + setBy - inner.now());
  const gaps: number[] = [];
  const onGap = (gapMs: number): void => void gaps.push(gapMs);
  const clock = timekeeper(inner, { last, onChange: () => undefined, onGap });
  return { inner, clock, gaps, hearRight: () => clock.hear(last.wallAt + offMs) };
}

describe('steady time', () => {
  test('begins at the machine’s time, and passes like real time however the machine’s clock is set', async () => {
    const { inner, clock } = kept();
    expect(clock.steady()).toBe(T0);
    inner.jump(3 * HOUR);
    await inner.advance(MINUTE);
    inner.jump(-2 * DAY);
    await inner.advance(MINUTE);
    expect(clock.steady()).toBe(T0 + 2 * MINUTE);
    expect(clock.now()).toBe(T0 + 2 * MINUTE + 3 * HOUR - 2 * DAY);
  });

  test('continues from the run before, and reports the gap once when both clocks are known to be right', () => {
    const before = kept();
    before.hear();
    const { clock, gaps, hearRight } = runAfter(before.clock, 5 * HOUR);
    expect([clock.steady(), gaps]).toEqual([T0 + 1, []]);
    hearRight();
    hearRight();
    expect([clock.steady(), gaps]).toEqual([T0 + 1, [5 * HOUR - 1]]);
  });

  test('reports no gap while this clock or the one before is not known to be right', () => {
    const unknown = kept();
    const after = runAfter(unknown.clock, 5 * HOUR);
    after.hearRight();
    expect(after.gaps).toEqual([]);

    const known = kept();
    known.hear();
    const fast = runAfter(known.clock, HOUR, 2 * 365 * DAY);
    fast.hearRight();
    expect(fast.gaps).toEqual([]);
    // Once the clock is right, the gap is one hour, without the two years.
    fast.inner.jump(-2 * 365 * DAY);
    fast.clock.look();
    expect(fast.gaps).toEqual([HOUR - 1]);
  });

  test('never goes back', async () => {
    const { inner, clock } = kept();
    let last = clock.steady();
    for (const jump of [HOUR, -DAY, 3 * DAY, -2 * DAY - HOUR]) {
      inner.jump(jump);
      await inner.advance(SECOND);
      clock.hear(T0);
      clock.hear(inner.now());
      expect(clock.steady()).toBeGreaterThanOrEqual(last);
      last = clock.steady();
    }
  });
});

describe('the machine’s clock', () => {
  test('is not known to agree before the first answer of Telegram', () => {
    const { clock, hear } = kept();
    expect(clock.agrees()).toBe(false);
    hear();
    expect(clock.agrees()).toBe(true);
  });

  test('agrees within a minute and a half, and disagrees beyond', () => {
    const { clock, inner } = kept();
    for (const [ahead, agrees] of [
      [90 * SECOND, true],
      [90 * SECOND + 1, false],
      [-90 * SECOND, true],
      [-90 * SECOND - 1, false],
    ] as const) {
      clock.hear(inner.now() - ahead);
      expect(clock.agrees()).toBe(agrees);
    }
  });

  test('is compared with the best moment within the time that an answer took', () => {
    const { clock, inner } = kept();
    const since = clock.steady();
    // The answer took ten minutes, or the machine was asleep meanwhile.
    for (const [told, span, ahead] of [
      [0, 10 * MINUTE, 0],
      [5 * MINUTE, 10 * MINUTE, 0],
      [-HOUR, 10 * MINUTE, HOUR],
      [HOUR, 10 * MINUTE, -50 * MINUTE],
    ] as const) {
      clock.hear(inner.now() - span + told, since - span);
      expect([clock.agrees(), clock.localTime(0)]).toEqual([ahead === 0, ahead]);
    }
  });

  test('that is set after the comparison disagrees at once, and agrees once it is set back', () => {
    const { clock, inner, changes, hear } = kept();
    hear();
    inner.jump(3 * HOUR);
    expect(clock.agrees()).toBe(false);
    clock.look();
    inner.jump(-3 * HOUR);
    expect(clock.agrees()).toBe(true);
    clock.look();
    clock.look();
    expect(changes).toEqual([3 * HOUR, undefined]);
  });

  test('converts a time of Telegram to its own time, while it is known to be wrong', () => {
    const { clock, inner, hear } = kept();
    expect(clock.localTime(T0)).toBe(T0);
    inner.jump(30 * SECOND);
    hear();
    expect(clock.localTime(T0)).toBe(T0);
    inner.jump(3 * HOUR);
    expect(clock.localTime(T0)).toBe(T0 + 3 * HOUR + 30 * SECOND);
  });
});

test('steady time is stored every minute and at the end, and a store that fails is tried again', async () => {
  const store = tempStore();
  const inner = manualClock(T0);
  const clock = timekeeper(inner, {
    last: undefined,
    onChange: () => undefined,
    onGap: () => undefined,
  });
  const ending = new AbortController();
  let fails = true;
  const log = recordedLog();
  const keepMoment: typeof store.program.keepMoment = async (moment) => {
    if (fails) throw new Error('full');
    await store.program.keepMoment(moment);
  };
  let telegramAt: number | undefined;
  const ask = async (): Promise<number | undefined> => telegramAt;
  const done = keepTime(
    { store: { program: { ...store.program, keepMoment } }, clock, log, ask },
    ending.signal,
  );
  await inner.settle();
  expect(await store.program.lastMoment()).toBeUndefined();
  fails = false;
  await inner.advance(MINUTE);
  expect(await store.program.lastMoment()).toEqual({
    steadyAt: T0 + MINUTE,
    wallAt: T0 + MINUTE,
    agreed: false,
  });
  await inner.advance(10 * SECOND);
  // Telegram is asked while it is not known whether the clock agrees.
  telegramAt = inner.now();
  ending.abort();
  await inner.settle();
  await done;
  expect(await store.program.lastMoment()).toMatchObject({
    steadyAt: T0 + MINUTE + 10 * SECOND,
    agreed: true,
  });
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});
