import type { RefundWords } from '../../bot/features/refunds.words.ts';

export const refunds: RefundWords = {
  buttons: {
    refunded: 'Zimerudishwa',
    part: 'Kiasi tu',
    takeBack: (amount) => `Futa marejesho ya ${amount}`,
    whole: (amount) => `Zote: ${amount}`,
    rest: (amount) => `Zilizobaki: ${amount}`,
  },
  usualReason: {
    returned: 'Bidhaa zimerudishwa',
    twice: 'Amelipa mara mbili',
    'wrong-amount': 'Kiasi si sahihi',
    'not-there': 'Bidhaa zimeisha',
    mistake: 'Nilihifadhi kimakosa',
  },
  askRefund: ({ number, left }) => `Mteja amerudishiwa kiasi gani cha #${number}? Kisizidi ${left}.`,
  refundIsNote: 'Mimi sihamishi pesa. Mrudishie mwenyewe kwa M\u2011Pesa; mimi nahifadhi kwenye vitabu tu.',
  askPart: ({ number, left }) => `Shilingi ngapi za #${number} zimerudishwa? Zisizidi ${left}.`,
  askRefundReason: ({ number, amount }) => `Kwa nini ${amount} za #${number} zimerudishwa?`,
  askTakeBackReason: ({ number, amount }) => `Kwa nini ufute marejesho ya ${amount} (#${number})?`,
  reasonHint: 'Chagua, au andika kwa maneno machache.',
  reasonTooLong: (length, limit) => `Sababu ina herufi ${length}; mwisho ni ${limit}.`,
  refundTooMuch: (left) =>
    `Hiyo inazidi kilicholipwa. Kinachoweza kurudishwa ni ${left}. Hakuna kilichohifadhiwa.`,
  refundNothingLeft: 'Pesa zote zimesharudishwa.',
  refundTooMany: (limit) =>
    `Ombi hili lina marejesho ${limit}, ambayo ndiyo mwisho. Hakuna kilichohifadhiwa.`,
  refundNotPaid: 'Ombi hili halijalipwa, kwa hiyo hakuna cha kurudisha.',
  refundLeft: 'Imeghairiwa. Hakuna kilichohifadhiwa.',
  refundNoted: ({ number, amount, paid, left }) =>
    `↩️ Nimehifadhi: ${amount} zimerudishwa (#${number}, ${paid}). Baki: ${left}.`,
  refundTakenBack: ({ number, amount, left }) =>
    `Marejesho ya ${amount} (#${number}) yamefutwa na hayahesabiwi tena. Baki: ${left}.`,
  refundAlreadyTakenBack: 'Marejesho hayo yameshafutwa.',
  refundLine: ({ amount, by, reason }) => `↩️ ${amount} zimerudishwa (${by}): ${reason}`,
  takenBackLine: ({ by, reason }) => `Yamefutwa (${by}): ${reason}`,
  netLine: (net) => `Baki baada ya marejesho: ${net}`,
  eventRefunded: (amount) => `${amount} zimerudishwa`,
  eventTakenBack: (amount) => `marejesho ya ${amount} yamefutwa`,
  refundTold: ({ isTakenBack, number, amount, paid, by, reason }) =>
    isTakenBack
      ? `↩️ ${by} amefuta marejesho ya ${amount} (#${number}, ${paid}): ${reason}`
      : `↩️ ${by} amehifadhi marejesho ya ${amount} (#${number}, ${paid}): ${reason}`,
  refundedOf: ({ count, amount, taken }) =>
    `${taken === undefined ? '' : `${taken} zilipokelewa, `}${amount} zimerudishwa (${count})`,
};
