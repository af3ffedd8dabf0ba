import { readAmount, type AmountKes, type AmountRefusal } from './amount.ts';
import {
  linkedDigits,
  readPhone,
  stripSeparators,
  withoutTel,
  type Msisdn,
  type PhoneRefusal,
} from './msisdn.ts';
import { oneLine } from './text.ts';

/** The longest note, in characters: a line on a phone, with room in every message that shows it. */
export const MAX_NOTE_LENGTH = 120;

/** What a merchant asked for with the text after `/charge`. */
export type ChargeRequest =
  | {
      readonly kind: 'complete';
      readonly msisdn: Msisdn;
      readonly amountKes: AmountKes;
      readonly note: string | undefined;
    }
  | { readonly kind: 'needs-phone' }
  | { readonly kind: 'needs-amount'; readonly msisdn: Msisdn }
  | {
      readonly kind: 'refused';
      readonly what: 'phone';
      readonly reason: PhoneRefusal | 'swapped';
      readonly text: string;
    }
  | {
      readonly kind: 'refused';
      readonly what: 'amount';
      readonly reason: AmountRefusal;
      readonly text: string;
      readonly msisdn: Msisdn;
    }
  | { readonly kind: 'refused'; readonly what: 'note'; readonly length: number };

/** A word of digits, or of a currency: what an amount can be made of. */
const CURRENCY_WORD = /^(?:kes|kshs?|shs?)\.?$/i;
const TRAILING_CURRENCY = /^(?:kes|kshs?|\/=|\/-)$/i;
/** The longest way to write a phone number, without what stands between: `002540` and nine digits. */
const MAX_PHONE_LENGTH = 15;
/** A number, perhaps with a currency before or after it. */
const NUMBER_WORD = /^(?:kes|kshs?|shs?)?\.?[\d,.]+(?:\/=|\/-|(?:kes|kshs?|shs?)\.?)?$/i;
/** `2`, `12`, `2.5`: a number that a note may begin with. */
const SMALL_NUMBER = /^[1-9]\d?(?:[.,]\d*)?$/;

/**
 * Reads the text after `/charge`: a phone, an amount, and perhaps a note, in that order.
 *
 * The phone may hold spaces. Because no way to write a Kenyan mobile number is the beginning of another, the first
 * words that make one are the phone, and what follows is the amount: `0712 345 678 500` has one reading.
 * A number right after the amount is refused rather than guessed at: `5 00` is not KES 5 with the note "00".
 *
 * @example readChargeRequest('0712345678 1,500 two bags of unga')
 * // { kind: 'complete', msisdn: '254712345678', amountKes: 1500, note: 'two bags of unga' }
 */
export function readChargeRequest(text: string): ChargeRequest {
  const words = withoutTel(oneLine(text, Number.POSITIVE_INFINITY))
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return { kind: 'needs-phone' };

  const phone = takePhone(words);
  if (phone.kind === 'refused') return phone;
  const { msisdn } = phone;
  if (phone.rest.length === 0) return { kind: 'needs-amount', msisdn };

  const { amountText, note } = takeAmount(phone.rest);
  const amount = readAmount(amountText);
  if (amount.kind === 'refused') {
    return { kind: 'refused', what: 'amount', reason: amount.reason, text: amountText, msisdn };
  }
  const length = Array.from(note).length;
  if (length > MAX_NOTE_LENGTH) return { kind: 'refused', what: 'note', length };
  return { kind: 'complete', msisdn, amountKes: amount.amountKes, note: note === '' ? undefined : note };
}

function takePhone(
  words: readonly string[],
): { kind: 'phone'; msisdn: Msisdn; rest: readonly string[] } | (ChargeRequest & { kind: 'refused' }) {
  const [first = ''] = words;
  if (linkedDigits(first) !== undefined) {
    const reading = readPhone(first);
    return reading.kind === 'phone'
      ? { ...reading, rest: words.slice(1) }
      : { ...reading, what: 'phone', text: first };
  }
  let joined = '';
  let count = 0;
  for (const word of words) {
    const bare = stripSeparators(word);
    // A comma ends a phone. In the middle of one it makes no number of what was read so far.
    if (!/^[+\d]*[,;:]?$/.test(bare) || joined.length > MAX_PHONE_LENGTH) break;
    joined += bare;
    count += 1;
    const reading = readPhone(joined);
    if (reading.kind === 'phone') return { kind: 'phone', msisdn: reading.msisdn, rest: words.slice(count) };
  }
  return refusePhone(words, count);
}

/** Says what was wrong with the words where a phone should be: the likeliest slip first. */
function refusePhone(words: readonly string[], phoneWords: number): ChargeRequest & { kind: 'refused' } {
  const first = words[0] ?? '';
  const others = readPhone(words.slice(1).join(''));
  if (others.kind === 'phone' && readAmount(first).kind === 'amount') {
    return { kind: 'refused', what: 'phone', reason: 'swapped', text: words.join(' ') };
  }
  // One word tells the most ("07123 500" is a short phone and an amount), unless the phone itself was in pieces.
  const inPieces = stripSeparators(first).length < 5;
  const text = inPieces ? words.slice(0, Math.max(phoneWords, 1)).join(' ') : first;
  const reading = readPhone(text);
  return {
    kind: 'refused',
    what: 'phone',
    reason: reading.kind === 'refused' ? reading.reason : 'letters',
    text,
  };
}

/** Splits the words after the phone into the text of the amount and the note. */
function takeAmount(words: readonly string[]): { amountText: string; note: string } {
  let end = CURRENCY_WORD.test(words[0] ?? '') ? 2 : 1;
  if (TRAILING_CURRENCY.test(words[end] ?? '')) end += 1;
  while (continuesNumber(words, end)) end += 1;
  return { amountText: words.slice(0, end).join(' '), note: words.slice(end).join(' ') };
}

/**
 * Whether the word at `at` could be the rest of the amount, or a second one, rather than the start of a note: any number but
 * one of one or two digits with words after it. `500 2 bags` is an amount and a note; `5 00`, `1 ,500 unga`, `50 0`,
 * `1 5/= unga` and `1 KES 500` are not.
 */
function continuesNumber(words: readonly string[], at: number): boolean {
  const word = words[at];
  if (word === undefined || !NUMBER_WORD.test(word)) return false;
  const next = words[at + 1];
  return !SMALL_NUMBER.test(word) || next === undefined || CURRENCY_WORD.test(next) || /^\/[=-]$/.test(next);
}
