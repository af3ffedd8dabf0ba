import PQueue from 'p-queue';

/** At most `count` calls within any `everyMs` milliseconds. */
export interface Rate {
  readonly count: number;
  readonly everyMs: number;
}

export interface MessageRates {
  readonly perChat: Rate;
  readonly perGroup: Rate;
  readonly overall: Rate;
}

/** Telegram's limits for messages. Source: Bots FAQ, "My bot is hitting limits, how do I avoid this?". */
export const TELEGRAM_RATES: MessageRates = {
  perChat: { count: 1, everyMs: 1_000 },
  perGroup: { count: 20, everyMs: 60_000 },
  overall: { count: 30, everyMs: 1_000 },
};

/** How many chats' lanes are kept before idle ones are dropped. */
const MAX_LANES = 1_000;

/** Holds every outgoing call until Telegram's limits allow it. */
export interface Limits {
  /** A message to a chat, or an edit in it. */
  message<T>(chatId: number, send: () => Promise<T>): Promise<T>;
  /** A call that is no message, such as the answer to a button. */
  other<T>(call: () => Promise<T>): Promise<T>;
}

export function messageLimits(rates: MessageRates = TELEGRAM_RATES): Limits {
  const overall = lane(rates.overall);
  const chats = new Map<number, readonly PQueue[]>();

  const lanesOf = (chatId: number): readonly PQueue[] => {
    const known = chats.get(chatId);
    if (known !== undefined) return known;
    if (chats.size >= MAX_LANES) dropIdle(chats);
    // A group's id is negative.
    const lanes = chatId < 0 ? [lane(rates.perChat), lane(rates.perGroup)] : [lane(rates.perChat)];
    chats.set(chatId, lanes);
    return lanes;
  };

  return {
    message(chatId, send) {
      // The chat's own lanes first, so that one busy chat does not fill the lane of all.
      let turn = () => overall.add(send);
      for (const queue of lanesOf(chatId)) {
        const inner = turn;
        turn = () => queue.add(inner);
      }
      return turn();
    },
    other: (call) => overall.add(call),
  };
}

const lane = ({ count, everyMs }: Rate): PQueue =>
  new PQueue({ intervalCap: count, interval: everyMs, strict: true });

function dropIdle(chats: Map<number, readonly PQueue[]>): void {
  for (const [chatId, lanes] of chats) {
    if (lanes.every(({ size, pending, isPaused }) => size === 0 && pending === 0 && !isPaused))
      chats.delete(chatId);
  }
}
