import { CURRENCY, readAmount, type AmountKes, type AmountRefusal } from './amount.ts';
import {
  linkedDigits,
  readPhone,
  stripSeparators,
  withoutTel,
  type Msisdn,
  type PhoneRefusal,
} from './msisdn.ts';
import { oneLine } from './one-line.ts';

/** The longest note, in characters: a line on a phone, with room in every message that shows it. */
export const MAX_NOTE_LENGTH = 120;

/** An amount and perhaps a note, as they were read. */
export type AmountAndNote =
  | { readonly kind: 'complete'; readonly amountKes: AmountKes; readonly note: string | undefined }
  /** The same, but the person must confirm the amount first: it has more than one likely reading. */
  | {
      readonly kind: 'to-confirm';
      readonly amountKes: AmountKes;
      readonly amountText: string;
      readonly note: string | undefined;
    }
  | RefusedAmount
  | RefusedNote;

interface RefusedAmount {
  readonly kind: 'refused';
  readonly what: 'amount';
  readonly reason: AmountRefusal;
  readonly text: string;
}

interface RefusedNote {
  readonly kind: 'refused';
  readonly what: 'note';
  readonly length: number;
}

/** The text after `/charge`, as it was read. */
export type ChargeRequest =
  | (Exclude<AmountAndNote, { readonly kind: 'refused' }> & { readonly msisdn: Msisdn })
  | { readonly kind: 'needs-phone' }
  | { readonly kind: 'needs-amount'; readonly msisdn: Msisdn }
  | {
      readonly kind: 'refused';
      readonly what: 'phone';
      readonly reason: PhoneRefusal | 'swapped';
      readonly text: string;
    }
  | (RefusedAmount & { readonly msisdn: Msisdn })
  | RefusedNote;

/** A currency before the number, and after it. */
const CURRENCY_WORD = new RegExp(String.raw`^${CURRENCY}\.?$`, 'i');
const CURRENCY_AFTER = new RegExp(String.raw`^(?:${CURRENCY}\.?|/=|/-)$`, 'i');
const ONLY = /^(?:only|tu)\.?$/i;
const UNIT_AFTER = String.raw`(?:\.|/=|/-|${CURRENCY}\.?)?`;
/** Multiplies the number before it, so that the amount is refused or must be confirmed. `500 Mia` is a note: Mia is also a name. */
const MULTIPLIER = new RegExp(`^(?:k|thousand|elfu|millions?|milioni)${UNIT_AFTER}$`, 'i');
const HUNDREDS = new RegExp(`^(?:hundred|mia)${UNIT_AFTER}$`, 'i');
/** Marks that stand alone. A mark points to the amount or separates it from a note; an operator calculates with it. */
const MARK = /^[=\p{Pd}\u2212]$/u;
const OPERATOR = /^[+*×x/]$/iu;
/** The longest way to write a phone number, without what stands between: `002540` and nine digits. */
const MAX_PHONE_LENGTH = 15;
/** A number, perhaps with a sign, a currency or thousands. */
const NUMBER_WORD = new RegExp(
  String.raw`^[=+\p{Pd}\u2212]?${CURRENCY}?\.?[\d,.]+k?(?:/=|/-|${CURRENCY}\.?)?$`,
  'iu',
);
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
  const words = wordsOf(withoutTel(oneLine(text, Number.POSITIVE_INFINITY)));
  if (words.length === 0) return { kind: 'needs-phone' };

  const phone = takePhone(words);
  if (phone.kind === 'refused') return phone;
  const { msisdn } = phone;
  if (phone.rest.length === 0) return { kind: 'needs-amount', msisdn };

  const request = amountAndNote(phone.rest);
  return request.kind === 'refused' && request.what === 'note' ? request : { ...request, msisdn };
}

/**
 * Reads an amount and perhaps a note, as they stand after the phone in a command.
 *
 * @example readAmountAndNote('500 2 bags') // { kind: 'complete', amountKes: 500, note: '2 bags' }
 */
export const readAmountAndNote = (text: string): AmountAndNote =>
  amountAndNote(wordsOf(oneLine(text, Number.POSITIVE_INFINITY)));

const wordsOf = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

function amountAndNote(words: readonly string[]): AmountAndNote {
  const { amountText, note } = takeAmount(words);
  const amount = readAmount(amountText);
  if (amount.kind === 'refused')
    return { kind: 'refused', what: 'amount', reason: amount.reason, text: amountText };
  const length = Array.from(note).length;
  if (length > MAX_NOTE_LENGTH) return { kind: 'refused', what: 'note', length };
  const charge = { amountKes: amount.amountKes, note: note === '' ? undefined : note };
  return amount.kind === 'amount'
    ? { kind: 'complete', ...charge }
    : { kind: 'to-confirm', ...charge, amountText };
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

/** Says what is wrong with the words where a phone should be. The most likely mistake comes first. */
function refusePhone(words: readonly string[], phoneWords: number): ChargeRequest & { kind: 'refused' } {
  const first = words[0] ?? '';
  const others = readPhone(words.slice(1).join(''));
  if (others.kind === 'phone' && readAmount(first).kind !== 'refused') {
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
  const wordAt = (at: number): string => words[at] ?? '';
  let end = MARK.test(wordAt(0)) ? 1 : 0;
  if (CURRENCY_WORD.test(wordAt(end))) end += 1;
  const number = wordAt(end);
  end += 1;
  const isSmall = SMALL_NUMBER.test(number);
  if (MULTIPLIER.test(wordAt(end)) || (isSmall && HUNDREDS.test(wordAt(end)))) end += 1;
  if (CURRENCY_AFTER.test(wordAt(end))) end += 1;
  // With words behind it, “only” begins a note.
  const next = words[end + 1];
  if (ONLY.test(wordAt(end)) && (next === undefined || NUMBER_WORD.test(next))) end += 1;
  // After `12.` any number may be its cents.
  if (/\d\.$/.test(wordAt(end - 1)) && /^\d/.test(wordAt(end))) end += 1;
  for (let more = wordsMore(words, end); more > 0; more = wordsMore(words, end)) end += more;
  return { amountText: words.slice(0, end).join(' '), note: words.slice(end).join(' ') };
}

/** How many words at `at` belong to the amount: a number that may be the rest of it, perhaps with a mark before it. */
function wordsMore(words: readonly string[], at: number): number {
  const [word = '', next = ''] = words.slice(at, at + 2);
  // `500 x 2 bags` may be KES 1,000; `500 - 2 bags` is an amount and a note.
  if (OPERATOR.test(word)) return NUMBER_WORD.test(next) ? 2 : 0;
  if (MARK.test(word)) return continuesNumber(words, at + 1) ? 2 : 0;
  return continuesNumber(words, at) ? 1 : 0;
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
