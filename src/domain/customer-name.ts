import { oneLine } from './one-line.ts';

/** The longest name of a customer, in characters: it stands in a line with a number. */
export const MAX_CUSTOMER_NAME = 40;
/** The most of a name that stands beside a number, and the most of a first name in a group. */
const MAX_BESIDE_NUMBER = 24;
const MAX_FIRST_NAME = 12;

/** Telegram makes a command, a mention or a tag of a word that one of these begins. The dot separates what we show. */
const LINK_MARKS = /[/\\@#$·•]/g;
/** Telegram makes a link of a word with a dot inside. */
const DOT_INSIDE = /([.。．｡])(?=\S)/gu;
/** Enough digits for a phone number, with what people write between them. Another number in a name would pass for the customer's. */
const LONG_NUMBER = /(?:\p{Nd}[\s.()+\p{Pd}]*){6,}/gu;
/** More accents on one letter than any language has reach into the lines above. */
const STACKED_ACCENTS = /(\p{M}{3})\p{M}+/gu;
const HAS_NAME = /[\p{L}\p{Extended_Pictographic}]/u;

/**
 * Makes a customer's name safe to show: one line of at most `MAX_CUSTOMER_NAME` characters, without phone numbers and without
 * anything that Telegram turns into a link or a command. Returns undefined if no letter or picture is left.
 */
export function readCustomerName(text: string): string | undefined {
  const plain = oneLine(text, Number.POSITIVE_INFINITY)
    .replace(LINK_MARKS, ' ')
    .replace(DOT_INSIDE, '$1 ')
    .replace(LONG_NUMBER, ' ')
    .replace(STACKED_ACCENTS, '$1');
  const name = oneLine(plain, MAX_CUSTOMER_NAME);
  return HAS_NAME.test(name) ? name : undefined;
}

/** Apostrophes are part of a word: people type `Ng'ang'a` with and without them. */
const APOSTROPHES = /['’‘ʼ`´]/g;

/**
 * Returns the words of a name, or of what somebody looks for, as they are compared: without case, accents and apostrophes.
 *
 * @example wordsOfName('Ng’ang’a José') // ['nganga', 'jose']
 */
export function wordsOfName(text: string): readonly string[] {
  const folded = text.replace(APOSTROPHES, '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(folded.match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** Whether each word that somebody looks for begins a word of the name. */
export function fitsName(name: string, wanted: readonly string[]): boolean {
  const words = wordsOfName(name);
  return wanted.length > 0 && wanted.every((want) => words.some((word) => word.startsWith(want)));
}

/** A name beside the number that it belongs to. */
export const nameBesideNumber = (name: string): string => isolated(oneLine(name, MAX_BESIDE_NUMBER));

/** The first name, for a chat that others read. */
export const firstName = (name: string): string =>
  isolated(oneLine(name.split(' ')[0] ?? '', MAX_FIRST_NAME));

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name that is written from right to left would move the number behind it, unless it is isolated (Unicode, UAX #9). */
const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
