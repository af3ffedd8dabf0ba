import type { AmountKes } from './amount.ts';
import { phoneAgrees, type Msisdn } from './msisdn.ts';
import { isPlausibleReceipt } from './receipt.ts';

/** What the gateway reported with a success, not verified yet. Values are text, as they were sent. */
export interface PaymentReport {
  /** Every transaction id the answer names (it has two fields for it). */
  readonly transactionIds: readonly string[];
  readonly amount: string | undefined;
  /** Undefined where the answer names no phone. */
  readonly phone: string | undefined;
  readonly receipt: string;
}

/** What a report must agree with. */
export interface ExpectedPayment {
  readonly transactionId: string;
  readonly amountKes: AmountKes;
  readonly msisdn: Msisdn;
}

/** What does not fit in a report. The store finds `receipt-reused`: the receipt already paid another charge. */
export type Mismatch = 'transaction' | 'amount' | 'phone' | 'receipt' | 'receipt-reused';

export type Verification =
  | { readonly kind: 'paid'; readonly receipt: string }
  | { readonly kind: 'mismatch'; readonly mismatch: Mismatch };

/**
 * Decides whether a reported success is a payment of this very charge. Values are compared as text: nothing is coerced,
 * because `Number('')` and `Number(null)` are 0. It cannot see whether a receipt was used before: the store checks that.
 */
export function verifyPayment(expected: ExpectedPayment, report: PaymentReport): Verification {
  const ids = report.transactionIds;
  if (ids.length === 0 || ids.some((id) => id !== expected.transactionId)) return mismatch('transaction');
  if (report.amount === undefined || wholeShillings(report.amount) !== String(expected.amountKes)) {
    return mismatch('amount');
  }
  if (report.phone !== undefined && !phoneAgrees(expected.msisdn, report.phone)) return mismatch('phone');
  if (!isPlausibleReceipt(report.receipt)) return mismatch('receipt');
  return { kind: 'paid', receipt: report.receipt };
}

/** Digits, perhaps in groups of three, and perhaps zero cents. */
const WHOLE_SHILLINGS = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.0+)?$/;

/**
 * Returns the digits of whole shillings: `1,500.00`, ` 1500 ` and `1500` are equal. Anything else is returned as it is and
 * equals nothing: there may be cents, and a comma may be a decimal one (`5,00`).
 */
function wholeShillings(amount: string): string {
  const whole = WHOLE_SHILLINGS.exec(amount.trim())?.[1];
  return whole === undefined ? amount : whole.replaceAll(',', '');
}

const mismatch = (what: Mismatch): Verification => ({ kind: 'mismatch', mismatch: what });
