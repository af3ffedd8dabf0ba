import type { ReceiptFeatureWords } from '../../bot/features/receipts.words.ts';

export const receipts: ReceiptFeatureWords = {
  buttons: { receipt: 'Receipt' },
  customerReceipt: {
    title: 'Payment receipt',
    mpesaReceipt: 'M\u2011Pesa receipt',
    from: 'From',
    note: 'For',
    refunded: 'Refunded',
    byShop: 'Recorded by the shop, not confirmed by M\u2011Pesa.',
  },
  noReceipt: 'This charge is not paid, so it has no receipt.',
};
