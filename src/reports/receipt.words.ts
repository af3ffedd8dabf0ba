/** The words on a customer's receipt. */
export interface ReceiptWords {
  readonly title: string;
  readonly mpesaReceipt: string;
  readonly from: string;
  readonly note: string;
  readonly refunded: string;
  /** Stands on the receipt of a charge that a person marked as paid. */
  readonly byShop: string;
}
