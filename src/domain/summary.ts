import type { Language } from './language.ts';
import { addSums, leftKes, NO_SUMS, type PaidSums, type Takings } from './takings.ts';

export const SUMMARY_PERIODS = ['day', 'week', 'month'] as const;
export type SummaryPeriod = (typeof SUMMARY_PERIODS)[number];

/** A chat, or a topic of a group, that hears summaries of a merchant. */
export interface SummaryPlace {
  readonly merchantId: number;
  readonly chatId: number;
  /** Null outside of topics. */
  readonly threadId: number | null;
}

/** A summary that is told again and again in one place. */
export interface Summary extends SummaryPlace {
  readonly id: number;
  readonly period: SummaryPeriod;
  /** The time of day in the shop's time zone, in minutes since midnight. */
  readonly minute: number;
  /** The language of the person who set it. */
  readonly language: Language;
  /** Who set it (a Telegram user id). */
  readonly setBy: number;
  /** When it is next due, in epoch milliseconds of a clock that was right; 0 for not known yet. */
  readonly dueAt: number;
  /** The last period that was summed: its first day, as `2026-11-27`. Null before the first one. */
  readonly lastKey: string | null;
  /** Up to when payments were summed (epoch ms); null before the first summary. */
  readonly summedUntil: number | null;
}

/** The payments and refunds of the charges that one person asked for. */
export interface MemberTakings extends PaidSums {
  /** Null for charges that were asked for outside of chats. */
  readonly userId: number | null;
}

/** A day as `2026-11-27`, and what is left of what was confirmed on it after the day's refunds of confirmed payments. */
export interface DayTakings extends Takings {
  readonly day: string;
}

/** Payments and refunds up to a moment, summed by one read of the store or several. */
export interface SummaryFigures extends PaidSums {
  readonly period: SummaryPeriod;
  readonly firstDay: string;
  readonly lastDay: string;
  /** The moment from which payments count (epoch ms). */
  readonly from: number;
  /** The moment up to which payments count (epoch ms). */
  readonly until: number;
  /** The greatest sum that is left first. */
  readonly members: readonly MemberTakings[];
  readonly days: readonly DayTakings[];
  /** Payments and refunds since the former summary that are older than this period; null if there are none. */
  readonly earlier: (PaidSums & { readonly since: number }) | null;
}

/** Sums in a message. Those that a former version committed have no refunds: it did not deduct any. */
export type StatedSums = Omit<PaidSums, 'refunded'> & Partial<PaidSums>;

/** What a summary says: the facts of the moment at which it was summed. */
export interface SummaryFacts
  extends Omit<SummaryFigures, 'members' | 'earlier' | keyof PaidSums>, StatedSums {
  readonly earlier: (StatedSums & { readonly since: number }) | null;
  /** Null where cashiers read along, who may not see what others took. */
  readonly cashiers: readonly (StatedSums & { readonly name: string | null })[] | null;
  readonly moreCashiers: number;
  /** Of the whole shop, or of the charges that were asked for in the group. */
  readonly isWholeShop: boolean;
  /** How many charges wait for the customer, and how many a person must decide on. */
  readonly waiting: number;
  readonly toDecide: number;
}

/** What the chart of a summary says in its caption. */
export type ChartedFigures = Pick<SummaryFigures, 'period' | 'firstDay' | 'lastDay' | 'until' | 'days'> &
  StatedSums;

/** Adds up sums by person. The greatest sum that is left comes first. */
export function mergeMembers(slices: readonly (readonly MemberTakings[])[]): readonly MemberTakings[] {
  const byUser = new Map<number | null, PaidSums>();
  for (const member of slices.flat())
    byUser.set(member.userId, addSums(byUser.get(member.userId) ?? NO_SUMS, member));
  return [...byUser]
    .map(([userId, { confirmed, byHand, refunded }]) => ({ userId, confirmed, byHand, refunded }))
    .toSorted((a, b) => leftKes(b) - leftKes(a) || (a.userId ?? 0) - (b.userId ?? 0));
}

/** Adds up all people. */
export const totalOf = (members: readonly MemberTakings[]): PaidSums =>
  members.reduce<PaidSums>(addSums, NO_SUMS);
