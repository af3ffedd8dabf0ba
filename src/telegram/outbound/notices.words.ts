import type { ChargeState } from '../../domain/charge-states.ts';
import type { Mismatch } from '../../domain/verify-payment.ts';
import type { NoticeKind } from '../../domain/messages.ts';

/** What a sentence about a charge can name. All of it is ready to be shown. */
export interface ChargeFacts {
  /** The shop's own number of the charge. */
  readonly number: number;
  /** `KES 1,500`. */
  readonly amount: string;
  /** Whole in private, masked in groups. */
  readonly phone: string;
  readonly receipt: string;
  /** The time of day when the person asked for the charge. */
  readonly asked: string;
  /** The day and time when the watch ends. */
  readonly until: string;
  /** How long the bot has waited for a confirmation. */
  readonly waited: string;
  /** The name of the person who marked the charge; undefined if it is unknown. */
  readonly markedBy: string | undefined;
  /** The receipt of the reported payment that the mark accepted; empty if there is none. */
  readonly markedReceipt: string;
  /** An earlier payment that does not fit was reported before this one. */
  readonly isAnother: boolean;
  /** The charge is marked as not paid. */
  readonly isMarkedUnpaid: boolean;
  /** The gateway's message; empty if it gave none, undefined if the gateway was never reached. */
  readonly words: string | undefined;
}

/** A notice: the line that a locked phone shows, and what follows it. */
export interface NoticeText {
  readonly headline: string;
  readonly body?: string;
}

/** The words of a charge's card and notices. */
export interface NoticeWords {
  readonly buttons: {
    readonly tryAgain: string;
    readonly customerPaid: string;
    readonly notPaid: string;
    readonly ours: string;
    readonly notOurs: string;
  };
  /** The card's line about the state of the charge. */
  readonly status: Readonly<Record<ChargeState, (facts: ChargeFacts) => string>>;
  readonly mismatch: Readonly<Record<Mismatch, string>>;
  readonly notice: Readonly<Record<NoticeKind, (facts: ChargeFacts) => NoticeText>>;
  /** Answers the press that marked a charge, or put a reported payment aside. */
  readonly noted: Readonly<Record<'paid' | 'unpaid' | 'notOurs', string>>;
  /** A payment that does not fit, as the gateway reported it. `amount` and `payer` are undefined if the report lacks them. */
  readonly reportedAs: (facts: {
    readonly amount: string | undefined;
    readonly receipt: string;
    readonly payer: string | undefined;
  }) => string;
  /** Stands under a payment that does not fit, over the buttons that decide whose it is. */
  readonly whoDecides: string;
  readonly chargedBy: (name: string, when: string) => string;
  readonly receipt: string;
  /** Stands instead of a receipt: who marked the charge as paid; undefined if that is unknown. */
  readonly markedPaid: (by: string | undefined, receipt: string) => string;
  /** Stands under a charge that cannot be queried while the gateway refuses the account. */
  readonly accountRefusedHere: string;
}
