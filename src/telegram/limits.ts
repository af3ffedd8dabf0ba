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
    const own = new PQueue({ concurrency: rates.perChat.count });
    const lanes = chatId < 0 ? [lane(rates.perGroup), own] : [own];
    chats.set(chatId, lanes);
    return lanes;
  };

  return {
    message(chatId, send) {
      const lanes = lanesOf(chatId);
      return new Promise((resolve, reject) => {
        /** The chat's place is held from when it is really sent, however long it waited for the lane of all. */
        const inTurn = async (): Promise<void> => {
          const { promise: sent, resolve: markSent } = Promise.withResolvers<void>();
          void overall
            .add(() => {
              markSent();
              return send();
            })
            .then(resolve, reject);
          await sent;
          await held(rates.perChat.everyMs);
        };
        // The chat's own lanes first, so that one busy chat does not fill the lane of all.
        const [first, second] = lanes;
        void first?.add(() => second?.add(inTurn) ?? inTurn()).catch(reject);
      });
    },
    other: (call) => overall.add(call),
  };
}

/** Waits; nothing is kept alive for it. */
const held = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

const lane = ({ count, everyMs }: Rate): PQueue =>
  new PQueue({ intervalCap: count, interval: everyMs, strict: true });

function dropIdle(chats: Map<number, readonly PQueue[]>): void {
  for (const [chatId, lanes] of chats) {
    if (lanes.every(({ size, pending, isRateLimited }) => size === 0 && pending === 0 && !isRateLimited))
      chats.delete(chatId);
  }
}
