import type { Destination } from '../../store/port/outbox.ts';
import type { SendLimits } from '../../payments/messenger.ts';

/** At most `count` messages within any `everyMs` milliseconds. */
export interface Rate {
  readonly count: number;
  readonly everyMs: number;
  /** How many of them are only for notices of money. Default: none. */
  readonly forMoney?: number;
  /** How many of them are not for boards: more than those for money, so that people are also answered. Default: none. */
  readonly notForBoards?: number;
}

/** How many messages of a rate one like this may be among. A board also tells payments, but always has something new. */
function shareOf(
  { count, forMoney = 0, notForBoards = 0 }: Rate,
  { kind, collectionId }: Destination,
): number {
  if (collectionId != null) return count - notForBoards;
  return kind === 'notice' ? count : count - forMoney;
}

export interface MessageRates {
  readonly perChat: Rate;
  readonly perGroup: Rate;
  /** For the board of a collection, which always has something new while prompts leave: its chat has room for others in between. */
  readonly perBoard: Rate;
  /** The share of `overall` that one merchant may use. The others always have the rest. */
  readonly perMerchant: Rate;
  readonly overall: Rate;
}

/** Telegram's limits for messages. Source: Bots FAQ, "My bot is hitting limits, how do I avoid this?". The merchant's share and the board's rate are this program's own. */
export const TELEGRAM_RATES: MessageRates = {
  // One a second, and short bursts: a charge is answered at once also right after another message.
  perChat: { count: 3, everyMs: 3_000 },
  // A group in which much is said, such as the board of a list, must not delay a payment by a minute.
  perGroup: { count: 20, everyMs: 60_000, forMoney: 3, notForBoards: 5 },
  perBoard: { count: 1, everyMs: 4_000 },
  perMerchant: { count: 20, everyMs: 1_000 },
  overall: { count: 30, everyMs: 1_000 },
};

/** From so many chats or merchants on, idle ones are forgotten. */
const MAX_KNOWN = 1_000;
/**
 * Telegram does not say whether a 429 is about one chat or about the bot. If so many chats got a 429 and no message went through in
 * between, it is about what the chats have in common.
 */
const CHATS_THAT_PROVE = 3;

/** Decides when messages may be sent, by these rates and by Telegram's answers. */
export function messageLimits(rates: MessageRates = TELEGRAM_RATES): SendLimits {
  const overall = newWindow(rates.overall);
  const merchants = new Map<number, Window>();
  const chats = new Map<number, Window[]>();
  const boards = new Map<number, Window>();
  const holds = holdsAfterRefusals();

  const merchantWindow = (tenant: number, now: number): Window =>
    known(merchants, tenant, now, () => newWindow(rates.perMerchant));
  /** Deletions are not limited. A group's id is negative. */
  const chatWindows = ({ chatId, kind }: Destination, now: number): readonly Window[] => {
    if (kind === 'delete') return [];
    return known(chats, chatId, now, () =>
      (chatId < 0 ? [rates.perChat, rates.perGroup] : [rates.perChat]).map(newWindow),
    );
  };
  const boardWindows = ({ collectionId }: Destination, now: number): readonly Window[] =>
    collectionId == null ? [] : [known(boards, collectionId, now, () => newWindow(rates.perBoard))];
  const windowsOf = (to: Destination, now: number): readonly Window[] => [
    overall,
    merchantWindow(to.tenant, now),
    ...chatWindows(to, now),
    ...boardWindows(to, now),
  ];

  return {
    freeAt: (to, now) => Math.max(holds.until(to), ...windowsOf(to, now).map((window) => window.freeAt(to))),
    begin(to, now) {
      for (const window of windowsOf(to, now)) window.add(now);
    },
    answered: holds.forget,
    refused: holds.add,
  };
}

interface Window {
  /** When there is room for a message; in the past if there is room now. */
  freeAt(to: Destination): number;
  /** When none of the sent messages counts any more. */
  emptyAt(): number;
  add(now: number): void;
}

function newWindow(rate: Rate): Window {
  const { count, everyMs } = rate;
  const times: number[] = [];
  return {
    freeAt(to) {
      const most = shareOf(rate, to);
      return times.length < most ? 0 : (times[times.length - most] ?? 0) + everyMs;
    },
    emptyAt: () => (times.at(-1) ?? 0) + everyMs,
    add(now) {
      times.push(now);
      if (times.length > count) times.shift();
    },
  };
}

/** Returns the value under a key, or makes it. Forgets idle ones if there are many. */
function known<T extends Window | Window[]>(all: Map<number, T>, key: number, now: number, make: () => T): T {
  const one = all.get(key) ?? make();
  if (!all.has(key) && all.size >= MAX_KNOWN)
    for (const [other, windows] of all)
      if ([windows].flat().every((window) => window.emptyAt() <= now)) all.delete(other);
  all.set(key, one);
  return one;
}

/** Remembers who got a 429, and until when they, and perhaps others, get no messages. */
function holdsAfterRefusals() {
  let allUntil = 0;
  const merchants = new Map<number, number>();
  const chats = new Map<number, number>();
  /** The chats with a 429 since a message went through. */
  const refused = new Map<number, Destination>();

  return {
    until: ({ chatId, tenant }: Destination): number =>
      Math.max(allUntil, merchants.get(tenant) ?? 0, chats.get(chatId) ?? 0),
    add(to: Destination, now: number, until: number): void {
      hold(chats, to.chatId, until, now);
      refused.set(to.chatId, to);
      if (refused.size < CHATS_THAT_PROVE) return;
      const [first = to.tenant, ...others] = new Set([...refused.values()].map(({ tenant }) => tenant));
      if (others.length === 0) hold(merchants, first, until, now);
      else allUntil = Math.max(allUntil, until);
    },
    forget: () => refused.clear(),
  };
}

/** Holds messages to one at least until then. Forgets holds that are over. */
function hold(held: Map<number, number>, key: number, until: number, now: number): void {
  for (const [other, end] of held) if (end <= now) held.delete(other);
  held.set(key, Math.max(held.get(key) ?? 0, until));
}
