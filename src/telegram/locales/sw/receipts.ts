import type { ReceiptFeatureWords } from '../../bot/features/receipts.words.ts';

export const receipts: ReceiptFeatureWords = {
  buttons: { receipt: 'Risiti' },
  customerReceipt: {
    title: 'Risiti ya malipo',
    mpesaReceipt: 'Risiti ya M\u2011Pesa',
    from: 'Kutoka',
    note: 'Kwa ajili ya',
    refunded: 'Zilizorudishwa',
    byShop: 'Imeandikwa na duka, haijathibitishwa na M\u2011Pesa.',
  },
  noReceipt: 'Ombi hili halijalipwa, kwa hiyo halina risiti.',
};
