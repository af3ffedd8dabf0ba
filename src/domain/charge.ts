import type { AmountKes } from './amount.ts';
import { isState, type ChargeState } from './charge-states.ts';
import type { CloseReason } from './close-reason.ts';
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
  /** The number that people see (#12). Each merchant counts from 1. */
  readonly number: number;
  /** Names the charge in a button. Random, so that it does not reveal how many there are. */
  readonly ref: string;
  /** One charge per key: a second delivery of the same command or press finds the first charge. */
  readonly idempotencyKey: string;
  readonly state: ChargeState;
  /** Whole until it is erased. Only a finished charge's number can be erased. */
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
  /** When it is told as not confirmed, if it is not paid by then. */
  readonly confirmBy: number | null;
  /** When the watch ends. */
  readonly watchUntil: number | null;
  /** When the gateway is asked next. */
  readonly watchDueAt: number | null;
  /** Since when the gateway refuses the account on queries about it; null if it does not. */
  readonly accountRefusedAt: number | null;
  readonly receipt: string | null;
  /** When the gateway confirmed the payment, or a person marked it as paid; null if neither happened. */
  readonly paidAt: number | null;
  /** The gateway's message with a refusal: empty if it gave none, null if it was never reached. */
  readonly gatewayMessage: string | null;
  /** What does not fit in a payment that the gateway reported; null if there is none, or once it is put aside. */
  readonly mismatch: Mismatch | null;
  /**
   * The mismatched payment as it was reported; for a marked charge, the one that a person assigned to it. Null if it was not
   * kept.
   */
  readonly reported: ReportedPayment | null;
  /** Who marked it as paid or unpaid (a Telegram user id). */
  readonly markedBy: number | null;
  readonly markedByName: string | null;
  /** The name that the merchant gave the customer; null if they have none. */
  readonly customerName: string | null;
  /** When the shop closed it (epoch ms), who did, and why; null while nobody has. */
  readonly closedAt: number | null;
  readonly closedBy: number | null;
  readonly closedByName: string | null;
  readonly closeReason: CloseReason | null;
  /** Which payer of a collection it asks; null for a charge of its own. */
  readonly collectionPayerId: number | null;
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
  /** What a reply to that message quotes of it in a group; null if nothing may be quoted. */
  readonly commandWord: string | null;
  /** The name of who asked. */
  readonly userName: string;
  readonly language: Language;
  /** The shop's name, if the person who charged works at several; null otherwise. */
  readonly shop: string | null;
  /** The id of the card's message; null until Telegram has it, and once it is gone. */
  readonly cardMessageId: number | null;
  /** When the card is next updated, in steady time: 0 for at once, null if it is up to date. */
  readonly cardDueAt: number | null;
  readonly cardAttempts: number;
  /** Grows by one with every change of what the card says. */
  readonly revision: number;
  /** The id of the notice in this chat that says all that the card says; null until Telegram has it. */
  readonly noticeMessageId: number | null;
}

/** Returns whether a charge counts as paid: the gateway confirmed it, or a person marked it as paid. */
export const isPaid = ({ state }: Pick<Charge, 'state'>): boolean => isState(state, 'countsAsPaid');

export type ChatKind = 'private' | 'group';

/** A request for a charge. */
export type ChargeRequest = Pick<
  Charge,
  'idempotencyKey' | 'merchantId' | 'amountKes' | 'note' | 'userId' | 'requestedAt'
> & {
  readonly msisdn: Msisdn;
  /** The name in the contact that the number came from. It becomes the customer's, unless they have one. */
  readonly contactName?: string | null;
  /** The payer of a collection. The charge has no card: the collection's board shows it. */
  readonly collectionPayerId?: number;
  /** Where it is told. Null for a request from outside of a chat: its payment is announced, or told to the owners in private. */
  readonly message: ChargeRequestMessage | null;
};

export type ChargeRequestMessage = Pick<
  ChargeMessage,
  'chatId' | 'chatKind' | 'threadId' | 'commandMessageId' | 'userName' | 'language' | 'shop'
> & {
  readonly commandWord?: string | null;
  /** The bot's message that becomes the card; undefined to send a new one. */
  readonly cardMessageId: number | undefined;
};

/** A mismatched payment as the gateway reported it. Values are as they came, made safe to show. */
export interface ReportedPayment {
  /** Its number among the charge's mismatched payments, from 1. */
  readonly number: number;
  readonly amount?: string | undefined;
  /** The payer's number, masked; undefined if it cannot be shown, or was erased. */
  readonly phone?: string | undefined;
  readonly receipt: string;
}

/** Returns whether a charge has a mismatched payment that nobody has decided on. */
export const isMismatchOpen = ({ state, mismatch }: Pick<Charge, 'state' | 'mismatch'>): boolean =>
  mismatch !== null && isState(state, 'mismatchOpen');
