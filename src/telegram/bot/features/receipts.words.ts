import type { ReceiptWords } from '../../../reports/receipt.words.ts';

/** The words of customers' receipts. */
export interface ReceiptFeatureWords {
  readonly buttons: { readonly receipt: string };
  readonly customerReceipt: ReceiptWords;
  readonly noReceipt: string;
}
