import { inAll, type PaidSums } from '../../domain/takings.ts';
import type { Locale } from '../locales/locale.ts';

/**
 * Says what was taken and what of it was refunded: the sums beside it are what is left. Nothing if nothing was refunded.
 *
 * @param kes shows an amount
 */
export function refundedLine(
  words: Pick<Locale, 'refundedOf'>,
  sums: PaidSums,
  kes: (amount: number) => string,
): string | undefined {
  const refunded = inAll(sums.refunded);
  if (refunded.count === 0) return undefined;
  const taken = inAll(sums);
  return `↩️ ${words.refundedOf({
    count: refunded.count,
    amount: kes(refunded.amountKes),
    taken: taken.count === 0 ? undefined : kes(taken.amountKes),
  })}`;
}
