import type { ChosenCloseReason, CloseReason } from '../../domain/close-reason.ts';

/** The words of charges that a shop closes. */
export interface CloseWords {
  readonly buttons: {
    readonly customerCancelled: string;
    readonly close: string;
    readonly sendAgain: string;
    /** While the earlier prompt may be open: from which time of day. */
    readonly sendAgainFrom: (time: string) => string;
    /** Leaves the reasons without closing. */
    readonly keepOpen: string;
    /** Closes one charge of a list. */
    readonly closeNumber: (number: number) => string;
  };
  /** The reasons that a person chooses from, as buttons. */
  readonly closeReasons: Readonly<Record<Exclude<ChosenCloseReason, 'customer-cancelled'>, string>>;
  /** The card's line while the customer has not entered the PIN for a minute. */
  readonly noPinYet: string;
  /** The card's line of a closed charge. `until`: when the watch ends; empty if it is not watched. */
  readonly closedStatus: Readonly<
    Record<CloseReason, (facts: { readonly by: string | undefined; readonly until: string }) => string>
  >;
  /** Stands in the notice of a payment that came after the shop closed the charge. */
  readonly paidAfterClose: Readonly<Record<CloseReason, string>>;
  /** A line of a charge's history. */
  readonly eventClosed: Readonly<Record<CloseReason, string>>;
  /** Answers to a press. */
  readonly closed: string;
  readonly closedSendAgain: string;
  readonly tooEarlyToCancel: (span: string) => string;
  readonly sendAgainLater: (span: string) => string;
}
