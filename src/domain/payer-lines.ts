import { CURRENCY, readAmount, type AmountKes } from './amount.ts';
import { MAX_PAYERS } from './collection.ts';
import { readCustomerName } from './customer-name.ts';
import { readPhone, stripSeparators, toLocal, type Msisdn, type PhoneRefusal } from './msisdn.ts';
import { readListLine } from './list-line.ts';
import { oneLine } from './one-line.ts';

/** Why a line names no payer. */
export type PayerLineProblem =
  | PhoneRefusal
  /** There is neither a number nor a name. */
  | 'nothing'
  /** There are two numbers. */
  | 'two-numbers'
  /** A number beside a name may be an amount, or part of the name. */
  | 'unclear-amount'
  /** The words in the place of the amount are no amount. */
  | 'not-an-amount'
  /** A tick or a word says that they have paid. */
  | 'marked-paid';

/** A line of a list of payers, as it was read. `amountKes` is the payer's own; undefined if the line has none. */
export type PayerLine =
  | {
      readonly kind: 'payer';
      readonly msisdn: Msisdn;
      readonly name: string | undefined;
      readonly amountKes: AmountKes | undefined;
    }
  /** A name without a number: a customer of the shop may have it. */
  | { readonly kind: 'name'; readonly name: string; readonly amountKes: AmountKes | undefined }
  | { readonly kind: 'wrong'; readonly problem: PayerLineProblem; readonly text: string };

/** Marks that only separate the parts of a line. */
const ONLY_MARKS = /^[\p{Pd}\u2212:;,.=|/•*_~()"]+$/u;
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]+/;
/** A number of one or two digits without a currency: beside a name it may be a house, a class, a table. */
const SMALL_NUMBER = /^\d{1,2}$/;
/** An amount has no more: `KES 2,000 /= only`. */
const MAX_AMOUNT_WORDS = 4;
/** A year, beside a name. */
const YEAR = /^20[1-3]\d$/;
/** A number after one of these may say which one. */
const NUMBERED_PLACE =
  /^(?:house|hse|room|rm|unit|plot|shop|door|flat|apt|apartment|block|class|grade|form|std|stall|table|floor|year|nyumba|chumba|duka|darasa|kibanda|meza|mlango|no|number|namba|acc|id|since)[.:]?$/i;
/** Such as `B12`, part of a name. None is like a digit that was written as a letter, nor like shillings or thousands. */
const PLACE_CODE = /^(?:[A-HJMNP-RT-Z]\d{1,3}|\d{1,2}[A-H])$/;
/** Amounts in words are not read. */
const NUMBER_WORD = /^(?:elfu|mia|laki|hundred|thousand|million)$/i;
/** What says that a phone number follows. */
const PHONE_LABEL = /^(?:tel|simu|phone|mobile|cell|namba|nambari|number|no|m-?pesa)[.:]*$/i;
const MPESA = /^\(?m-?pesa\)?$/i;
const HAS_CURRENCY = new RegExp(String.raw`${CURRENCY}|/=|/-`, 'i');
/** The longest way to write a phone number, without what stands between: `002540` and nine digits. */
const MAX_PHONE_LENGTH = 15;

/**
 * Reads a list of payers, one a line: a number, and perhaps a name and an amount of their own, in any order. Empty lines are left out.
 *
 * @example readPayerLines('0712345678\n2. Wanjiku 0722 000 111 2,000')
 * // [{ kind: 'payer', msisdn: '254712345678', … }, { kind: 'payer', msisdn: '254722000111', name: 'Wanjiku', amountKes: 2000 }]
 */
export function readPayerLines(text: string): readonly PayerLine[] {
  const lines = text
    .split(LINE_END)
    .map((line) => oneLine(line, Number.POSITIVE_INFINITY))
    .filter((line) => line !== '' && !ONLY_MARKS.test(line));
  // A title above a list does not count in its numbers.
  const titles = lines.findIndex((line) => line.replace(/\D/g, '').length >= 9);
  return lines.map((line, index) => readPayerLine(line, [index + 1, index + 1 - titles]));
}

/** @param places the line's place in the list, from 1, with and without the lines above it */
function readPayerLine(line: string, places: readonly number[]): PayerLine {
  const { words, isMarkedPaid } = readListLine(line);
  const wrong = (problem: PayerLineProblem): PayerLine => ({ kind: 'wrong', problem, text: line });
  if (isMarkedPaid) return wrong('marked-paid');
  const phone = findPhone(words);
  if (phone === undefined) return withoutPhone(words, line);
  const before = words.slice(0, phone.from);
  const after = words.slice(phone.to).filter((word) => !MPESA.test(word));
  if ((findPhone(before) ?? findPhone(after)) !== undefined) return wrong('two-numbers');
  // The place in the list, as in `12 0712345678`. Another small number there may be an amount.
  if (places.includes(Number(bareWord(before[0] ?? '')))) before.shift();
  const prefix = before.at(-1) ?? '';
  // `255 712 345 678`: without its own prefix, what looks like the number is the rest of another one.
  if (phone.isBare && /^\+?\d+$/.test(prefix))
    return wrongPhone(prefix + toLocal(phone.msisdn).slice(1), line);
  if (PHONE_LABEL.test(prefix) || prefix === '254' || prefix === '+254') before.pop();
  if (Number(before[0]) <= MAX_PAYERS) return wrong('unclear-amount');
  const rest = nameAndAmount([...before, ...after]);
  return typeof rest === 'string' ? wrong(rest) : { kind: 'payer', msisdn: phone.msisdn, ...rest };
}

