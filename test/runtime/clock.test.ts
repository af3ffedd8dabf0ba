import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';

const HOUR = 3_600_000;

describe('a sleep', () => {
  test('ends after its time', async () => {
    const from = systemClock.steady();
    await systemClock.sleep(20);
    // A timer may fire a millisecond early.
    expect(systemClock.steady() - from).toBeGreaterThanOrEqual(18);
  });

  test.each([0, -5])('of %i ms ends at once', async (ms) => {
    expect(await systemClock.sleep(ms)).toBeUndefined();
  });

  test.each([HOUR, 100 * 365 * 24 * HOUR, Number.POSITIVE_INFINITY])(
    'of %d ms ends when its signal aborts, and not before',
    async (ms) => {
      const ending = new AbortController();
      let isOver = false;
      const sleep = systemClock.sleep(ms, ending.signal).then(() => (isOver = true));
      await systemClock.sleep(5);
      expect(isOver).toBe(false);
      ending.abort();
      await sleep;
    },
  );

  test('with a signal that has aborted ends at once', async () => {
    expect(await systemClock.sleep(HOUR, AbortSignal.abort())).toBeUndefined();
  });

  test('leaves nothing on its signal, however it ends', async () => {
    const { signal } = new AbortController();
    for (let n = 0; n < 20; n += 1) await systemClock.sleep(0, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
