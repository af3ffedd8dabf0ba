import type { AmountKes } from './amount.ts';
import { isState, type ChargeState } from './charge-states.ts';
import type { Language } from './language.ts';
import type { ErasedPhone, Msisdn } from './msisdn.ts';
import type { Mismatch } from './verify-payment.ts';

/**
 * A charge: money and its states. Times `…At` are epoch milliseconds by the machine's clock; `…SteadyAt`, `confirmBy`,
 * `watchUntil` and `watchDueAt` are in steady time (see runtime/clock.ts).
 */
export interface Charge {
  readonly id: number;
  readonly merchantId: number;
  /** The number that people see (#12): the merchant's own count. */
  readonly number: number;
  /** Names the charge in a button: random, so that it tells nobody how many there are. */
  readonly ref: string;
  /** One charge per key: a second delivery of the same command or press finds the first charge. */
  readonly idempotencyKey: string;
  readonly state: ChargeState;
  /** Whole until it is erased, which only a finished charge's can be. */
  readonly msisdn: Msisdn | ErasedPhone;
  readonly amountKes: AmountKes;
  readonly note: string | null;
  /** Who asked for it (a Telegram user id); null if it was not asked for in a chat. */
  readonly userId: number | null;
  /** When the person asked, by Telegram's clock for commands. */
  readonly requestedAt: number;
  readonly createdAt: number;
  readonly pushedAt: number | null;
  readonly createdSteadyAt: number;
  readonly pushedSteadyAt: number | null;
  /** The account through which it is pushed, from when the push begins. */
  readonly accountId: number | null;
  readonly transactionId: string | null;
  /** When it is told as not confirmed. */
  readonly confirmBy: number | null;
  /** When the watch ends. */
  readonly watchUntil: number | null;
  /** When the gateway is asked next. */
  readonly watchDueAt: number | null;
  /** Since when the gateway refuses the account on queries about it; null while it answers. */
  readonly accountRefusedAt: number | null;
  readonly receipt: string | null;
  /** When the payment was confirmed to us, or when a person said that it was made; null when neither. */
  readonly paidAt: number | null;
  /** The gateway's message with a refusal: empty if it gave none, null if it was never reached. */
  readonly gatewayMessage: string | null;
  /** What did not fit when the gateway reported a payment that was not this one; null once that is put aside. */
  readonly mismatch: Mismatch | null;
  /** That payment, as it was reported; of a marked charge, the one that a person took for it. Null where that was not kept. */
  readonly reported: ReportedPayment | null;
  /** Who gave their word that it was paid, or that it was not. */
  readonly markedBy: number | null;
  readonly markedByName: string | null;
  /** Where and how it is told; null for a charge that was not asked for in a chat. */
  readonly message: ChargeMessage | null;
}

/** Where a charge was asked for, and the card that shows it there. */
export interface ChargeMessage {
  readonly chatId: number;
  readonly chatKind: ChatKind;
  readonly threadId: number | null;
  /** The message that asked, which card and notices reply to. */
  readonly commandMessageId: number | null;
  /** The name of who asked. */
  readonly userName: string;
  readonly language: Language;
  /** The shop's name, where whoever charged works at several and could have meant another. */
  readonly shop: string | null;
  /** The card's message: null until Telegram has it, or when it is gone. */
  readonly cardMessageId: number | null;
  /** When the card is brought up to date, in steady time: 0 for at once, null when it shows the charge as it is. */
  readonly cardDueAt: number | null;
  readonly cardAttempts: number;
  /** Grows by one with everything that changes what the card says. */
  readonly revision: number;
}

export type ChatKind = 'private' | 'group';

/** A charge as it is asked for. */
export type ChargeRequest = Pick<
  Charge,
  'idempotencyKey' | 'merchantId' | 'amountKes' | 'note' | 'userId' | 'requestedAt'
> & {
  readonly msisdn: Msisdn;
  /** Where it is told. Null: in the chats that hear of the merchant's payments, or in its owners' private chats. */
  readonly message: ChargeRequestMessage | null;
};

export type ChargeRequestMessage = Pick<
  ChargeMessage,
  'chatId' | 'chatKind' | 'threadId' | 'commandMessageId' | 'userName' | 'language' | 'shop'
> & {
  /** A message of ours that becomes the card; undefined to send a new one. */
  readonly cardMessageId: number | undefined;
};

/** A payment as the gateway reported it, that does not fit the charge: values as they came, fit to be shown. */
export interface ReportedPayment {
  /** Which of the payments it is that were reported for the charge and did not fit, from 1. */
  readonly number: number;
  readonly amount?: string | undefined;
  /** The payer, masked; gone where it is no number that can be shown, or was erased. */
  readonly phone?: string | undefined;
  readonly receipt: string;
}

/** Whether a reported payment does not fit, and nobody has said yet what it is. */
export const isMismatchOpen = ({ state, mismatch }: Pick<Charge, 'state' | 'mismatch'>): boolean =>
  mismatch !== null && isState(state, 'mismatchOpen');
