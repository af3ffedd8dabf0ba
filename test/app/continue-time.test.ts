import { describe, expect, test } from 'vitest';
import { continueTime } from '../../src/app/continue-time.ts';
import { elector } from '../../src/runtime/elector.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryLease } from '../support/memory-lease.ts';
import { tempStore } from '../support/store.ts';
import { watchedSince } from '../support/watched.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-23T09:00:00Z');

test('a watch that began in a run that died at once does not count the time before that run', async () => {
  const store = tempStore();
  const inner = manualClock(T0);
  const log = recordedLog();
  const start = async () => await continueTime({ store, clock: inner, log }, () => undefined);
  await store.program.keepMoment({ steadyAt: T0, wallAt: T0, agreed: true });

  inner.jump(5 * HOUR);
  const second = await start();
  // It dies before it hears Telegram's time.
  const chargeId = await watchedSince(store, second.steady(), '0722000001');
  const before = await store.chargeQueries.byId(chargeId);

  inner.jump(HOUR);
  const third = await start();
  third.hear(inner.now());
  await store.program.keepMoment(third.moment());
  expect(third.agrees()).toBe(true);
  expect(await store.chargeQueries.byId(chargeId)).toEqual(before);
});

/** Starts time in a program, so long after the moment that the former one kept. */
async function startedAfter(gapMs: number, leads: boolean) {
  const clock = manualClock();
  const store = tempStore();
  const kept = { steadyAt: clock.now() - 3_600_000, wallAt: clock.now(), agreed: true };
  await store.program.keepMoment(kept);
  await clock.advance(gapMs);
  const leadership = leads
    ? await elector({ lease: memoryLease(clock.steady).of('this'), clock, log: recordedLog() }).lead(
        new AbortController().signal,
      )
    : undefined;
  const parts = { store, clock, log: recordedLog(), ...(leadership === undefined ? {} : { leadership }) };
  const time = await continueTime(parts, () => undefined);
  return { kept, time };
}

describe('steady time', () => {
  test('goes on from the last moment that was kept', async () => {
    const { kept, time } = await startedAfter(10_000, false);
    expect(time.steady()).toBe(kept.steadyAt + 1);
  });

  test('counts the time since then at a takeover', async () => {
    const { kept, time } = await startedAfter(10_000, true);
    expect(time.steady()).toBe(kept.steadyAt + 10_001);
  });

  test('does not if it is long: the clock must be known to be right then', async () => {
    const { kept, time } = await startedAfter(120_000, true);
    expect(time.steady()).toBe(kept.steadyAt + 1);
  });
});
