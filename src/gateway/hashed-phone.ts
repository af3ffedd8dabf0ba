import { createHash, timingSafeEqual } from 'node:crypto';
import { toLocal, type Msisdn } from '../domain/msisdn.ts';

/**
 * Returns the SHA-256 of a phone number in each form in which it may be hashed, in hexadecimal. C2B answers may carry a hash instead of
 * the number (Safaricom, 2026).
 */
export const phoneHashes = (msisdn: Msisdn): readonly string[] =>
  [msisdn, toLocal(msisdn), `+${msisdn}`].map((form) => createHash('sha256').update(form).digest('hex'));

/** Returns whether the text that the gateway sent as a phone is a hash of this number. */
export function isHashOf(msisdn: Msisdn, shown: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(shown)) return false;
  const bytes = Buffer.from(shown, 'hex');
  return phoneHashes(msisdn).some((hash) => timingSafeEqual(Buffer.from(hash, 'hex'), bytes));
}
