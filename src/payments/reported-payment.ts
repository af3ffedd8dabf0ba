import type { ReportedPayment } from '../domain/charge.ts';
import { maskPhone, readPhone } from '../domain/msisdn.ts';
import { oneLine } from '../domain/one-line.ts';
import type { PaymentReport } from '../domain/verify-payment.ts';
import { redactPhones } from '../runtime/redaction.ts';

/** The most characters of a value that are kept. */
const KEPT = 40;
/** How many of the first and last digits are shown of a number that is not Kenyan. */
const [FIRST, LAST] = [4, 3];

/**
 * Returns what people may see of a report: phone numbers masked, each value on one line, so that it cannot forge a line of the
 * bot's.
 */
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

/** Returns a payer as people may see it; undefined for a hash, because the number can be computed from it. */
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
