import type { ReportedPayment } from './charge.ts';
import type { Language } from './language.ts';
import type { Mismatch } from './verify-payment.ts';

export const NOTICE_KINDS = [
  'paid',
  'paid_late',
  'declined',
  'unknown',
  'unconfirmed',
  'expired',
  'mismatch',
  'canceled',
  'marked',
] as const;
/** `mismatch`: a payment was reported that does not fit. `marked`: a person gave their word. The others are states. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** `announcement`: a notice once more, in a chat that asked to hear of every payment. `delete`: of a message that holds a secret. */
export type OutboxKind = 'message' | 'edit' | 'delete' | 'card' | 'notice' | 'announcement';

/**
 * What is said before what, across all merchants: money first. A message that holds a secret is deleted before anything new but
 * money; an edit makes no sound, and waits for all of it.
 */
export const PRIORITIES = {
  notice: 0,
  announcement: 1,
  delete: 2,
  card: 3,
  message: 4,
  edit: 5,
} as const satisfies Record<OutboxKind, number>;
export type Priority = (typeof PRIORITIES)[OutboxKind];

/** Where an announcement is made, and in which language. */
export interface AnnouncementPlace {
  readonly threadId: number | null;
  readonly language: Language;
  /** The shop's name, for whoever hears of several. */
  readonly shop: string | null;
  /** For `mismatch`: what it tells of. */
  readonly report?: MismatchReport;
}

/** What a notice tells of a mismatch, kept until it is sent: another may be reported meanwhile. */
export interface MismatchReport {
  readonly mismatch: Mismatch;
  readonly reported: ReportedPayment;
}

/** Everything to be said in new messages, in order per chat; a row is due until Telegram has it or never can. */
export interface QueuedMessage {
  readonly id: number;
  readonly createdAt: number;
  /** The merchant whose turn it takes; null for what concerns none. */
  readonly merchantId: number | null;
  /** For `card`, `notice` and `announcement`: what they say is derived from the charge when they are sent. */
  readonly chargeId: number | null;
  readonly chatId: number;
  readonly notice: NoticeKind | null;
  readonly kind: OutboxKind;
  /** Whose turn it takes, as an index can have it: 0 for nobody's. */
  readonly tenant: number;
  /** Lower goes first. */
  readonly priority: Priority;
  /** Of a `notice`: what it tells of, for `mismatch`. Of an `announcement`: where. For the others: what to say, in the messenger's own terms. */
  readonly payload: unknown;
  /** The draft whose question this is: it learns the message's id. */
  readonly draftToken: string | null;
  /** When it is tried again, in steady time: 0 for at once. */
  readonly dueAt: number | null;
  readonly attempts: number;
  /** Since when it waits for one of the merchant's people to be heard of again: nobody could be told. */
  readonly parkedAt: number | null;
  /** Set once settled: the id of the message, or why it could never arrive. */
  readonly settledAt: number | null;
  readonly messageId: number | null;
  readonly failure: string | null;
}