interface FoundPhone {
  readonly msisdn: Msisdn;
  /** Written without 0 and 254, as in `712345678`. */
  readonly isBare: boolean;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the first words that make a phone together. No way to write a Kenyan mobile number with 0 or 254 is the beginning of another. Without
 * them it may be: `12 0733 000 111` has a place in a list before its number.
 */
const findPhone = (words: readonly string[]): FoundPhone | undefined =>
  findWords(words, /^(?:\+|0|254)/) ?? findWords(words, /^[17]/);

/** @param begins how the digits begin together */
function findWords(words: readonly string[], begins: RegExp): FoundPhone | undefined {
  for (let from = 0; from < words.length; from += 1) {
    let joined = '';
    for (let to = from; to < words.length && joined.length <= MAX_PHONE_LENGTH; to += 1) {
      const bare = stripSeparators(words[to] ?? '');
      const isPart = to === from ? bare !== '' : /^\d*[,;:]?$/.test(bare);
      if (!isPart) break;
      joined += bare;
      const reading = readPhone(joined);
      const isBare = /^[17]/.test(joined);
      if (reading.kind === 'phone' && begins.test(joined))
        return { msisdn: reading.msisdn, isBare, from, to: to + 1 };
      if (!/^\+?\d+$/.test(joined)) break;
    }
  }
  return undefined;
}

/** A line without a number that can be charged: a name, or a number that is wrong. */
function withoutPhone(words: readonly string[], line: string): PayerLine {
  // No amount begins with a zero or a plus.
  const begun = words.find((word) => /^(?:\+|0\d)/.test(word));
  // One word tells the most. In pieces, the number is all digits before the first letter.
  const long = words.find((word) => stripSeparators(word).replace(/\D/g, '').length >= 5);
  const numeric = words.filter((word) => /^\+?[\d().-]+$/.test(word)).join('');
  const candidate = long ?? (numeric.replace(/\D/g, '').length >= 6 ? numeric : undefined);
  if (candidate !== undefined && readAmount(candidate).kind === 'refused') return wrongPhone(candidate, line);
  if (begun !== undefined) return wrongPhone(begun, line);
  const rest = nameAndAmount(words);
  if (typeof rest === 'string') return { kind: 'wrong', problem: rest, text: line };
  if (rest.name !== undefined) return { kind: 'name', name: rest.name, amountKes: rest.amountKes };
  return candidate === undefined
    ? { kind: 'wrong', problem: 'nothing', text: line }
    : wrongPhone(candidate, line);
}

function wrongPhone(candidate: string, text: string): PayerLine {
  const reading = readPhone(candidate);
  return { kind: 'wrong', problem: reading.kind === 'refused' ? reading.reason : 'letters', text };
}

interface NameAndAmount {
  readonly name: string | undefined;
  readonly amountKes: AmountKes | undefined;
}

/** Reads what stands around a number: a name, with an amount before or after it. */
function nameAndAmount(around: readonly string[]): NameAndAmount | PayerLineProblem {
  const words = around.filter((word) => !ONLY_MARKS.test(word));
  if (words.some((word) => NUMBER_WORD.test(bareWord(word)))) return 'not-an-amount';
  const split = splitAmount(words);
  if (split === undefined && words.some(hasNumber)) {
    const isUnclear = words.some((word) => SMALL_NUMBER.test(bareWord(word)));
    return isUnclear ? 'unclear-amount' : 'not-an-amount';
  }
  const name = readCustomerName((split?.rest ?? words).map(bareWord).join(' '));
  if (split === undefined) return { name, amountKes: undefined };
  const { text, before } = split;
  const maybeNone = SMALL_NUMBER.test(text) || YEAR.test(text) || NUMBERED_PLACE.test(before);
  if (name !== undefined && maybeNone && !HAS_CURRENCY.test(text)) return 'unclear-amount';
  return { name, amountKes: split.amountKes };
}

/** A word without the marks that separate it from others. */
const bareWord = (word: string): string =>
  word.replace(/^[,;:|"]+|[,;:|"]+$|(?<=\p{L})[\p{Pd}(=]+$/gu, (marks) => (marks === word ? marks : ''));

/** Whether a word has a digit that may belong to an amount. */
const hasNumber = (word: string): boolean => /\d/.test(word) && !PLACE_CODE.test(bareWord(word));

/** Finds the longest run of words that is an amount: at the end, or otherwise at the beginning. */
function splitAmount(words: readonly string[]):
  | {
      readonly text: string;
      readonly amountKes: AmountKes;
      /** The word before it; empty if there is none. */
      readonly before: string;
      readonly rest: readonly string[];
    }
  | undefined {
  for (let size = Math.min(words.length, MAX_AMOUNT_WORDS); size > 0; size -= 1) {
    for (const at of new Set([words.length - size, 0])) {
      const text = bareWord(words.slice(at, at + size).join(' '));
      const reading = readAmount(text);
      const rest = [...words.slice(0, at), ...words.slice(at + size)];
      if (reading.kind === 'refused' || rest.some(hasNumber)) continue;
      return { text, amountKes: reading.amountKes, before: words[at - 1] ?? '', rest };
    }
  }
  return undefined;
}
