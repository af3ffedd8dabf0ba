import { expect, test } from 'vitest';
import { watchedSince } from '../../support/watched.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = Date.parse('2026-11-23T09:00:00Z');
const HOUR = 3_600_000;

onEveryEngine(() => {
  test('time in which no program ran counts for the watches that began before it, and for no other', async () => {
    const store = await newStore();
    const before = await watchedSince(store, T0, '0722000001');
    const since = await watchedSince(store, T0 + 60_000, '0722000002');
    const moment = { steadyAt: T0 + 60_000, wallAt: T0 + 31 * 60_000, agreed: true };
    await store.program.catchUp(30 * 60_000, T0 + 59_999, moment);
    // The next start counts from this moment, so that the time counts once.
    expect(await store.program.lastMoment()).toEqual(moment);
    expect(await store.chargeQueries.byId(before)).toMatchObject({
      pushedSteadyAt: T0 - HOUR / 2,
      confirmBy: T0 + HOUR / 2,
      watchUntil: T0 + 1.5 * HOUR,
      watchDueAt: T0 + 5_000 - HOUR / 2,
      createdAt: T0,
    });
    expect(await store.chargeQueries.byId(since)).toMatchObject({ confirmBy: T0 + 60_000 + HOUR });
  });

  test('a database from before steady time goes on from its newest charge', async () => {
    const store = await newStore();
    expect(await store.program.lastMoment()).toBeUndefined();
    await watchedSince(store, T0, '0722000001');
    expect(await store.program.lastMoment()).toEqual({ steadyAt: T0, wallAt: T0, agreed: true });
  });

  test('the last moment is that of a charge if the charge is later than the last kept moment', async () => {
    const store = await newStore();
    await store.program.keepMoment({ steadyAt: T0, wallAt: T0 + HOUR, agreed: true });
    await watchedSince(store, T0 + 5_000, '0722000001');
    expect(await store.program.lastMoment()).toEqual({
      steadyAt: T0 + 5_000,
      wallAt: T0 + HOUR + 5_000,
      agreed: true,
    });
  });

  test('waiting messages are due at a start, however far ahead a wrong clock has put them', async () => {
    const store = await newStore();
    await watchedSince(store, T0, '0722000001');
    const [due] = await store.outbox.due(T0, 1, []);
    await store.outbox.later(due!.row, T0 + 24 * HOUR);
    expect(await store.outbox.due(T0 + HOUR, 1, [])).toEqual([]);
    await store.program.dueAtStart(T0 + HOUR);
    expect(await store.outbox.due(T0 + HOUR, 1, [])).toHaveLength(1);
  });
});
