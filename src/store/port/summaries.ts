import type { Language } from '../../domain/language.ts';
import type {
  MemberTakings,
  Summary,
  SummaryFigures,
  SummaryPeriod,
  SummaryPlace,
} from '../../domain/summary.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A summary that is due, and which charges it is about. */
export interface DueSummary extends Summary {
  /**
   * All charges of the merchant: in private, and in a group that hears of all payments (`/announce here`). Otherwise those that
   * were asked for in the group.
   */
  readonly isWholeShop: boolean;
}

/** What became of setting a summary. Only `set` changes anything. */
export type SetOutcome =
  | 'set'
  /** It was so before. */
  | 'same'
  /** The person is neither manager nor owner, or the place is not the merchant's. */
  | 'not-yours'
  /** The merchant has as many places as it may have. */
  | 'too-many';

/** What became of ending summaries of a place. Only `ended` changes anything. */
export type EndOutcome = 'ended' | 'none' | 'not-yours';

/** A summary as it was summed. */
export interface SummedPeriod {
  /** The first day of the period. */
  readonly key: string;
  /** When the next one is due (epoch ms). */
  readonly nextDueAt: number;
  readonly figures: SummaryFigures;
}

/**
 * Summaries of a merchant's payments that are told again and again in a chat. Every method is one transaction. Due times are epoch
 * milliseconds: callers act on them only while the clock is known to be right.
 */
export interface Summaries {
  /** Returns what is set in a place, by period: day, week, month. */
  of(place: SummaryPlace): Promise<Summary[]>;

  /**
   * Sets a summary in a place, or changes its time. When it is due is not known yet: it is due at 0, for the caller to schedule. A
   * period that was summed is not summed again. The role, and that the chat is the person's own or a linked group, are checked in
   * the same transaction; a row of the audit log and the effects that `react` returns are committed with it.
   */
  set(
    place: SummaryPlace,
    what: { readonly period: SummaryPeriod; readonly minute: number; readonly language: Language },
    userId: number,
    at: number,
    react: (outcome: SetOutcome) => UpdateEffects,
  ): Promise<SetOutcome>;

  /**
   * Ends the summaries of a place, of one period or of all (undefined), in the manner of `set`. After the last one of the place,
   * those that wait to be sent are not sent any more.
   */
  end(
    place: SummaryPlace,
    period: SummaryPeriod | undefined,
    userId: number,
    at: number,
    react: (outcome: EndOutcome) => UpdateEffects,
  ): Promise<EndOutcome>;

  /** Returns at most `limit` summaries that are due at `now` (epoch ms), the longest due first, without the ids in `except`. */
  due(now: number, limit: number, except: readonly number[]): Promise<DueSummary[]>;

  /** Returns when the next summary is due (epoch ms), or undefined if there is none. */
  nextDueAt(): Promise<number | undefined>;

  /** Sets when a summary is due: a compare-and-set on the summary as it was read. False if it has changed. */
  schedule(summary: Summary, dueAt: number): Promise<boolean>;

  /**
   * Sums up, by the person who asked for the charge, what was paid from `from` (inclusive) to `to` (exclusive), epoch ms, and what was
   * refunded then, for a summary. A refund counts when it was recorded, unless it was taken back, and while its charge counts as paid.
   *
   * @returns undefined if there are more payments or refunds than one read may sum up: the caller asks for shorter spans
   */
  takings(summary: DueSummary, from: number, to: number): Promise<MemberTakings[] | undefined>;

  /**
   * Commits a summary: its message, a message with the chart of a week or a month in which something was paid, one message for each
   * of a few charges that somebody must decide on, and the advance of its row, in one transaction. It is a compare-and-set on the summary as it was read, so a period is told once whenever the program
   * dies. The names of people, the language, and what is open are read in it. `moved-on`: it has changed, or the period was summed;
   * `ended`: the place is no longer the merchant's, or its person no longer a manager or an owner, so the summary is deleted;
   * `skipped`: the merchant is suspended, nothing is told, and the payments are in the next one.
   */
  sum(
    summary: DueSummary,
    summed: SummedPeriod,
    at: number,
  ): Promise<'summed' | 'moved-on' | 'ended' | 'skipped'>;
}
