import type { ReportedPayment } from './charge.ts';
import type { Language } from './language.ts';
import type { ChartRecipe } from './file-recipe.ts';
import type { ChartedFigures, SummaryFacts } from './summary.ts';
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
/** `mismatch`: a payment was reported that does not fit. `marked`: a person marked the charge. The others are states. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** How long a new charge's card waits for the push's outcome. A slower gateway is not waited for. */
export const FIRST_CARD_AFTER_MS = 1_500;

/** `announcement`: a notice that is also told in another chat. `delete`: deletes a message that holds a secret. */
export type OutboxKind = 'message' | 'edit' | 'delete' | 'card' | 'notice' | 'announcement';

/**
 * The order of sending across all merchants: lower goes first. Money is first. Then a message that holds a secret is deleted.
 * An edit makes no sound, so it waits for all others.
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
  /** The shop's name, for somebody who hears of several; null otherwise. */
  readonly shop: string | null;
  /** For a `mismatch`: the reported payment that it tells of. */
  readonly report?: MismatchReport;
}

/** The payload of a message that is a summary. Its words are chosen when it is sent. */
export interface SummaryPayload extends Omit<AnnouncementPlace, 'report'> {
  readonly summary: SummaryFacts;
}

/** The payload of a message that follows the summary of a week or a month: a picture of its days. */
export interface SummaryChartPayload extends Omit<AnnouncementPlace, 'report'> {
  readonly chart: ChartRecipe;
  readonly figures: ChartedFigures;
}

export type AnySummaryPayload = SummaryPayload | SummaryChartPayload | SummaryChargePayload;

/** The payload of a message that follows a summary: its row's charge, as it is when it is sent, with the buttons to decide on it. */
export interface SummaryChargePayload extends Omit<AnnouncementPlace, 'report'> {
  readonly decide: true;
}

/** Returns whether a message of the outbox is a summary or follows one. */
export const isSummaryPayload = (payload: unknown): payload is AnySummaryPayload =>
  typeof payload === 'object' &&
  payload !== null &&
  ('summary' in payload || 'chart' in payload || 'decide' in payload);

/** What a notice tells of a mismatch. It is kept until it is sent, because another one may be reported meanwhile. */
export interface MismatchReport {
  readonly mismatch: Mismatch;
  readonly reported: ReportedPayment;
}

/** A message to send, edit or delete. Only the messenger reads the payload. */
export interface OutgoingMessage {
  readonly kind: 'message' | 'edit' | 'delete';
  readonly chatId: number;
  readonly payload: unknown;
  /** The draft whose question this is: it learns the message's id once Telegram has it. */
  readonly draftToken?: string;
  /** The charge that a message is about, so that a reply to it finds the charge. */
  readonly chargeId?: number;
}

/** A message to send, edit or delete, in order per chat and priority. It is due until Telegram has it, or never can have it. */
export interface QueuedMessage {
  readonly id: number;
  readonly createdAt: number;
  /** The merchant whose turn it takes; null for none. */
  readonly merchantId: number | null;
  /**
   * For `card`, `notice` and `announcement`: the charge from which their words are derived when they are sent. For a `message`: the charge
   * that it is about.
   */
  readonly chargeId: number | null;
  /** For a `card`: the collection whose board it is. For a `notice`: the collection on whose board it is told. Null for the others. */
  readonly collectionId: number | null;
  readonly chatId: number;
  readonly notice: NoticeKind | null;
  readonly kind: OutboxKind;
  /** The same as `merchantId`, with 0 for none, so that an index can hold it. */
  readonly tenant: number;
  /** Lower goes first. */
  readonly priority: Priority;
  /**
   * For a `notice` of a mismatch: its report. For an `announcement`: its place. For the others: the message, which only the
   * messenger reads.
   */
  readonly payload: unknown;
  /** The draft whose question this is: it learns the message's id once Telegram has it. */
  readonly draftToken: string | null;
  /** When it is due, in steady time: 0 for at once, null for never. */
  readonly dueAt: number | null;
  readonly attempts: number;
  /** Since when it is parked: nobody could be told, and it waits until one of the merchant's people is heard of. */
  readonly parkedAt: number | null;
  /** When it was settled: sent (see `messageId`), or given up (see `failure`). */
  readonly settledAt: number | null;
  readonly messageId: number | null;
  readonly failure: string | null;
}
