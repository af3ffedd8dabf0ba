import type { AmountKes } from './amount.ts';
import type { ChargeState } from './charge-states.ts';
import { isMismatchOpen, isPaid, type Charge, type ChatKind } from './charge.ts';
import type { Language } from './language.ts';
import { isErased, type ErasedPhone, type Msisdn } from './msisdn.ts';

/** The most payers of a collection. */
export const MAX_PAYERS = 200;
/** A collection asks for at most one charge in this span, so that prompts leave one after another. */
export const COLLECT_EVERY_MS = 1_000;
/**
 * While so many prompts of a merchant's collections wait to be sent or for the gateway's answer, no more are created. It is half of what is
 * sent to a gateway at once: however slow it is, the counter's prompts go out at once.
 */
export const MAX_UNANSWERED = 8;
/**
 * A collection that continues this much later than it should pauses: the program was away, and nobody expects prompts any more. It is
 * measured by the machine's clock, because steady time does not count time without a program.
 */
export const COLLECTION_LATE_MS = 10 * 60_000;
/** A collection uses at most this share of the limits of a person and of a merchant, so that the counter can still charge. */
export const COLLECTION_SHARE = 0.75;

/** Why a collection asks for no more charges until a person says to go on. */
export const PAUSE_REASONS = [
  /** The program was away for long. */
  'away',
  /** The database was restored from a copy: some payers may have been asked after it was made. */
  'restored',
  /** The merchant has no account, or is suspended. */
  'no-account',
  'suspended',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** Many payers who are asked together. Each charge of it is a charge like any other. */
export interface Collection {
  readonly id: number;
  readonly merchantId: number;
  /** Names the collection in a button. Random, like a charge's. */
  readonly ref: string;
  /** Who began it (a Telegram user id). */
  readonly userId: number;
  /** The amount of each payer without an amount of their own. */
  readonly amountKes: AmountKes;
  readonly note: string | null;
  readonly createdAt: number;
  /** Where its board is. */
  readonly chatId: number;
  readonly chatKind: ChatKind;
  readonly threadId: number | null;
  readonly commandMessageId: number | null;
  readonly commandWord: string | null;
  readonly language: Language;
  /** The shop's name, if the person works at several; null otherwise. */
  readonly shop: string | null;
  /** The id of the board's message; null until Telegram has it. */
  readonly boardMessageId: number | null;
  /** The page that the board shows, from 1. */
  readonly boardPage: number;
  /** Grows by one with every change of what the board says. */
  readonly revision: number;
  /** When the next charge of it is created: in steady time, and by the machine's clock. Null if nobody waits, or while it is paused. */
  readonly dueAt: number | null;
  readonly dueWallAt: number | null;
  /** Why it is paused; null if it is not. */
  readonly pause: PauseReason | null;
  /** When it was closed (epoch ms), and by whom; null while it is open. */
  readonly closedAt: number | null;
  readonly closedByName: string | null;
}

export const PAYER_STATES = [
  /** A charge is to be created. */
  'waiting',
  /** The last charge was created. What became of it is in the charge. */
  'charged',
  /** No charge could be created. */
  'refused',
  /** No charge is created any more: the collection was closed, or the number erased. */
  'left',
] as const;
export type PayerState = (typeof PAYER_STATES)[number];

/** Why no charge could be created for a payer. */
export const PAYER_REFUSALS = ['blocked', 'not-a-member', 'over-limit'] as const;
export type PayerRefusal = (typeof PAYER_REFUSALS)[number];

/** What a board shows of a charge of a payer. */
export type PayersCharge = Pick<
  Charge,
  | 'id'
  | 'ref'
  | 'number'
  | 'state'
  | 'amountKes'
  | 'receipt'
  | 'paidAt'
  | 'mismatch'
  | 'markedByName'
  | 'closedAt'
  | 'closeReason'
  | 'gatewayMessage'
> & { readonly refundedKes: number };

/** One who is asked to pay, with all charges to them in this collection, the oldest first. */
export interface Payer {
  readonly id: number;
  readonly msisdn: Msisdn | ErasedPhone;
  /** The name that the merchant gave them, or that was written beside the number; null if there is none. */
  readonly customerName: string | null;
  readonly amountKes: AmountKes;
  readonly state: PayerState;
  readonly refusal: PayerRefusal | null;
  /** When the next charge is created, in steady time; null unless `waiting`. */
  readonly dueAt: number | null;
  readonly charges: readonly PayersCharge[];
}

/** A collection with its payers, in the order in which they were named. */
export interface Board {
  readonly collection: Collection;
  readonly payers: readonly Payer[];
}

/** What is known of a payer. */
export type PayerStatus =
  /** The gateway confirmed the payment. */
  | 'paid'
  /** A person marked it as paid. */
  | 'marked'
  /** The shop took cash, or closed the charge for another reason. No prompt is sent again. */
  | 'closed'
  /** A payment was reported that does not fit: a person must decide. */
  | 'mismatch'
  | 'waiting'
  | 'sending'
  /** The prompt is on the phone, as far as is known. */
  | 'asked'
  /** Not known if the prompt reached the phone. */
  | 'unknown'
  /** The prompt was not answered in time, or the customer cancelled it. */
  | 'unpaid'
  /** The gateway declined, or the charge was canceled before it was sent. */
  | 'not-sent'
  | 'refused'
  | 'left';

const STATUS_IN: Readonly<Record<ChargeState, PayerStatus>> = {
  created: 'sending',
  pushing: 'sending',
  pending: 'asked',
  unconfirmed: 'unpaid',
  expired: 'unpaid',
  paid: 'paid',
  declined: 'not-sent',
  unknown: 'unknown',
  canceled: 'not-sent',
  marked_paid: 'marked',
  marked_unpaid: 'unpaid',
};

/** The charge that says what became of a payer: the first that is paid, or otherwise the last. Undefined before the first charge. */
export const decidingCharge = ({ charges }: Pick<Payer, 'charges'>): PayersCharge | undefined =>
  charges.find((charge) => charge.state === 'paid') ?? charges.find(isPaid) ?? charges.at(-1);

/** Returns what is known of a payer. A payment on any of their charges counts, whatever the last one's state is. */
export function statusOf(payer: Pick<Payer, 'state' | 'charges'>): PayerStatus {
  const charge = decidingCharge(payer);
  if (charge !== undefined && isPaid(charge)) return STATUS_IN[charge.state];
  if (payer.charges.some(isMismatchOpen)) return 'mismatch';
  if (payer.state === 'waiting' || payer.state === 'refused') return payer.state;
  if (charge === undefined) return 'left';
  if (charge.closedAt !== null && charge.closeReason !== 'collection-closed')
    return charge.closeReason === 'customer-cancelled' ? 'unpaid' : 'closed';
  return STATUS_IN[charge.state];
}

/** Whether a payer has paid, by the gateway's confirmation or by a person's word. */
export const hasPaid = (payer: Pick<Payer, 'charges'>): boolean => payer.charges.some(isPaid);

/** Whether all that a payer paid went back to them. */
export const isRefunded = ({ charges }: Pick<Payer, 'charges'>): boolean =>
  charges.filter(isPaid).every(({ amountKes, refundedKes }) => refundedKes >= amountKes);

/** Whether a payer has paid more than once, and the shop has not sent it back. */
export const hasPaidTwice = ({ charges }: Pick<Payer, 'charges'>): boolean =>
  charges.filter((charge) => isPaid(charge) && charge.refundedKes < charge.amountKes).length > 1;

const REMINDED: ReadonlySet<PayerStatus> = new Set<PayerStatus>(['unpaid', 'not-sent', 'refused']);

/**
 * Whether a payer is asked once more by a reminder. One whose prompt may be open is not, nor one whose push had no answer: they may have
 * paid, and a person must look. Nor is one whose number was erased.
 */
export const mayRemind = (payer: Payer): boolean => REMINDED.has(statusOf(payer)) && !isErased(payer.msisdn);

/**
 * Whether a payer who waits is still to be asked, when their turn comes. Not if their earlier charges were paid, closed or reported with a
 * payment that does not fit since they were to be asked again.
 */
export const isStillToAsk = (payer: Pick<Payer, 'msisdn' | 'charges'>): boolean =>
  !isErased(payer.msisdn) &&
  (payer.charges.length === 0 || REMINDED.has(statusOf({ ...payer, state: 'charged' })));

/** What a collection has brought in. */
export interface CollectionSums {
  readonly payers: number;
  /** How many have paid, those by a person's word included. */
  readonly paid: number;
  /** How many of them only by a person's word. */
  readonly marked: number;
  /** How many paid more than once, and were not refunded: a reminder was sent, and an earlier prompt was answered, too. */
  readonly paidTwice: number;
  /** What was paid, all charges together, less what was refunded. */
  readonly paidKes: number;
  /** What all payers together are asked for. */
  readonly totalKes: number;
  /** Charges that are still to be created. */
  readonly waiting: number;
}

export function sumsOf(payers: readonly Payer[]): CollectionSums {
  const paid = payers.filter(hasPaid);
  const all = paid.flatMap(({ charges }) => charges.filter(isPaid));
  return {
    payers: payers.length,
    paid: paid.length,
    marked: paid.filter((payer) => statusOf(payer) === 'marked').length,
    paidTwice: paid.filter(hasPaidTwice).length,
    paidKes: all.reduce((sum, { amountKes, refundedKes }) => sum + amountKes - refundedKes, 0),
    totalKes: payers.reduce((sum, { amountKes }) => sum + amountKes, 0),
    waiting: payers.filter(({ state }) => state === 'waiting').length,
  };
}
