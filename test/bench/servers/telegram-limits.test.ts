import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { startTelegram } from '../../../src/sandbox/bot-api/server.ts';
import { bucket, enforceLimits } from './telegram-limits.ts';

const TOKEN = '700000001:AAE2E-token-of-the-end-to-end-tests-00001';

/** How many of as many attempts as are wanted pass at a moment. */
const passed = (of: ReturnType<typeof bucket>, wanted: number, now: number): number => {
  let count = 0;
  for (; count < wanted && of.has(now); count += 1) of.take(now);
  return count;
};

test('a burst passes at once, and no more than it', () => {
  expect(passed(bucket({ burst: 3, perSecond: 1 }), 10, 0)).toBe(3);
});

test('after a burst, as many pass as the rate allows, however long nothing was sent', () => {
  const limit = bucket({ burst: 3, perSecond: 1 });
  expect([0, 999, 1_000, 3_500, 60_000].map((now) => passed(limit, 10, now))).toEqual([3, 0, 1, 2, 3]);
});

test('the simulated Telegram refuses what is too much in a chat, and sends none of it', async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(() => telegram.close());
  telegram.openPrivateChat({ id: 501, is_bot: false, first_name: 'Asha' });
  enforceLimits(telegram);
  const call = async (method: string, body: object): Promise<number> => {
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return (await fetch(`${telegram.url}/bot${TOKEN}/${method}`, json)).status;
  };
  const statuses = await Promise.all(
    Array.from({ length: 40 }, () => call('sendMessage', { chat_id: 501, text: 'Paid' })),
  );
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(telegram.messages(501)).toHaveLength(statuses.filter((status) => status === 200).length);
  // What is no message has no limit.
  expect(await call('getMe', {})).toBe(200);
});
