import { formatKes } from '../domain/amount.ts';
import { isPaid, type Charge } from '../domain/charge.ts';
import { isErased, maskPhone } from '../domain/msisdn.ts';
import { standingKes } from '../domain/refund.ts';
import { PHONE, redact } from '../runtime/redaction.ts';
import type { Store } from '../store/port/store.ts';
import type { ReceiptWords } from './receipt.words.ts';

/** How a shop's receipts look. */
export interface ReceiptLook {
  /** The shop's name; empty if it has none. */
  readonly shop: string;
  /** A line of the shop's own, such as its address; null for none. */
  readonly line: string | null;
  /** A picture of the shop's own, as PNG or JPEG; null for none. It is loaded only for a receipt that is drawn. */
  readonly logo: Uint8Array | null;
}

/** A customer's receipt, ready to be shown as text or drawn. It is made to be forwarded: it names no staff, and no whole number. */
export interface CustomerReceipt {
  readonly look: ReceiptLook;
  readonly title: string;
  readonly amount: string;
  readonly when: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
  /** Said below: that M-Pesa did not confirm the payment. */
  readonly remark: string | undefined;
}

export type ReceiptStore = Pick<Store, 'refunds' | 'merchants' | 'merchantSettings'>;

/**
 * Makes the receipt of a charge, without the shop's logo. A charge that a person marked as paid has one as well, which says that M-Pesa did not confirm it. Returns
 * undefined for a charge that does not count as paid.
 *
 * @param when writes a time with its day and year
 */
export async function customerReceipt(
  store: ReceiptStore,
  charge: Charge,
  words: ReceiptWords,
  when: (at: number) => string,
): Promise<CustomerReceipt | undefined> {
  if (!isPaid(charge)) return undefined;
  const { amountKes, msisdn, note, paidAt, createdAt, reported } = charge;
  const refundedKes = standingKes(await store.refunds.of(charge.id));
  const receipt = charge.receipt ?? reported?.receipt ?? '';
  const rows: readonly (readonly [label: string, value: string | undefined])[] = [
    [words.mpesaReceipt, receipt === '' ? undefined : receipt],
    [words.from, isErased(msisdn) ? undefined : maskPhone(msisdn)],
    [words.note, note === null ? undefined : redact(note, [PHONE])],
    [words.refunded, refundedKes === 0 ? undefined : formatKes(refundedKes)],
  ];
  return {
    look: await lookOf(store, charge.merchantId),
    title: words.title,
    amount: formatKes(amountKes),
    when: when(paidAt ?? createdAt),
    rows: rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
    remark: charge.state === 'marked_paid' ? words.byShop : undefined,
  };
}

async function lookOf(
  { merchants, merchantSettings }: ReceiptStore,
  merchantId: number,
): Promise<ReceiptLook> {
  const merchant = await merchants.find(merchantId);
  const { receiptLine } = await merchantSettings.of(merchantId);
  return { shop: merchant?.name ?? '', line: receiptLine, logo: null };
}
