import type { SummaryPeriod } from '../../../domain/summary.ts';
import type { Text } from '../../locales/text.ts';

/** The words of `/summary`, and of the summaries themselves. Amounts, counts of money and moments are ready to be shown. */
export interface SummaryWords {
  readonly commands: Readonly<Record<'summary', string>>;
  readonly summaryUsage: Text;
  readonly noSummary: string;
  /** A line about what is set: `time` is a time of day, `next` the moment of the next one. */
  readonly summaryEvery: Readonly<
    Record<SummaryPeriod, (facts: { readonly time: string; readonly next: string }) => string>
  >;
  readonly summaryEnds: string;
  readonly summaryOff: string;
  readonly summaryWasOff: string;
  readonly tooManySummaries: string;
  readonly summaryEnded: (facts: {
    readonly title: string | null;
    readonly person: string | null;
    readonly shop: string;
  }) => string;
  /** Titles. `from` and `to` are days. `until` is a time of day, or undefined for whole days. */
  readonly summaryTitle: Readonly<
    Record<
      SummaryPeriod,
      (facts: { readonly from: string; readonly to: string; readonly until: string | undefined }) => string
    >
  >;
  /** The figures are those of the charges that were asked for in this group. */
  readonly summaryOfGroup: string;
  readonly summaryNothing: string;
  readonly summaryPaid: (amount: string, count: number) => string;
  readonly summaryByHand: (amount: string, count: number) => string;
  /** `amount` is what is left after `refunded`, which is undefined if nothing was refunded. */
  readonly summaryEarlier: (facts: {
    readonly since: string;
    readonly amount: string;
    readonly count: number;
    readonly refunded: string | undefined;
  }) => string;
  readonly summaryBestDay: (day: string, amount: string) => string;
  /** Charges that nobody asked for in a chat, or whose person is not known. */
  readonly summaryNobody: string;
  readonly summaryWaiting: (count: number) => string;
  readonly summaryToDecide: (count: number) => string;
}
