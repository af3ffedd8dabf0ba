/**
 * The meaning of the amount and the note of a command. It is written a second time and shares nothing with `src/`.
 */

const CURRENCIES = ['kes', 'ksh', 'kshs', 'sh', 'shs', 'bob', 'shilling', 'shillings', 'shilingi'];
const CURRENCY = `(?:${CURRENCIES.toSorted((a, b) => b.length - a.length).join('|')})`;

const isOneOf = (word: string, words: readonly string[]): boolean =>
  words.includes(word.toLowerCase().replace(/\.$/, ''));
const isCurrency = (word: string): boolean =>
  isOneOf(word, CURRENCIES) || ['/=', '/-'].includes(word.replace(/\.$/, ''));

/** A number, perhaps with a sign, a currency or a k. It looks like the rest of an amount with a space inside. */
const NUMBER = new RegExp(`^[=+\\p{Pd}\u2212]?${CURRENCY}?\\.?[\\d,.]+k?(?:/=|/-|${CURRENCY}\\.?)?$`, 'iu');

const MULTIPLIER = new RegExp(
  `^(?:k|thousand|elfu|millions?|milioni|hundred|mia)(?:[./]|[/.]?[=-]|${CURRENCY})*$`,
  'i',
);

/**
 * Returns whether a note is read as a note after any amount. A note is not if it begins with a currency or with a word that makes a
 * number greater, which belong to the amount. It is not if it begins with a number, or a mark and a number: unless that has one or two digits and no
 * currency, and words follow.
 */
export function standsAlone(note: string): boolean {
  const [first = '', second, ...others] = note.split(' ');
  if (isCurrency(first)) return false;
  if (MULTIPLIER.test(first)) return false;
  if (isOneOf(first, ['only', 'tu'])) return second !== undefined && !NUMBER.test(second);
  if (/^[+*×x/]$/i.test(first)) return second === undefined || !NUMBER.test(second);
  if (/^[=\p{Pd}\u2212]$/u.test(first))
    return second === undefined || numberBegins([second, ...others]) !== false;
  return numberBegins([first, ...(second === undefined ? [] : [second]), ...others]) !== false;
}

/** Undefined if no number comes first. Otherwise whether the number belongs to the note, because words follow it. */
function numberBegins([first = '', second, ..._others]: readonly string[]): boolean | undefined {
  if (!NUMBER.test(first)) return undefined;
  return second !== undefined && !isCurrency(second) && /^[1-9]\d?(?:[.,]\d*)?$/.test(first);
}

/** Returns the note after this notation of an amount: “only” belongs to the note if words follow it. */
export function noteBehind(after: string, note: string): string {
  const [, only] = / (only|tu)$/.exec(after) ?? [];
  const [first = ''] = note.split(' ');
  return only === undefined || note === '' || NUMBER.test(first) ? note : `${only} ${note}`;
}

/** Returns the shillings of a short notation: thousands, or an amount after a dash. Undefined for any other text. */
export function shillingsOf(text: string): number | undefined {
  const found = new RegExp(
    `^(?:= ?)?([\\p{Pd}\u2212] )?(?:${CURRENCY}\\.? ?)?([\\d,]+)(\\.\\d*)?( ?k\\.?)?? ?(?:${CURRENCY}|/=|/-)?\\.?(?: ?(?:only|tu)\\.?)?$`,
    'iu',
  ).exec(text);
  if (found === null) return undefined;
  const [, dash, whole = '', decimals = '', k] = found;
  if (dash === undefined && k === undefined) return undefined;
  const number = Number(`${whole.replaceAll(',', '')}${decimals}`);
  return k === undefined ? number : Math.round(number * 1_000_000) / 1_000;
}
