import type { Language } from './language.ts';

/** Groups in which a merchant's staff may charge. */
export interface LinkedChat {
  readonly merchantId: number;
  readonly chatId: number;
  readonly linkedAt: number;
  /** The owner who linked it; null where that was not kept. */
  readonly linkedBy: number | null;
  /** What the group is called; null until it was heard. */
  readonly title: string | null;
  /** Whether the owner who linked it was an administrator of the group when that was last asked. */
  readonly linkerIsAdmin: boolean;
  /** When that is asked again, in steady time: 0 for at once, null for never. */
  readonly checkDueAt: number | null;
}

/** Groups that an owner asked to link, until Telegram has said whether they are an administrator there. */
export interface LinkRequest {
  readonly id: number;
  readonly merchantId: number;
  readonly userId: number;
  readonly chatId: number;
  /** When Telegram is asked again, in steady time: 0 for at once. */
  readonly dueAt: number;
  readonly attempts: number;
  /** Where the answer goes, and in which language. */
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  readonly language: Language;
  readonly title: string | null;
}

/**
 * Asked of a merchant's owners: whether a group that somebody set up is kept, now that they left the shop (what they set up
 * has ended then) or are no administrator of the group (it goes on meanwhile).
 */
export interface ChatQuestion {
  /** Names the question in a button: random. */
  readonly ref: string;
  readonly merchantId: number;
  readonly chatId: number;
  /** When an owner answered, or it was settled otherwise; null while it is open. */
  readonly settledAt: number | null;
  readonly threadId: number | null;
  readonly askedAt: number;
  readonly language: Language | null;
  readonly title: string | null;
  readonly why: 'left-shop' | 'no-admin';
  /** Who set it up; null where that was not kept. */
  readonly personId: number | null;
  /** What is to be kept: the link, and what is announced there. */
  readonly isLinked: boolean;
  readonly isAnnounced: boolean;
}

/** Chats in which every payment of the merchant is told: linked groups, or a topic of one, and owners' private chats. */
export interface Announcement {
  readonly merchantId: number;
  readonly chatId: number;
  readonly threadId: number | null;
  readonly language: Language;
  /** The owner who asked for it; null where that was not kept. */
  readonly setBy: number | null;
}
