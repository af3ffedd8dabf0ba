import type { FmtString } from 'telegraf/format';
import type { AmountRefusal } from '../../charge/amount.ts';
import type { Mismatch } from '../../charge/judge.ts';
import type { PhoneRefusal } from '../../charge/msisdn.ts';
import type { ChargeState } from '../../charge/states.ts';
import type { Doubt, Language, NoticeKind } from '../../store/schema.ts';
import { english } from './en.ts';
import { swahili } from './sw.ts';

/** A piece of a message: plain text, or text with formatting that nothing in it can break. */
export type Text = string | FmtString;

/** What every sentence about a charge can name. All of it is ready to be shown. */
export interface ChargeFacts {
  readonly id: number;
  /** `KES 1,500`. */
  readonly amount: string;
  /** Whole in private, masked in groups. */
  readonly phone: string;
  readonly receipt: string;
  /** When it was asked for, as a time of day. */
  readonly asked: string;
  /** When the watch ends, as day and time. */
  readonly until: string;
  /** How long a confirmation was waited for. */
  readonly waited: string;
  /** The gateway's words; empty if it gave none, undefined if it was never reached. */
  readonly words: string | undefined;
}

/** A notice: the line that is read on a locked phone, and what follows it. */
export interface NoticeWords {
  readonly headline: string;
  readonly body?: string;
}

/** Everything the bot says, in one language. */
export interface Words {
  readonly language: Language;
  /** The locale of dates. */
  readonly locale: string;

  readonly commands: Readonly<
    Record<'charge' | 'pending' | 'today' | 'status' | 'cancel' | 'language' | 'help', string>
  >;
  readonly buttons: Readonly<
    Record<
      | 'send'
      | 'chargeAnyway'
      | 'chargeAgain'
      | 'cancel'
      | 'tryAgain'
      | 'customerPaid'
      | 'notPaid'
      | 'goOn'
      | 'english'
      | 'swahili',
      string
    >
  >;

  /** The line of the card that says how the charge stands. */
  readonly status: Readonly<Record<ChargeState, (facts: ChargeFacts) => string>>;
  readonly mismatch: Readonly<Record<Mismatch, string>>;
  readonly notice: Readonly<Record<NoticeKind, (facts: ChargeFacts) => NoticeWords>>;
  readonly chargedBy: (name: string, when: string) => string;
  readonly receipt: string;
  readonly byHand: string;

  readonly refusedPhone: Readonly<Record<PhoneRefusal | 'swapped', (text: string) => string>>;
  readonly refusedAmount: Readonly<Record<AmountRefusal, (text: string) => string>>;
  readonly noteTooLong: (length: number, limit: number) => string;
  readonly example: string;

  readonly askPhone: string;
  readonly askPhoneHint: string;
  readonly recentCustomers: string;
  readonly customerChosen: string;
  readonly askAmount: (phone: string) => string;
  readonly phonePlaceholder: string;
  readonly amountPlaceholder: string;
  readonly confirm: (facts: { readonly amount: string; readonly phone: string }) => string;
  /** Why a person is asked first. `other` is the earlier charge, `ago` how long ago it was. */
  readonly doubt: Readonly<
    Record<
      Doubt,
      (facts: {
        readonly phone: string;
        readonly network: string;
        readonly other: string;
        readonly ago: string;
      }) => string
    >
  >;
  readonly left: string;
  readonly nothingToLeave: string;
  readonly pressAButton: string;
  readonly questionClosed: string;
  readonly notYours: string;
  readonly alreadySettled: string;
  readonly alreadyTried: string;
  readonly noted: string;
  readonly editsDoNothing: string;
  readonly hint: string;
  readonly failed: string;
  /** This till was put back from a copy of its database of that time, and sends nothing yet. */
  readonly held: (when: string) => string;
  readonly goesOn: string;

  readonly nothingPending: string;
  readonly pendingTitle: (count: number) => string;
  readonly andMore: (count: number) => string;
  readonly nothingToday: string;
  readonly todayTitle: (count: number, amount: string) => string;
  readonly todayByHand: (count: number, amount: string) => string;
  readonly latest: string;
  readonly statusUsage: string;
  readonly statusNotFound: (text: string) => string;
  readonly history: string;
  /** A line of a charge's history. */
  readonly event: Readonly<Record<ChargeState, string>>;
  readonly eventMismatch: string;
  readonly byPerson: (name: string) => string;

  readonly chooseLanguage: string;
  readonly languageChosen: string;
  readonly help: Text;
  readonly welcome: (name: string) => string;
  readonly stranger: (userId: number) => string;
  readonly anonymous: string;
  readonly deadCode: string;

  readonly ago: (seconds: number) => string;
  readonly span: (seconds: number) => string;
}

const LANGUAGES: Readonly<Record<Language, Words>> = { en: english, sw: swahili };

export const wordsIn = (language: Language): Words => LANGUAGES[language];

/** The language for a Telegram `language_code` (an IETF tag such as `sw` or `en-GB`). */
export const languageOf = (code: string | undefined): Language =>
  code !== undefined && /^sw(?:-|$)/i.test(code) ? 'sw' : 'en';
