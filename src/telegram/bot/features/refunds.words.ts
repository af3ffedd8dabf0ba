import type { UsualReason } from '../../../domain/refund.ts';

/** What a sentence about a refund can name. */
export interface RefundFacts {
  /** The charge's number. */
  readonly number: number;
  /** What went back, and what was paid: `KES 1,500`. */
  readonly amount: string;
  readonly paid: string;
}

/** The words of refunds. */
export interface RefundWords {
  readonly buttons: {
    readonly refunded: string;
    readonly part: string;
    readonly takeBack: (amount: string) => string;
    readonly whole: (amount: string) => string;
    readonly rest: (amount: string) => string;
  };
  readonly usualReason: Readonly<Record<UsualReason, string>>;
  /** Asks how much went back. `left`: what can still be refunded. */
  readonly askRefund: (facts: { readonly number: number; readonly left: string }) => string;
  /** Says what a refund is: M-Pesa moves the money, and this is a note. */
  readonly refundIsNote: string;
  readonly askPart: (facts: { readonly number: number; readonly left: string }) => string;
  readonly askRefundReason: (facts: RefundFacts) => string;
  readonly askTakeBackReason: (facts: RefundFacts) => string;
  readonly reasonHint: string;
  readonly reasonTooLong: (length: number, limit: number) => string;
  readonly refundTooMuch: (left: string) => string;
  readonly refundNothingLeft: string;
  readonly refundTooMany: (limit: number) => string;
  readonly refundNotPaid: string;
  readonly refundLeft: string;
  readonly refundNoted: (facts: RefundFacts & { readonly left: string }) => string;
  readonly refundTakenBack: (facts: RefundFacts & { readonly left: string }) => string;
  readonly refundAlreadyTakenBack: string;
  /** A line of a charge's page about one refund. */
  readonly refundLine: (facts: {
    readonly amount: string;
    readonly by: string;
    readonly reason: string;
  }) => string;
  readonly takenBackLine: (facts: { readonly by: string; readonly reason: string }) => string;
  readonly netLine: (net: string) => string;
  /** Lines of a charge's history. */
  readonly eventRefunded: (amount: string) => string;
  readonly eventTakenBack: (amount: string) => string;
  /** Tells others of a refund, or that it was taken back. */
  readonly refundTold: (
    facts: RefundFacts & {
      readonly isTakenBack: boolean;
      readonly by: string;
      readonly reason: string;
    },
  ) => string;
  /** A line of reports, charts and summaries, whose other sums are what is left: what was taken before, if anything was, and refunded. */
  readonly refundedOf: (facts: {
    readonly count: number;
    readonly amount: string;
    readonly taken: string | undefined;
  }) => string;
}
