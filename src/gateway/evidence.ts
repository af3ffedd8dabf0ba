import { maskPhone, type Msisdn } from '../domain/msisdn.ts';
import { redact, pattern, values } from '../runtime/redaction.ts';
import { literalMatcher } from '../runtime/literal-matcher.ts';
import { phoneHashes } from './hashed-phone.ts';

/** The most characters of an answer that the audit log keeps. */
const MAX_RAW_LENGTH = 1_000;

/**
 * Removes secrets and the customer's number from what the gateway sent, so that it can be kept. An answer may echo the request in any
 * encoding; each is covered. A hash of the number is removed, too: trying all numbers reveals it.
 */
export function redactRaw(raw: string, secrets: readonly string[], msisdn: Msisdn): string {
  const masked = maskPhone(msisdn);
  return redact(raw, [
    values(literalMatcher(...secrets), '[secret]'),
    pattern(numberWritings(msisdn), () => masked),
    pattern(new RegExp(phoneHashes(msisdn).join('|'), 'gi'), () => masked),
  ]);
}

/** Cuts a long text and appends how long it was. */
export const trimRaw = (text: string): string =>
  text.length <= MAX_RAW_LENGTH ? text : `${text.slice(0, MAX_RAW_LENGTH)}… (${text.length} characters)`;

/** Matches the number with or without its prefix, and with separators between its digits. */
function numberWritings(msisdn: Msisdn): RegExp {
  const between = '[^0-9A-Za-z]{0,4}';
  const spaced = (digits: string): string => Array.from(digits).join(between);
  const prefix = `(?:\\+?${spaced('254')}|${spaced('00254')}|0)${between}`;
  return new RegExp(`(?:${prefix})?${spaced(msisdn.slice(3))}`, 'g');
}
