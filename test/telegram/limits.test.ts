import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messageLimits, TELEGRAM_RATES, type MessageRates, type Rate } from '../../src/telegram/limits.ts';

const RATES: MessageRates = {
  perChat: { count: 1, everyMs: 1_000 },
  perGroup: { count: 3, everyMs: 10_000 },
  overall: { count: 5, everyMs: 1_000 },
};
const PLENTY: Rate = { count: 100_000, everyMs: 1 };
const MINUTE = 60_000;

// The queues keep time by the machine's clock; here that stands still until it is moved.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Sent {
  readonly chatId: number;
  readonly name: string;
  readonly at: number;
}

/** Limits whose every start is recorded. */
function rig(rates: MessageRates) {
  const limits = messageLimits(rates);
  const sent: Sent[] = [];
  const start = Date.now();
  const record = (chatId: number, name: string): void =>
    void sent.push({ chatId, name, at: Date.now() - start });
  return {
    limits,
    sent,
    say(chatId: number, name = 'hello'): Promise<string> {
      return limits.message(chatId, async () => {
        record(chatId, name);
        return name;
      });
    },
    call(): Promise<void> {
      return limits.other(async () => record(0, 'call'));
    },
    record,
    times: (chatId?: number): number[] =>
      sent.filter((one) => chatId === undefined || one.chatId === chatId).map(({ at }) => at),
  };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Starts that came sooner than the rate allows after the one `count` before them. */
const tooEarly = (times: readonly number[], { count, everyMs }: Rate): string[] =>
  times.flatMap((at, i) => {
    const earlier = times[i - count];
    return earlier !== undefined && at - earlier < everyMs ? [`${earlier} → ${at}`] : [];
  });

test('Telegram’s own limits are those of its documentation', () => {
  expect(TELEGRAM_RATES).toEqual({
    perChat: { count: 1, everyMs: 1_000 },
    perGroup: { count: 20, everyMs: 60_000 },
    overall: { count: 30, everyMs: 1_000 },
  });
});

describe('a chat', () => {
  test.each([7, -7])('%i gets its messages in the order in which they were said', async (chatId) => {
    const { say, sent } = rig(RATES);
    const names = upTo(12).map((n) => `${n}`);
    for (const name of names) void say(chatId, name);
    await pass(2 * MINUTE);
    expect(sent.map(({ name }) => name)).toEqual(names);
  });

  test('gets them in order also when they were said at different times, and sending takes long', async () => {
    const { limits, sent, record } = rig(RATES);
    const names = upTo(10).map((n) => `${n}`);
    for (const name of names) {
      void limits.message(7, async () => {
        record(7, name);
        await new Promise((resolve) => {
          setTimeout(resolve, Number(name) % 2 === 0 ? 5_000 : 1);
        });
      });
      await pass(Number(name) * 97);
    }
    await pass(MINUTE);
    expect(sent.map(({ name }) => name)).toEqual(names);
  });

  test('does not wait for its first message', async () => {
    const { say, times } = rig(RATES);
    void say(7);
    await pass(0);
    expect(times()).toEqual([0]);
  });

  test('that waits does not hold up another', async () => {
    const { say, times } = rig(RATES);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) void say(7, name);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) void say(-7, name);
    void say(8);
    await pass(0);
    expect(times(8)).toEqual([0]);
  });

  test('whose message never gets an answer holds up neither another nor itself', async () => {
    const { limits, say, times } = rig(RATES);
    void limits.message(7, () => new Promise(() => undefined));
    void say(7);
    void say(8);
    await pass(MINUTE);
    expect(times(7)).toHaveLength(1);
    expect(times(8)).toEqual([0]);
  });

  test('goes on after a message that failed, and who sent it is told', async () => {
    const { limits, say } = rig(RATES);
    const failed = limits.message(7, () => Promise.reject(new Error('no'))).catch((error: unknown) => error);
    const next = say(7, 'next');
    await pass(MINUTE);
    expect(await failed).toEqual(new Error('no'));
    expect(await next).toBe('next');
  });
});

describe('never more is sent than allowed', () => {
  test('to a person, in a burst', async () => {
    const { say, times } = rig(RATES);
    for (const _ of upTo(20)) void say(7);
    await pass(MINUTE);
    expect(times(7)).toHaveLength(20);
    expect(tooEarly(times(7), RATES.perChat)).toEqual([]);
  });

  test('to a group, in a burst: both as to a chat and as to a group', async () => {
    const { say, times } = rig(RATES);
    for (const _ of upTo(20)) void say(-7);
    await pass(5 * MINUTE);
    expect(times(-7)).toHaveLength(20);
    expect(tooEarly(times(-7), RATES.perChat)).toEqual([]);
    expect(tooEarly(times(-7), RATES.perGroup)).toEqual([]);
  });

  test('when messages come at any pace', async () => {
    const { say, times } = rig(RATES);
    for (const n of upTo(60)) {
      void say(7);
      if (n % 3 === 0) void say(-7);
      await pass((n * 389) % 1_700);
    }
    await pass(10 * MINUTE);
    expect([times(7).length, times(-7).length]).toEqual([60, 20]);
    expect(tooEarly(times(7), RATES.perChat)).toEqual([]);
    expect(tooEarly(times(-7), RATES.perChat)).toEqual([]);
    expect(tooEarly(times(-7), RATES.perGroup)).toEqual([]);
    expect(tooEarly(times(), RATES.overall)).toEqual([]);
  });

  test('in all, to however many chats, other calls counted', async () => {
    const { say, call, times } = rig(RATES);
    for (const n of upTo(30)) {
      void say(n);
      void say(-n);
      void call();
    }
    await pass(MINUTE);
    expect(times()).toHaveLength(90);
    expect(tooEarly(times(), RATES.overall)).toEqual([]);
  });

  test('to a person while everything together waits', async () => {
    const { say, times } = rig({ ...RATES, overall: { count: 1, everyMs: 100 } });
    for (const n of upTo(10)) void say(100 + n);
    for (const _ of upTo(3)) void say(7);
    await pass(MINUTE);
    expect(times(7)).toHaveLength(3);
    expect(tooEarly(times(7), RATES.perChat)).toEqual([]);
  });

  test.each([7, -7])('to %i, however many other chats there are', async (chatId) => {
    const { say, times } = rig({ ...RATES, overall: PLENTY });
    void say(chatId);
    await pass(1);
    for (const n of upTo(1_200)) void say(1_000 + n);
    await pass(1);
    void say(chatId);
    await pass(MINUTE);
    expect(times(chatId)).toHaveLength(2);
    expect(tooEarly(times(chatId), RATES.perChat)).toEqual([]);
  });
});

test('with fewer than all allowed, nothing waits for anything', async () => {
  const { say, call, times } = rig(RATES);
  void say(1);
  void say(2);
  void say(-3);
  void call();
  void call();
  await pass(0);
  expect(times()).toEqual([0, 0, 0, 0, 0]);
});
