import { describe, expect, test } from 'vitest';
import type { OutboxKind } from '../../../src/domain/messages.ts';
import {
  messageLimits,
  TELEGRAM_RATES,
  type MessageRates,
  type Rate,
} from '../../../src/telegram/api/rate-limits.ts';

const RATES: MessageRates = {
  perChat: { count: 1, everyMs: 1_000 },
  perGroup: { count: 3, everyMs: 10_000 },
  perBoard: { count: 1, everyMs: 4_000 },
  perMerchant: { count: 4, everyMs: 1_000 },
  overall: { count: 5, everyMs: 1_000 },
};
const PLENTY: Rate = { count: 100_000, everyMs: 1 };
const MINUTE = 60_000;

/** Limits, and a sender that sends as soon as they allow it. */
function rig(rates: MessageRates = RATES) {
  const limits = messageLimits(rates);
  const sent: { readonly chatId: number; readonly at: number }[] = [];
  const to = (chatId: number, tenant = 1, kind: OutboxKind = 'message') => ({ chatId, tenant, kind });
  return {
    limits,
    to,
    /** Sends now if the limits allow it. Returns whether it did. */
    send(now: number, chatId: number, tenant = 1, kind: OutboxKind = 'message'): boolean {
      if (limits.freeAt(to(chatId, tenant, kind), now) > now) return false;
      limits.begin(to(chatId, tenant, kind), now);
      sent.push({ chatId, at: now });
      return true;
    },
    freeAt: (now: number, chatId: number, tenant = 1, kind: OutboxKind = 'message') =>
      limits.freeAt(to(chatId, tenant, kind), now),
    times: (chatId?: number) =>
      sent.filter((one) => chatId === undefined || one.chatId === chatId).map(({ at }) => at),
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
/** Every tenth of a second from 0 to `ms`. */
const tenths = (ms: number): number[] => Array.from({ length: ms / 100 + 1 }, (_, i) => i * 100);

/** Messages that start sooner than the rate allows after the message `count` places before them. */
const tooEarly = (times: readonly number[], { count, everyMs }: Rate): string[] =>
  times.flatMap((at, i) => {
    const earlier = times[i - count];
    return earlier !== undefined && at - earlier < everyMs ? [`${earlier} → ${at}`] : [];
  });

test('the limits are those of Telegram’s documentation, with bursts of three in a chat, some of a group’s for money, and two thirds of the total for a merchant', () => {
  expect(TELEGRAM_RATES).toEqual({
    perChat: { count: 3, everyMs: 3_000 },
    perGroup: { count: 20, everyMs: 60_000, forMoney: 3, notForBoards: 5 },
    perBoard: { count: 1, everyMs: 4_000 },
    perMerchant: { count: 20, everyMs: 1_000 },
    overall: { count: 30, everyMs: 1_000 },
  });
});

describe('as much as allowed is sent, and never more:', () => {
  test('to a person', () => {
    const { send, times } = rig();
    for (const now of tenths(10_000)) send(now, 7);
    expect(times(7)).toEqual(upTo(11).map((n) => (n - 1) * 1_000));
  });

  test('to a group, by the rate of a chat and the rate of a group', () => {
    const { send, times } = rig();
    for (const now of tenths(25_000)) send(now, -7);
    expect(times(-7)).toEqual([0, 1_000, 2_000, 10_000, 11_000, 12_000, 20_000, 21_000, 22_000]);
  });

  test('for a merchant with any number of chats, while another merchant has the rest', () => {
    const { send, times } = rig();
    for (const chatId of upTo(10)) send(0, chatId, 1);
    expect(times()).toHaveLength(RATES.perMerchant.count);
    expect(send(0, 100, 2)).toBe(true);
    expect(send(0, 101, 2)).toBe(false);
  });

  test('in all, when messages come at irregular times', () => {
    const { send, times } = rig();
    for (const n of upTo(3_000)) send((n * 389) % 7 === 0 ? n * 100 : n * 100 + 50, n % 40, n % 3);
    expect(times().length).toBeGreaterThan(1_000);
    expect(tooEarly(times(), RATES.overall)).toEqual([]);
  });

  test.each([
    [7, [RATES.perChat]],
    [-7, [RATES.perChat, RATES.perGroup]],
  ])('to %i, with any number of other chats', (chatId, own) => {
    const { send, times } = rig({ ...RATES, perMerchant: PLENTY, overall: PLENTY });
    for (const now of [0, 1_000, 2_000]) send(now, chatId);
    for (const n of upTo(1_200)) send(2_001, 1_000 + n);
    for (const now of [2_999, 3_000, 4_000]) send(now, chatId);
    expect(own.flatMap((rate) => tooEarly(times(chatId), rate))).toEqual([]);
  });
});

describe('what is reserved for money in a group', () => {
  const RESERVED = {
    ...RATES,
    perChat: PLENTY,
    perGroup: { count: 4, everyMs: 10_000, forMoney: 2, notForBoards: 3 },
  };

  test('is not used by what is not about money, nor by a board that tells payments', () => {
    const { send, limits, to } = rig(RESERVED);
    expect(send(1, -7)).toBe(true);
    expect(limits.freeAt({ ...to(-7, 1, 'notice'), collectionId: 5 }, 2)).toBe(10_001);
    expect(upTo(2).map((n) => send(2 + n, -7))).toEqual([true, false]);
    expect(upTo(3).map((n) => send(5 + n, -7, 1, 'notice'))).toEqual([true, true, false]);
  });

  test('is used after notices of money, so that never more than the limit is sent', () => {
    const { send, times } = rig(RESERVED);
    for (const now of tenths(60_000)) send(now, -7, 1, now % 3 === 0 ? 'notice' : 'message');
    expect(tooEarly(times(-7), RESERVED.perGroup)).toEqual([]);
    expect(times(-7).length).toBeGreaterThan(20);
  });

  test('is nothing in a private chat', () => {
    const { send } = rig(RESERVED);
    expect(upTo(4).map((n) => send(n, 7))).toEqual([true, true, true, true]);
  });
});

test('the time at which a message may be sent is known before', () => {
  const { send, freeAt } = rig();
  expect(freeAt(500, 7)).toBeLessThanOrEqual(500);
  send(500, 7);
  expect(freeAt(500, 7)).toBe(1_500);
  expect(freeAt(500, 8)).toBeLessThanOrEqual(500);
});

test('the deletion of a message ignores the limit of its chat, and obeys the overall limit', () => {
  const { send, freeAt } = rig();
  send(0, 7);
  expect(send(0, 7, 1, 'delete')).toBe(true);
  expect(freeAt(0, 7)).toBe(1_000);
  for (const n of upTo(10)) send(0, 100 + n, n);
  expect(send(0, 7, 9, 'delete')).toBe(false);
});

describe('a board that always has something new', () => {
  const board = (chatId: number) => ({ chatId, tenant: 1, kind: 'card', collectionId: 5 }) as const;

  test('is shown every few seconds, and its chat has room for other messages in between', () => {
    const { limits, send, freeAt } = rig();
    const shown = tenths(10_000).filter((now) => {
      if (limits.freeAt(board(7), now) > now) return false;
      limits.begin(board(7), now);
      return true;
    });
    expect(shown).toEqual([0, 4_000, 8_000]);
    expect(freeAt(10_000, 7)).toBeLessThanOrEqual(10_000);
    expect(send(10_000, 7)).toBe(true);
  });

  test('leaves a quarter of a group’s messages to what rings', () => {
    const { limits, freeAt } = rig(TELEGRAM_RATES);
    for (const now of tenths(10 * MINUTE)) {
      if (limits.freeAt(board(-7), now) <= now) limits.begin(board(-7), now);
      expect(freeAt(now, -7) - now).toBeLessThanOrEqual(TELEGRAM_RATES.perChat.everyMs);
    }
  });
});

describe('after a 429', () => {
  test('its chat waits as long as Telegram says, and no other does', () => {
    const { limits, to, freeAt } = rig();
    limits.refused(to(-7), 0, 30_000);
    expect(freeAt(0, -7)).toBe(30_000);
    expect(freeAt(0, -7, 1, 'delete')).toBe(30_000);
    expect(freeAt(0, -8)).toBeLessThanOrEqual(0);
    expect(freeAt(30_000, -7)).toBeLessThanOrEqual(30_000);
  });

  test('in several chats of one merchant, without a success between, that merchant waits and no other does', () => {
    const { limits, to, freeAt } = rig();
    for (const chatId of [-1, -2, -3]) limits.refused(to(chatId, 1), 0, 30_000);
    expect(freeAt(0, -4, 1)).toBe(30_000);
    expect(freeAt(0, -5, 2)).toBeLessThanOrEqual(0);
  });

  test('in several chats of several merchants, without a success between, everybody waits', () => {
    const { limits, to, freeAt } = rig();
    for (const chatId of [-1, -2, -3]) limits.refused(to(chatId, chatId === -3 ? 2 : 1), 0, 30_000);
    expect(freeAt(0, 77, 3)).toBe(30_000);
    expect(freeAt(30_000, 77, 3)).toBeLessThanOrEqual(30_000);
  });

  test('in several chats, with a success between, only those chats wait', () => {
    const { limits, to, freeAt } = rig();
    for (const chatId of upTo(20)) {
      limits.refused(to(chatId, chatId % 2), 0, 30_000);
      limits.answered();
    }
    expect(freeAt(0, 77, 1)).toBeLessThanOrEqual(0);
  });

  test('the rates still hold', () => {
    const { limits, to, send, times } = rig();
    send(0, 7);
    limits.refused(to(7), 0, 500);
    for (const now of tenths(2 * MINUTE)) send(now, 7);
    expect(tooEarly(times(7), RATES.perChat)).toEqual([]);
  });
});
