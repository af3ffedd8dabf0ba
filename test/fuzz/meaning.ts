/**
 * What the amount and the note of a command mean, written a second time, and sharing nothing with `src/`.
 */

const CURRENCIES = ['kes', 'ksh', 'kshs', 'sh', 'shs', 'bob', 'shilling', 'shillings', 'shilingi'];
const CURRENCY = `(?:${CURRENCIES.toSorted((a, b) => b.length - a.length).join('|')})`;

const isOneOf = (word: string, words: readonly string[]): boolean =>
  words.includes(word.toLowerCase().replace(/\.$/, ''));
const isCurrency = (word: string): boolean =>
  isOneOf(word, CURRENCIES) || ['/=', '/-'].includes(word.replace(/\.$/, ''));

/** A number, perhaps with a sign, a currency or a k: what cannot be told from the rest of an amount that was torn by a space. */
const NUMBER = new RegExp(`^[=+\\p{Pd}\u2212]?${CURRENCY}?\\.?[\\d,.]+k?(?:/=|/-|${CURRENCY}\\.?)?$`, 'iu');

const MULTIPLIER = new RegExp(
  `^(?:k|thousand|elfu|millions?|milioni|hundred|mia)(?:[./]|[/.]?[=-]|${CURRENCY})*$`,
  'i',
);

/**
 * Whether a note comes through whatever stands before it. Not one that begins with a mark of currency or a word that makes a
 * number greater, which are the amount's, nor with a number or a mark before one: unless that has one or two digits and no
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

/** Undefined where no number stands first; otherwise whether words follow that make it a note's. */
function numberBegins([first = '', second, ..._others]: readonly string[]): boolean | undefined {
  if (!NUMBER.test(first)) return undefined;
  return second !== undefined && !isCurrency(second) && /^[1-9]\d?(?:[.,]\d*)?$/.test(first);
}

/** What a note becomes behind this writing of an amount: “only” is the note's where words follow it. */
export function noteBehind(after: string, note: string): string {
  const [, only] = / (only|tu)$/.exec(after) ?? [];
  const [first = ''] = note.split(' ');
  return only === undefined || note === '' || NUMBER.test(first) ? note : `${only} ${note}`;
}

/** The shillings that a short writing stands for: thousands, or an amount behind a dash. Undefined for any other text. */
export function meantBy(text: string): number | undefined {
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
