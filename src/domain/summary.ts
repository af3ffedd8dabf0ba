import type { Language } from './language.ts';
import { addTakings, NO_TAKINGS, type Takings } from './takings.ts';

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

/** The payments that one person asked for. */
export interface MemberTakings {
  /** Null for charges that were asked for outside of chats. */
  readonly userId: number | null;
  readonly confirmed: Takings;
  /** Marked as paid by a person. */
  readonly byHand: Takings;
}

/** A day as `2026-11-27`, and what was confirmed on it. */
export interface DayTakings extends Takings {
  readonly day: string;
}

/** Payments up to a moment, summed by one read of the store or several. */
export interface SummaryFigures {
  readonly period: SummaryPeriod;
  readonly firstDay: string;
  readonly lastDay: string;
  /** The moment from which payments count (epoch ms). */
  readonly from: number;
  /** The moment up to which payments count (epoch ms). */
  readonly until: number;
  readonly confirmed: Takings;
  readonly byHand: Takings;
  /** The greatest sum first. */
  readonly members: readonly MemberTakings[];
  readonly days: readonly DayTakings[];
  /** Payments since the former summary that are older than this period; null if there are none. */
  readonly earlier: {
    readonly since: number;
    readonly confirmed: Takings;
    readonly byHand: Takings;
  } | null;
}

/** What a summary says: the facts of the moment at which it was summed. */
export interface SummaryFacts extends Omit<SummaryFigures, 'members'> {
  /** Null where cashiers read along, who may not see what others took. */
  readonly cashiers: readonly (Omit<MemberTakings, 'userId'> & { readonly name: string | null })[] | null;
  readonly moreCashiers: number;
  /** Of the whole shop, or of the charges that were asked for in the group. */
  readonly isWholeShop: boolean;
  /** How many charges wait for the customer, and how many a person must decide on. */
  readonly waiting: number;
  readonly toDecide: number;
}

/** What the chart of a summary says in its caption. */
export type ChartedFigures = Pick<
  SummaryFigures,
  'period' | 'firstDay' | 'lastDay' | 'until' | 'confirmed' | 'byHand' | 'days'
>;

/** Adds up sums by person. The greatest sum comes first. */
export function mergeMembers(slices: readonly (readonly MemberTakings[])[]): readonly MemberTakings[] {
  const byUser = new Map<number | null, MemberTakings>();
  for (const { userId, confirmed, byHand } of slices.flat()) {
    const before = byUser.get(userId) ?? { confirmed: NO_TAKINGS, byHand: NO_TAKINGS };
    byUser.set(userId, {
      userId,
      confirmed: addTakings(before.confirmed, confirmed),
      byHand: addTakings(before.byHand, byHand),
    });
  }
  const sumOf = ({ confirmed, byHand }: MemberTakings): number => confirmed.amountKes + byHand.amountKes;
  return [...byUser.values()].toSorted((a, b) => sumOf(b) - sumOf(a) || (a.userId ?? 0) - (b.userId ?? 0));
}

/** Adds up all people. */
export const totalOf = (
  members: readonly MemberTakings[],
): { readonly confirmed: Takings; readonly byHand: Takings } => ({
  confirmed: members.map(({ confirmed }) => confirmed).reduce(addTakings, NO_TAKINGS),
  byHand: members.map(({ byHand }) => byHand).reduce(addTakings, NO_TAKINGS),
});
