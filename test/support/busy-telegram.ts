import type { Update } from 'telegraf/types';
import { TELEGRAM_RATES, type Rate } from '../../src/telegram/api/rate-limits.ts';
import type { Api, ApiResult } from '../../src/telegram/api/bounded-api.ts';
import type { VirtualClock } from '../simulation/virtual-clock.ts';

/** A call that Telegram accepted. */
export interface AcceptedCall {
  readonly method: string;
  readonly chatId: number;
  readonly text: string;
  readonly at: number;
}

/** A simulated Telegram with its real rate limits, under a virtual clock. A call that comes too soon gets a 429. */
export interface BusyTelegram {
  readonly api: Api;
  readonly calls: readonly AcceptedCall[];
  /** Returns how many calls got a 429. */
  refused(): number;
  /** Gives updates to the bot, in this order. */
  deliver(...updates: readonly Update[]): void;
  /** Returns how many updates the bot has not confirmed. */
  waiting(): number;
}

const LATENCY_MS = 80;
/** The most updates in one answer. */
const BATCH = 100;
const LONG_POLL_MS = 50_000;
/** Messages may arrive closer together than they were sent, by this much. */
const SLACK_MS = 50;

export function busyTelegram(clock: VirtualClock): BusyTelegram {
  const calls: AcceptedCall[] = [];
  const times = new Map<string, number[]>();
  let queue: Update[] = [];
  let arrival = new AbortController();
  let refused = 0;
  let messageId = 1_000;

  const hasRoom = (key: string, { count, everyMs }: Rate): boolean => {
    const now = clock.elapsed();
    const recent = (times.get(key) ?? []).filter((at) => at > now - everyMs + SLACK_MS);
    times.set(key, recent);
    return recent.length < count;
  };
  const isTooSoon = (chatId: number): boolean => {
    const rates: [string, Rate][] = [
      ['all', TELEGRAM_RATES.overall],
      [`chat ${chatId}`, TELEGRAM_RATES.perChat],
      ...(chatId < 0 ? [[`group ${chatId}`, TELEGRAM_RATES.perGroup] as [string, Rate]] : []),
    ];
    if (!rates.every(([key, rate]) => hasRoom(key, rate))) return true;
    for (const [key] of rates) times.get(key)?.push(clock.elapsed());
    return false;
  };

  const getUpdates = async ({ offset = 0 }: { offset?: number }): Promise<readonly Update[]> => {
    queue = queue.filter(({ update_id }) => update_id >= offset);
    if (queue.length === 0) await clock.sleep(LONG_POLL_MS, arrival.signal);
    return queue.slice(0, BATCH);
  };
  const answer = async (method: string, payload: object): Promise<unknown> => {
    if (method === 'getUpdates') return await getUpdates(payload);
    const { chat_id: chatId = 0, text = '' } = payload as { chat_id?: number; text?: string };
    const isMessage = method === 'sendMessage' || method.startsWith('editMessage');
    if (isMessage && isTooSoon(chatId)) return undefined;
    calls.push({ method, chatId, text, at: clock.elapsed() });
    return { message_id: ++messageId };
  };

  return {
    calls,
    refused: () => refused,
    waiting: () => queue.length,
    deliver(...updates) {
      queue.push(...updates);
      arrival.abort();
      arrival = new AbortController();
    },
    api: {
      async call(method, payload, shape): Promise<ApiResult<never>> {
        await clock.sleep(LATENCY_MS);
        const result = await answer(method, payload);
        if (result !== undefined) return { kind: 'ok', result: shape.parse(result) as never };
        refused += 1;
        return { kind: 'limited', retryAfterMs: 30_000 };
      },
    },
  };
}
