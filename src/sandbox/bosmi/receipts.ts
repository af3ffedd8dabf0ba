import { DateTime } from 'luxon';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DAYS = '123456789ABCDEFGHIJKLMNOPQRSTUV';

/**
 * Returns a receipt in M-Pesa's form: year, month and day in Nairobi, then seven characters, here from a running number. The
 * first of the seven is a digit, because a receipt without a digit is not plausible (see domain/receipt.ts).
 */
export function receiptFor(at: number, number: number): string {
  const day = DateTime.fromMillis(at, { zone: 'Africa/Nairobi' });
  const year = String.fromCharCode(65 + ((day.year - 2006) % 26));
  const month = String.fromCharCode(64 + day.month);
  // The multiplier has no common factor with 10 · 36^6, so that each running number gives another receipt.
  const spread = (number * 41_278_241_519) % (10 * 36 ** 6);
  let rest = String(spread % 10);
  for (let left = Math.floor(spread / 10); rest.length < 7; left = Math.floor(left / 36)) {
    rest += ALPHABET[left % 36];
  }
  return `${year}${month}${DAYS[day.day - 1]}${rest}`;
}

/** Returns a transaction id in the form of the gateway's examples. */
export function transactionIdFor(at: number, number: number): string {
  const stamp = DateTime.fromMillis(at, { zone: 'Africa/Nairobi' }).toFormat('yyyyMMddHHmmss');
  return `B0smi_Id${stamp}${String(number).padStart(5, '0')}`;
}
