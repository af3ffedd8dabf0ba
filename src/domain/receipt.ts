/**
 * M-Pesa receipts. One is 10 capitals and digits (rarely 11): year (T = 2025, U = 2026), month (A to L), day (1 to 9,
 * then A = 10 to V = 31) in Nairobi, then 7 more. Source: receipts in Safaricom's public samples and callbacks.
 */

/**
 * Whether a text can be a receipt at all. Wider than what is seen today, so that a longer receipt is still announced; letters and
 * digits both, so that no placeholder is (`PROCESSING`, `0000000000`).
 */
export const isPlausibleReceipt = (text: string): boolean =>
  /^[A-Z0-9]{8,12}$/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);

const YEAR_OF_A = 2006; // so that T is 2025 and U is 2026
const DAYS = '123456789ABCDEFGHIJKLMNOPQRSTUV';
const DAY_MS = 86_400_000;
/** Nairobi has no summer time. */
const NAIROBI_OFFSET_MS = 3 * 3_600_000;

/**
 * Whether the receipt's date code is within a day of `at` (epoch ms). A code that is off or unreadable is worth a
 * warning, never a refusal: the letters' meaning is observed, not promised.
 */
export function receiptDateAgrees(receipt: string, at: number): boolean {
  const year = YEAR_OF_A + receipt.charCodeAt(0) - 65;
  const month = receipt.charCodeAt(1) - 65;
  const day = DAYS.indexOf(receipt.charAt(2)) + 1;
  if (month < 0 || month > 11 || day < 1) return false;
  const midnight = Date.UTC(year, month, day) - NAIROBI_OFFSET_MS;
  return at > midnight - DAY_MS && at < midnight + 2 * DAY_MS;
}
