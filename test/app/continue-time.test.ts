import { expect, test } from 'vitest';
import { continueTime } from '../../src/app/continue-time.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
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
