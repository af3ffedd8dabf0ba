import { describe, expect, test } from 'vitest';
import type { Api, ApiResult } from '../../../src/telegram/api/bounded-api.ts';
import { PRESS_LIMITS, pressAnswers } from '../../../src/telegram/outbound/press-answers.ts';
import { manualClock } from '../../support/manual-clock.ts';

const SECOND = 1_000;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const OK: ApiResult<never> = { kind: 'ok', result: true as never };

/** Answers presses through a Telegram that takes `latencyMs` for each call and returns `answer`. */
function rig(latencyMs: number, answer: (id: string) => ApiResult<never> = () => OK) {
  const clock = manualClock();
  const calls: { readonly id: string; readonly text: unknown; readonly at: number }[] = [];
  const start = clock.steady();
  let [underWay, most] = [0, 0];
  const api: Api = {
    async call(_method, payload) {
      const { callback_query_id: id, text } = payload as { callback_query_id: string; text?: string };
      calls.push({ id, text, at: clock.steady() - start });
      underWay += 1;
      most = Math.max(most, underWay);
      await clock.sleep(latencyMs);
      underWay -= 1;
      return answer(id);
    },
  };
  return { clock, calls, most: () => most, presses: pressAnswers(api, clock) };
}

describe('a press', () => {
  test('is answered at once, with a text or without', async () => {
    const { clock, calls, presses } = rig(50);
    presses.answer('a', 'Marked as paid.');
    presses.answer('b', undefined);
    await clock.settle();
    expect(calls).toEqual([
      { id: 'a', text: 'Marked as paid.', at: 0 },
      { id: 'b', text: undefined, at: 0 },
    ]);
  });

  test('is not answered once it is too old', async () => {
    const { clock, calls, presses } = rig(4 * SECOND);
    for (const n of up(40)) presses.answer(`${n}`, undefined);
    await clock.advance(60 * SECOND);
    expect(Math.max(...calls.map(({ at }) => at))).toBeLessThanOrEqual(PRESS_LIMITS.maxAgeMs);
    expect(calls).toHaveLength(3 * PRESS_LIMITS.atOnce);
  });

  test('is dropped if very many came after it, and few answers are under way at once', async () => {
    const { clock, calls, presses, most } = rig(SECOND);
    for (const n of up(1_000)) presses.answer(`${n}`, undefined);
    await clock.advance(60 * SECOND);
    expect(most()).toBe(PRESS_LIMITS.atOnce);
    expect(calls.length).toBeLessThanOrEqual(PRESS_LIMITS.waiting + PRESS_LIMITS.atOnce);
    expect(calls[PRESS_LIMITS.atOnce]?.id).toBe('901');
  });

  test('is not answered during the wait that Telegram asks for, and is answered afterwards', async () => {
    const { clock, calls, presses } = rig(10, (id) =>
      id === 'a' ? { kind: 'limited', retryAfterMs: 5 * SECOND } : OK,
    );
    presses.answer('a', undefined);
    await clock.advance(SECOND);
    presses.answer('b', undefined);
    await clock.advance(5 * SECOND);
    presses.answer('c', undefined);
    await clock.settle();
    expect(calls.map(({ id }) => id)).toEqual(['a', 'c']);
  });
});

test('few presses of strangers are answered in a second, and they displace no other press', async () => {
  const { clock, calls, presses } = rig(10);
  for (const tenth of up(100)) {
    for (const n of up(15)) presses.turnAway(`s${tenth}-${n}`, 'not yours');
    if (tenth % 10 === 0) presses.answer(`member ${tenth}`, undefined);
    await clock.advance(100);
  }
  expect(calls.filter(({ id }) => id.startsWith('member'))).toHaveLength(10);
  expect(calls.filter(({ id }) => id.startsWith('s'))).toHaveLength(10 * PRESS_LIMITS.strangersASecond);
});
