import type { SpanRefusal } from '../../../domain/read-report-span.ts';

/** What the words of a report say about now. */
export type RelativeSpan = 'today' | 'yesterday' | 'this-week' | 'this-month';

/** The words of `/today` and `/report`. */
export interface ReportWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'today' | 'report', string>>;
  readonly buttons: Readonly<
    Record<
      'reportToday' | 'reportYesterday' | 'reportWeek' | 'reportMonth' | 'chart' | 'newer' | 'older',
      string
    >
  >;
  /** Stands before the days in the title. */
  readonly reportRelative: Readonly<Record<RelativeSpan, string>>;
  /** Under the title of a report of one cashier's charges. */
  readonly reportOf: (name: string) => string;
  readonly reportNothing: { readonly over: string; readonly goingOn: string };
  /** `average` is undefined if more was refunded than paid. */
  readonly reportCount: (count: number, average: string | undefined) => string;
  readonly reportByHand: (amount: string, count: number) => string;
  readonly reportOpen: (amount: string, count: number) => string;
  readonly reportToCheck: (count: number) => string;
  readonly reportByCashier: string;
  readonly reportOthers: (people: number) => string;
  /** Stands for the cashier of charges that nobody asked for in a chat. */
  readonly reportNobody: string;
  readonly reportLatest: (page: number) => string;
  readonly reportRefused: Readonly<Record<SpanRefusal, string>>;
  /** What may follow `/report`, with a comma between them. */
  readonly reportExamples: string;
  /** Above the greatest sums of a chart that has too many to name all. */
  readonly chartGreatest: string;
}
