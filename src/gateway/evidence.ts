import { maskPhone, type Msisdn } from '../domain/msisdn.ts';
import { redact, pattern, values } from '../runtime/redaction.ts';
import { literalMatcher } from '../runtime/literal-matcher.ts';
import { phoneHashes } from './hashed-phone.ts';

/** The most of an answer that the audit trail keeps, in characters. */
const MAX_RAW_LENGTH = 1_000;

/**
 * Makes what the gateway sent fit to keep: secrets and the customer's whole number removed, in whatever way an answer that
 * echoes the request writes them. A hash of the number is the number to whoever tries them all.
 */
export function redactRaw(raw: string, secrets: readonly string[], msisdn: Msisdn): string {
  const masked = maskPhone(msisdn);
  return redact(raw, [
    values(literalMatcher(...secrets), '[secret]'),
    pattern(numberWritings(msisdn), () => masked),
    pattern(new RegExp(phoneHashes(msisdn).join('|'), 'gi'), () => masked),
  ]);
}

/** Cuts what is long, and says how long it was. */
export const trimRaw = (text: string): string =>
  text.length <= MAX_RAW_LENGTH ? text : `${text.slice(0, MAX_RAW_LENGTH)}… (${text.length} characters)`;

/** The number with or without its prefix, and whatever people put between digits. */
function numberWritings(msisdn: Msisdn): RegExp {
  const between = '[^0-9A-Za-z]{0,4}';
  const spaced = (digits: string): string => Array.from(digits).join(between);
  const prefix = `(?:\\+?${spaced('254')}|${spaced('00254')}|0)${between}`;
  return new RegExp(`(?:${prefix})?${spaced(msisdn.slice(3))}`, 'g');
}
