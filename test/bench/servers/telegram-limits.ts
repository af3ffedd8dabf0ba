import { tooManyRequests, type TelegramServer } from '../../../src/sandbox/bot-api/server.ts';
import type { Call } from '../../../src/sandbox/bot-api/types.ts';

/** A bucket of permissions: it is full at first and fills up again at a steady rate. */
interface Bucket {
  has(now: number): boolean;
  take(now: number): void;
}

export interface BucketSize {
  /** How many may go at once. */
  readonly burst: number;
  readonly perSecond: number;
}

export function bucket({ burst, perSecond }: BucketSize): Bucket {
  let left = burst;
  let filledAt = 0;
  const fill = (now: number): void => {
    left = Math.min(burst, left + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
  };
  return {
    has(now) {
      fill(now);
      return left >= 1;
    },
    take(now) {
      fill(now);
      left -= 1;
    },
  };
}

/**
 * Telegram's limits for messages (Bots FAQ, "My bot is hitting limits, how do I avoid this?"): one a second in a chat, where "short bursts" are
 * allowed, 20 a minute in a group, 30 a second in all.
 */
const IN_CHAT: BucketSize = { burst: 3, perSecond: 1 };
const IN_GROUP: BucketSize = { burst: 20, perSecond: 20 / 60 };
const IN_ALL: BucketSize = { burst: 30, perSecond: 30 };

const isMessage = ({ method }: Call): boolean => /^(?:send|edit)/.test(method);

/** Makes the simulated Telegram enforce its limits: a message beyond them is answered by a 429 and has no effect. */
export function enforceLimits(telegram: TelegramServer): void {
  const all = bucket(IN_ALL);
  const chats = new Map<unknown, readonly Bucket[]>();
  const isTooMuch = (call: Call): boolean => {
    if (!isMessage(call)) return false;
    const chatId = call.payload['chat_id'];
    const theirs =
      chats.get(chatId) ?? (Number(chatId) < 0 ? [bucket(IN_CHAT), bucket(IN_GROUP)] : [bucket(IN_CHAT)]);
    chats.set(chatId, theirs);
    const now = performance.now();
    if (![all, ...theirs].every((one) => one.has(now))) return true;
    for (const one of [all, ...theirs]) one.take(now);
    return false;
  };
  telegram.faults.add(tooManyRequests(1), isTooMuch, Number.POSITIVE_INFINITY);
}
