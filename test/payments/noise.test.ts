import { describe, expect, test } from 'vitest';
import { SENDER_LIMITS } from '../../src/domain/sender-limits.ts';
import { noisyBot } from '../support/noisy-merchants.ts';
import { accepted, pending, reported } from '../support/payments.ts';

const SECOND = 1_000;
/** What "within seconds" means: a push, a query, and a turn in the queue. */
const SOON_MS = 10 * SECOND;
const kiosk = { userId: 17, chatId: 17 };
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

describe('one shop with a hundred groups and 61 commands in each', () => {
  test(
    'delays no command, card or payment of another shop, and Telegram never answers with 429',
    { tags: 'slow', timeout: 120_000 },
    async () => {
      const { clock, telegram, gateways, says, link, store } = await noisyBot();
      const groups = up(100).map((n) => -1_000 - n);
      for (const chatId of groups) link(1, chatId);
      const [noisy, quiet] = gateways;
      noisy.onPush = () => accepted(`N${noisy.pushes.length}`);
      quiet.onPush = () => accepted('Q1');
      // The first query finds the payment.
      quiet.onQuery = () => reported({ id: 'Q1' });
      noisy.onQuery = () => pending;

      const noise = up(61).flatMap((n) =>
        groups.map((chatId) => says({ userId: 7, chatId }, n % 2 === 0 ? '/pending' : '/today')),
      );
      telegram.deliver(...noise);
      await clock.advance(5 * SECOND);
      telegram.deliver(says(kiosk, '/charge 0722000000 500'));
      const asked = clock.elapsed();
      await clock.advance(SOON_MS);

      const heard = telegram.calls.filter(({ chatId }) => chatId === kiosk.chatId);
      const paid = heard.find(({ text }) => text.includes('Paid'));
      expect(heard[0]?.at).toBeLessThan(asked + SOON_MS);
      expect(paid?.at).toBeLessThan(asked + SOON_MS);
      expect(telegram.refused()).toBe(0);
      // Every update was fetched from Telegram, and all that were kept are handled.
      expect(telegram.waiting()).toBe(0);
      expect(await store.inbox.waiting()).toBe(0);
    },
  );

  test('is warned once a minute in each group, and the commands that were kept are answered in the end', async () => {
    const { clock, telegram, says, link } = await noisyBot();
    link(1, -5);
    telegram.deliver(...up(61).map(() => says({ userId: 7, chatId: -5 }, '/today')));
    await clock.advance(10 * 60 * SECOND);
    const heard = telegram.calls.filter(({ chatId }) => chatId === -5);
    expect(heard.filter(({ text }) => text.includes('a lot at once'))).toHaveLength(1);
    expect(heard.filter(({ text }) => text.startsWith('Nothing paid yet'))).toHaveLength(
      SENDER_LIMITS.person.count,
    );
  }, 60_000);
});

test('strangers who press 150 buttons a second for 40 seconds delay no payment, and a few of them are answered', async () => {
  const { clock, telegram, gateways, says, presses, store } = await noisyBot();
  const [quiet] = gateways;
  quiet.onPush = () => accepted('Q1');
  quiet.onQuery = () => (clock.elapsed() > 20 * SECOND ? reported({ id: 'Q1' }) : pending);
  telegram.deliver(says({ userId: 7, chatId: 7 }, '/charge 0722000000 500'));
  let waiting = 0;
  for (const tenth of up(400)) {
    telegram.deliver(
      ...up(15).map((n) => presses({ userId: 1_000_000 + tenth * 15 + n, chatId: -900 - n }, 'paid:1')),
    );
    await clock.advance(100);
    waiting = Math.max(waiting, await store.inbox.waiting());
  }
  const [charge] = await store.chargeQueries
    .paidBetween(0, Number.MAX_SAFE_INTEGER, WHOLE_SHOP, 1)
    .then(({ latest }) => latest);
  const paid = telegram.calls.find(({ text }) => text.includes('Paid'));
  const paidAfter = (charge?.paidAt ?? 0) - (clock.now() - clock.elapsed());
  expect(paid?.at).toBeLessThan(paidAfter + 2 * SECOND);
  // No press is kept, and a few are answered.
  expect(waiting).toBeLessThanOrEqual(1);
  const answered = telegram.calls.filter(({ method }) => method === 'answerCallbackQuery').length;
  expect(answered).toBeGreaterThan(40);
  expect(answered).toBeLessThanOrEqual(5 * 42);
}, 120_000);

const WHOLE_SHOP = { merchantId: 1, chatId: undefined, userId: undefined };
