import { readAmount } from './amount.ts';
import { wordsOfName } from './customer-name.ts';
import { readMpesaMessage, type MpesaMessage, type ShownPhone } from './mpesa-message.ts';
import { readPhone, type Msisdn } from './msisdn.ts';
import { oneLine } from './one-line.ts';
import { isPlausibleReceipt } from './receipt.ts';

/** What a charge is searched by. A charge fits if everything that is given fits. */
export interface ChargeFilter {
  readonly number?: number;
  readonly amountKes?: number;
  /** What is known of the customer's number. An erased number never fits. */
  readonly phone?: ShownPhone;
  /** Each of them is somewhere in the note, in capitals or not. */
  readonly noteWords?: readonly string[];
  /** Each of them begins a word of the customer's name (see `wordsOfName`). */
  readonly nameWords?: readonly string[];
  /** The receipt of a payment that was reported for the charge and did not fit, or that a person assigned to it. */
  readonly reportedReceipt?: string;
}

/** How a text to search for is read. */
export type SearchText =
  | { readonly kind: 'empty' }
  /** One letter is in nearly every note. */
  | { readonly kind: 'too-short' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'phone'; readonly msisdn: Msisdn }
  | { readonly kind: 'message'; readonly message: MpesaMessage }
  /** A charge is found if any filter fits. `receipt`: the text may be one, which is looked up first. */
  | { readonly kind: 'filters'; readonly filters: readonly ChargeFilter[]; readonly receipt?: string };

/** How many of a number's last digits are searched for: fewer fit nearly everybody, and nine are a whole number. */
const MIN_LAST_DIGITS = 3;
const MAX_LAST_DIGITS = 9;
/** The fewest characters that are searched for in notes and names. */
const MIN_TEXT_CHARACTERS = 2;
/** The most words of a note or a name that are searched for. Further ones are left out, so more is found. */
const MAX_WORDS = 6;

/**
 * Reads what a person searches for: part of a note, a customer's name, an amount, the last digits of a number or a whole number, a receipt, a charge
 * number (`#12`), or an M-Pesa message. A text with several readings is searched by all of them: `500` may be an amount, last digits,
 * a charge number and part of a note.
 */
export function readSearch(text: string): SearchText {
  const message = readMpesaMessage(text);
  if (message !== undefined) return { kind: 'message', message };
  const asked = oneLine(text, Number.POSITIVE_INFINITY);
  if (asked === '') return { kind: 'empty' };
  const number = /^# ?(\d{1,8})$/.exec(asked)?.[1];
  if (number !== undefined) return { kind: 'number', number: Number(number) };
  const phone = readPhone(asked);
  if (phone.kind === 'phone') return { kind: 'phone', msisdn: phone.msisdn };
  const receipt = asked.toUpperCase();
  const isReceipt = isPlausibleReceipt(receipt);
  const filters = [
    ...(isReceipt ? [{ reportedReceipt: receipt }] : []),
    ...digitFilters(asked),
    ...amountFilters(asked),
    ...(Array.from(asked).length < MIN_TEXT_CHARACTERS ? [] : textFilters(asked)),
  ];
  if (filters.length === 0) return { kind: 'too-short' };
  return { kind: 'filters', filters, ...(isReceipt ? { receipt } : {}) };
}

/** Plain digits may be a charge number, or the end of a customer's number. */
function digitFilters(asked: string): readonly ChargeFilter[] {
  if (!/^\d{1,9}$/.test(asked)) return [];
  const isNumber = asked.length <= 8 && !asked.startsWith('0');
  const isEnd = asked.length >= MIN_LAST_DIGITS && asked.length <= MAX_LAST_DIGITS;
  return [
    ...(isNumber ? [{ number: Number(asked) }] : []),
    ...(isEnd ? [{ phone: { begins: '254', ends: asked } }] : []),
  ];
}

/** The text may be an amount, or end in one: `unga 500`, `0712345678 500`. */
function amountFilters(asked: string): readonly ChargeFilter[] {
  const whole = readAmount(asked);
  if (whole.kind !== 'refused') return [{ amountKes: whole.amountKes }];
  const [, before = '', last = ''] = /^(.+) (\S+)$/.exec(asked) ?? [];
  const amount = readAmount(last);
  if (before === '' || amount.kind === 'refused') return [];
  const { amountKes } = amount;
  const phone = readPhone(before);
  return phone.kind === 'phone'
    ? [{ phone: { begins: phone.msisdn, ends: '' }, amountKes }]
    : textFilters(before, { amountKes });
}

/** A text may be part of a note, and with a letter in it, of a customer's name. */
function textFilters(text: string, also: ChargeFilter = {}): readonly ChargeFilter[] {
  const nameWords = wordsOfName(text).slice(0, MAX_WORDS);
  return [
    { ...also, noteWords: wordsOf(text) },
    ...(nameWords.some((word) => /\p{L}/u.test(word)) ? [{ ...also, nameWords }] : []),
  ];
}

const wordsOf = (text: string): readonly string[] => [...new Set(text.split(' '))].slice(0, MAX_WORDS);
