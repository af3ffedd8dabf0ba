import { CURRENCY, readAmount, type AmountKes } from './amount.ts';
import { MAX_PAYERS } from './collection.ts';
import { readCustomerName } from './customer-name.ts';
import { readPhone, stripSeparators, toLocal, type Msisdn, type PhoneRefusal } from './msisdn.ts';
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
  /** What should be an amount is none. */
  | 'not-an-amount';

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

/** What people put before the items of a list. */
const BULLET = /^(?:\d{1,3}[.)]|[-•*–—])$/;
const BULLET_BEFORE = /^(?:\d{1,3}[.)]|[-•*–—])(?=\p{L}|\+?\d{9})/u;
/** Marks that only separate the parts of a line. */
const ONLY_MARKS = /^[\p{Pd}\u2212:;,.=|/•]+$/u;
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]+/;
/** A number of one or two digits without a currency: beside a name it may be a house, a class, a table. */
const SMALL_NUMBER = /^\d{1,2}$/;
const HAS_CURRENCY = new RegExp(String.raw`${CURRENCY}|/=|/-`, 'i');
/** The longest way to write a phone number, without what stands between: `002540` and nine digits. */
const MAX_PHONE_LENGTH = 15;

/**
 * Reads a list of payers, one a line: a number, and perhaps a name and an amount of their own, in any order. Empty lines are left out.
 *
 * @example readPayerLines('0712345678\n2. Wanjiku 0722 000 111 2,000')
 * // [{ kind: 'payer', msisdn: '254712345678', … }, { kind: 'payer', msisdn: '254722000111', name: 'Wanjiku', amountKes: 2000 }]
 */
export const readPayerLines = (text: string): readonly PayerLine[] =>
  text
    .split(LINE_END)
    .map((line) => oneLine(line, Number.POSITIVE_INFINITY))
    .filter((line) => line !== '' && !ONLY_MARKS.test(line))
    .map((line, index) => readPayerLine(line, index + 1));

/** @param place the line's place in the list, from 1 */
function readPayerLine(line: string, place: number): PayerLine {
  const words = line
    .replace(BULLET_BEFORE, '')
    .split(' ')
    .filter((word) => word !== '');
  if (words.length > 1 && BULLET.test(words[0] ?? '')) words.shift();
  const phone = findPhone(words);
  if (phone === undefined) return withoutPhone(words, line);
  const before = words.slice(0, phone.from);
  const after = words.slice(phone.to);
  if (findPhone(after) !== undefined) return { kind: 'wrong', problem: 'two-numbers', text: line };
  // The place in the list, as in `12 0712345678`. Another small number there may be an amount.
  if (before[0] === String(place)) before.shift();
  const prefix = before.at(-1) ?? '';
  // `255 712 345 678`: without its own prefix, what looks like the number is the rest of another one.
  if (phone.isBare && /^\+?\d+$/.test(prefix))
    return wrongPhone(prefix + toLocal(phone.msisdn).slice(1), line);
  if (Number(before[0]) <= MAX_PAYERS) return { kind: 'wrong', problem: 'unclear-amount', text: line };
  const rest = nameAndAmount([...before, ...after]);
  return typeof rest === 'string'
    ? { kind: 'wrong', problem: rest, text: line }
    : { kind: 'payer', msisdn: phone.msisdn, ...rest };
}

interface FoundPhone {
  readonly msisdn: Msisdn;
  /** Written without 0 and 254, as in `712345678`. */
  readonly isBare: boolean;
  readonly from: number;
  readonly to: number;
}

/** Finds the first words that make a phone together. No way to write a Kenyan mobile number is the beginning of another. */
function findPhone(words: readonly string[]): FoundPhone | undefined {
  for (let from = 0; from < words.length; from += 1) {
    let joined = '';
    for (let to = from; to < words.length && joined.length <= MAX_PHONE_LENGTH; to += 1) {
      const bare = stripSeparators(words[to] ?? '');
      const isPart = to === from ? bare !== '' : /^\d*[,;:]?$/.test(bare);
      if (!isPart) break;
      joined += bare;
      const reading = readPhone(joined);
      const isBare = /^[17]/.test(joined);
      if (reading.kind === 'phone') return { msisdn: reading.msisdn, isBare, from, to: to + 1 };
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
  const split = splitAmount(words);
  if (split === undefined && words.some((word) => /\d/.test(word))) {
    const isUnclear = words.some((word) => SMALL_NUMBER.test(bareWord(word)));
    return isUnclear ? 'unclear-amount' : 'not-an-amount';
  }
  const name = readCustomerName((split?.rest ?? words).map(bareWord).join(' '));
  if (split === undefined) return { name, amountKes: undefined };
  if (name !== undefined && SMALL_NUMBER.test(bareWord(split.text)) && !HAS_CURRENCY.test(split.text))
    return 'unclear-amount';
  return { name, amountKes: split.amountKes };
}

const bareWord = (word: string): string => word.replace(/[,;:]$/, '');

/** Finds the longest run of words at the end, else at the beginning, that is an amount. */
function splitAmount(
  words: readonly string[],
): { readonly text: string; readonly amountKes: AmountKes; readonly rest: readonly string[] } | undefined {
  for (let size = words.length; size > 0; size -= 1) {
    for (const at of new Set([words.length - size, 0])) {
      const text = bareWord(words.slice(at, at + size).join(' '));
      const reading = readAmount(text);
      const rest = [...words.slice(0, at), ...words.slice(at + size)];
      if (reading.kind === 'refused' || rest.some((word) => /\d/.test(word))) continue;
      return { text, amountKes: reading.amountKes, rest };
    }
  }
  return undefined;
}
