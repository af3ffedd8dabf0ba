import { maskPhone, type Msisdn } from '../domain/msisdn.ts';
import { redact, pattern, values, type Redaction } from '../runtime/redaction.ts';
import { literalMatcher } from '../runtime/literal-matcher.ts';
import { phoneHashes } from './hashed-phone.ts';

/** The most characters of an answer that the audit log keeps. */
const MAX_RAW_LENGTH = 1_000;

/**
 * Removes secrets and the customer's number from what the gateway sent, so that it can be kept. An answer may echo the request in any
 * encoding; each is covered. A hash of the number is removed, too: trying all numbers reveals it.
 */
export function redactRaw(raw: string, secrets: Redaction, msisdn: Msisdn): string {
  const masked = maskPhone(msisdn);
  return redact(raw, [
    secrets,
    ifAny(new RegExp(spaced(msisdn.slice(3))), () => pattern(numberWritings(msisdn), () => masked)),
    ifAny(/[0-9a-f]{64}/i, () => pattern(new RegExp(phoneHashes(msisdn).join('|'), 'gi'), () => masked)),
  ]);
}

/** Hides an account's secrets. It is made once for an account. */
export const secretValues = (...secrets: readonly string[]): Redaction =>
  values(literalMatcher(...secrets), '[secret]');

/** Hides something in texts that have a sign of it. Most have none, and a sign is found in a fraction of the time. */
function ifAny(sign: RegExp, redaction: () => Redaction): Redaction {
  let made: Redaction | undefined;
  return { find: (text) => (sign.test(text) ? (made ??= redaction()).find(text) : []) };
}

/** Cuts a long text and appends how long it was. */
export const trimRaw = (text: string): string =>
  text.length <= MAX_RAW_LENGTH ? text : `${text.slice(0, MAX_RAW_LENGTH)}… (${text.length} characters)`;

/** Digits with what may stand between them. */
const BETWEEN = '[^0-9A-Za-z]{0,4}';
const spaced = (digits: string): string => Array.from(digits).join(BETWEEN);

/** Matches the number with or without its prefix, and with separators between its digits. */
const numberWritings = (msisdn: Msisdn): RegExp =>
  new RegExp(`(?:(?:\\+?${spaced('254')}|${spaced('00254')}|0)${BETWEEN})?${spaced(msisdn.slice(3))}`, 'g');
