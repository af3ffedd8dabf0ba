import type { PaymentReport } from '../domain/verify-payment.ts';
import { maskPhone, readPhone } from '../domain/msisdn.ts';
import { oneLine } from '../domain/one-line.ts';
import { redactPhones } from '../runtime/redaction.ts';
import type { ReportedPayment } from '../domain/charge.ts';

/** The most of a value that is kept, in characters. */
const KEPT = 40;
/** How much of a number is shown that is not a Kenyan one: its first and its last digits. */
const [FIRST, LAST] = [4, 3];

/** What is kept of a report for people to look at: no number whole, no line of ours forged. */
export const reportedPayment = ({
  amount,
  phone,
  receipt,
}: Pick<PaymentReport, 'amount' | 'phone' | 'receipt'>): Omit<ReportedPayment, 'number'> => {
  const payer = phone === undefined ? undefined : payerOf(phone);
  return {
    ...(amount === undefined ? {} : { amount: shown(amount) }),
    ...(payer === undefined ? {} : { phone: payer }),
    receipt: shown(receipt),
  };
};

const shown = (text: string): string => oneLine(redactPhones(text), KEPT);

/** A payer as people may read it; undefined for a hash, from which a number can be computed. */
function payerOf(text: string): string | undefined {
  if (/^[\da-f]{40,}$/i.test(text.trim())) return undefined;
  const phone = readPhone(text);
  if (phone.kind === 'phone') return maskPhone(phone.msisdn);
  let digit = 0;
  const digits = text.match(/\d/g)?.length ?? 0;
  const masked = text.replace(/\d/g, (found) => {
    digit += 1;
    return digit <= FIRST || digit > digits - LAST ? found : '•';
  });
  return oneLine(masked, KEPT);
}
