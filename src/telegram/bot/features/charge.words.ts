import type { AmountRefusal } from '../../../domain/amount.ts';
import type { PhoneRefusal } from '../../../domain/msisdn.ts';
import type { VelocityLimit } from '../../../domain/velocity-limit.ts';
import type { Refusal } from '../../../store/port/admission.ts';
import type { ConfirmationReason } from '../../../domain/draft.ts';

/** The words of `/charge`: what was wrong with it, and what the bot asks before it sends a prompt. */
export interface ChargeWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'charge', string>>;
  readonly buttons: {
    readonly send: string;
    readonly chargeAnyway: string;
    readonly chargeAgain: string;
  };
  readonly refusedPhone: Readonly<Record<PhoneRefusal | 'swapped', (text: string) => string>>;
  readonly refusedAmount: Readonly<Record<AmountRefusal, (text: string) => string>>;
  readonly noteTooLong: (length: number, limit: number) => string;
  readonly example: string;
  readonly confirm: (facts: { readonly amount: string; readonly phone: string }) => string;
  /**
   * Why the bot asks for confirmation. `other` is the earlier charge, and `ago` how long ago it was. `written` is the amount as the
   * person wrote it.
   */
  readonly confirmationReason: Readonly<
    Record<
      ConfirmationReason,
      (facts: {
        readonly phone: string;
        readonly network: string;
        readonly written: string;
        readonly amount: string;
        readonly other: string;
        readonly ago: string;
      }) => string
    >
  >;
  /** Why the bot sends no prompt. */
  readonly refused: Readonly<Record<Refusal, (phone: string) => string>>;
  /** The phone may show a prompt. `other` is the prompt's charge if it is this shop's. `again` is the span until the phone is free. */
  readonly promptOpen: (facts: {
    readonly phone: string;
    readonly other: string | undefined;
    readonly again: string;
  }) => string;
  /** A velocity limit is reached. `within` is a span, `again` a time. */
  readonly limitReached: Readonly<
    Record<
      VelocityLimit['of'],
      (facts: {
        readonly phone: string;
        readonly count: number;
        readonly within: string;
        readonly again: string;
      }) => string
    >
  >;
  readonly alreadyTried: string;
  readonly editsDoNothing: string;
  readonly hint: string;
}
