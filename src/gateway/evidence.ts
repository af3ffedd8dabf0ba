import { maskPhone, toLocal, type Msisdn } from '../charge/msisdn.ts';

/** The most of an answer that the audit trail keeps, in characters. */
const MAX_RAW_LENGTH = 1_000;

/**
 * Makes what the gateway sent fit to keep: secrets and the customer's whole number removed, trimmed. Secrets are looked
 * for as they are and as JSON and URLs write them, since an answer may echo the request in any of these.
 */
export function redactRaw(raw: string, secrets: readonly string[], msisdn: Msisdn): string {
  let text = raw;
  for (const secret of secrets) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      text = text.replaceAll(form, '[secret]');
    }
  }
  if (msisdn !== undefined) {
    const masked = maskPhone(msisdn);
    text = text
      .replaceAll(msisdn, masked)
      .replaceAll(toLocal(msisdn), masked)
      .replaceAll(msisdn.slice(3), masked);
  }
  return text.length <= MAX_RAW_LENGTH
    ? text
    : `${text.slice(0, MAX_RAW_LENGTH)}… (${text.length} characters)`;
}
