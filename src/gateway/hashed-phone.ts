import { createHash, timingSafeEqual } from 'node:crypto';
import { toLocal, type Msisdn } from '../domain/msisdn.ts';

/**
 * The SHA-256 of a number in each form that it is hashed in, in hexadecimal. C2B answers may carry one in the number's place
 * (Safaricom, 2026).
 */
export const phoneHashes = (msisdn: Msisdn): readonly string[] =>
  [msisdn, toLocal(msisdn), `+${msisdn}`].map((form) => createHash('sha256').update(form).digest('hex'));

/** Whether what the gateway shows for a number is a hash of ours. */
export function isHashOf(msisdn: Msisdn, shown: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(shown)) return false;
  const bytes = Buffer.from(shown, 'hex');
  return phoneHashes(msisdn).some((hash) => timingSafeEqual(Buffer.from(hash, 'hex'), bytes));
}
