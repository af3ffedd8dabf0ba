/** At most `count` updates within any `withinMs` milliseconds. */
export interface SenderLimit {
  readonly count: number;
  readonly withinMs: number;
}

const MINUTE_MS = 60_000;

/**
 * How many updates are taken. A cashier with a queue of customers makes a charge in ten seconds, in a conversation with three or
 * four messages each. Telegram lets the bot send twenty messages a minute in a group.
 */
export const SENDER_LIMITS = {
  /** Addressed to the bot by one person in one chat. */
  person: { count: 30, withinMs: MINUTE_MS },
  /** Addressed to the bot by everybody in one chat. */
  chat: { count: 120, withinMs: MINUTE_MS },
  /** Addressed to the bot by everybody who speaks for one merchant, in all its chats. */
  merchant: { count: 600, withinMs: MINUTE_MS },
  /** Not addressed to the bot, in one group: people talk to each other there. */
  overheard: { count: 120, withinMs: MINUTE_MS },
} as const satisfies Record<string, SenderLimit>;

export type SenderLimits = Readonly<Record<keyof typeof SENDER_LIMITS, SenderLimit>>;
