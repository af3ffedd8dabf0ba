import type { Language } from './language.ts';

/** A group in which a merchant's staff may charge. */
export interface LinkedChat {
  readonly merchantId: number;
  readonly chatId: number;
  readonly linkedAt: number;
  /** The owner who linked it; null if it was not kept. */
  readonly linkedBy: number | null;
  /** The group's title; null until it is known. */
  readonly title: string | null;
  /** Whether the owner who linked it was an administrator of the group at the last check. */
  readonly linkerIsAdmin: boolean;
  /** When that is checked next, in steady time: 0 for at once, null for never. */
  readonly checkDueAt: number | null;
  /** Whether the bot is an administrator of the group who may delete other people's messages, as far as it was told. */
  readonly botMayDelete: boolean;
}

/** A request to link a group. It waits until Telegram says whether the owner is an administrator there. */
export interface LinkRequest {
  readonly id: number;
  readonly merchantId: number;
  readonly userId: number;
  readonly chatId: number;
  /** When Telegram is asked next, in steady time: 0 for at once. */
  readonly dueAt: number;
  readonly attempts: number;
  /** Where the answer goes, and in which language. */
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  /** What the answer quotes of that message; null if nothing may be quoted. */
  readonly commandWord: string | null;
  readonly language: Language;
  readonly title: string | null;
}

/**
 * A question to a merchant's owners: whether to keep what somebody set up in a group. `left-shop`: they left the merchant, and
 * it has ended. `no-admin`: they are no administrator of the group, and it goes on meanwhile.
 */
export interface ChatQuestion {
  /** Names the question in a button. Random. */
  readonly ref: string;
  readonly merchantId: number;
  readonly chatId: number;
  /** When it was answered, or settled otherwise; null while it is open. */
  readonly settledAt: number | null;
  readonly threadId: number | null;
  readonly askedAt: number;
  readonly language: Language | null;
  readonly title: string | null;
  readonly why: 'left-shop' | 'no-admin';
  /** Who set it up; null if it was not kept. */
  readonly personId: number | null;
  /** What would be kept: the link, and the announcements. */
  readonly isLinked: boolean;
  readonly isAnnounced: boolean;
}

/** A chat in which every payment of a merchant is announced: a linked group or a topic of it, or an owner's private chat. */
export interface Announcement {
  readonly merchantId: number;
  readonly chatId: number;
  readonly threadId: number | null;
  readonly language: Language;
  /** The owner who asked for it; null if it was not kept. */
  readonly setBy: number | null;
}
