import { maskPhone, type Msisdn } from '../charge/msisdn.ts';

/** The most of an answer that the audit trail keeps, in characters. */
const MAX_RAW_LENGTH = 1_000;

/**
 * Makes what the gateway sent fit to keep: secrets and the customer's whole number removed. An answer may echo the request
 * as JSON (once or more deep), as a URL or a form, so each character of a secret is looked for in all of these writings.
 */
export function redactRaw(raw: string, secrets: readonly string[], msisdn: Msisdn): string {
  let text = raw;
  for (const secret of secrets) text = text.replace(writingsOf(secret), '[secret]');
  return text.replace(numberWritings(msisdn), maskPhone(msisdn));
}

/** Cuts what is long, and says how long it was. */
export const trimRaw = (text: string): string =>
  text.length <= MAX_RAW_LENGTH ? text : `${text.slice(0, MAX_RAW_LENGTH)}… (${text.length} characters)`;

/** Backslashes before a character: JSON within JSON within JSON has seven. */
const SLASHES = String.raw`\\{0,15}`;

function writingsOf(secret: string): RegExp {
  const characters = Array.from(secret, (character) => {
    const percent = Array.from(Buffer.from(character), (byte) => `%(?:25)*${hex(byte, 2)}`).join('');
    const unicode = Array.from(
      { length: character.length },
      (_, i) => `${SLASHES}u${hex(character.charCodeAt(i), 4)}`,
    );
    const form = character === ' ' ? String.raw`|\+` : '';
    return `(?:${SLASHES}${character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`)}|${percent}|${unicode.join('')}${form})`;
  });
  return new RegExp(characters.join(''), 'g');
}

/** Hexadecimal digits in either case, as part of a pattern whose letters otherwise keep theirs. */
const hex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** The number with or without its prefix, and whatever people put between digits. */
function numberWritings(msisdn: Msisdn): RegExp {
  const between = String.raw`(?:[\s().-]|%20|\+)*`;
  const subscriber = Array.from(msisdn.slice(3)).join(between);
  return new RegExp(
    `(?:(?:\\+|%2[Bb])?${Array.from('254').join(between)}${between}|0${between})?${subscriber}`,
    'g',
  );
}
