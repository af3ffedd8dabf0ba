import type { RefundWords } from '../../bot/features/refunds.words.ts';

export const refunds: RefundWords = {
  buttons: {
    refunded: 'Refunded',
    part: 'Part',
    takeBack: (amount) => `Take back ${amount}`,
    whole: (amount) => `Whole: ${amount}`,
    rest: (amount) => `The rest: ${amount}`,
  },
  usualReason: {
    returned: 'Goods returned',
    twice: 'Paid twice',
    'wrong-amount': 'Wrong amount',
    'not-there': 'Out of stock',
    mistake: 'Recorded by mistake',
  },
  askRefund: ({ number, left }) => `How much of #${number} went back to the customer? At most ${left}.`,
  refundIsNote: 'This moves no money. Send it back with M\u2011Pesa yourself; I keep it in the books.',
  askPart: ({ number, left }) => `How many shillings of #${number} went back? At most ${left}.`,
  askRefundReason: ({ number, amount }) => `Why did ${amount} of #${number} go back?`,
  askTakeBackReason: ({ number, amount }) => `Why take back the refund of ${amount} (#${number})?`,
  reasonHint: 'Choose, or type it in a few words.',
  reasonTooLong: (length, limit) => `The reason has ${length} characters; ${limit} is the most.`,
  refundTooMuch: (left) => `That is more than was paid. At most ${left} can be refunded. Nothing was saved.`,
  refundNothingLeft: 'All of it is refunded already.',
  refundTooMany: (limit) => `This charge has ${limit} refunds, which is the most. Nothing was saved.`,
  refundNotPaid: 'This charge is not paid, so there is nothing to refund.',
  refundLeft: 'Cancelled. Nothing was saved.',
  refundNoted: ({ number, amount, paid, left }) =>
    `↩️ Recorded: ${amount} refunded (#${number}, ${paid}). Left: ${left}.`,
  refundTakenBack: ({ number, amount, left }) =>
    `Taken back: ${amount} (#${number}) no longer counts as refunded. Left: ${left}.`,
  refundAlreadyTakenBack: 'That refund was taken back already.',
  refundLine: ({ amount, by, reason }) => `↩️ ${amount} refunded by ${by}: ${reason}`,
  takenBackLine: ({ by, reason }) => `Taken back by ${by}: ${reason}`,
  netLine: (net) => `Left after refunds: ${net}`,
  eventRefunded: (amount) => `${amount} refunded`,
  eventTakenBack: (amount) => `refund of ${amount} taken back`,
  refundTold: ({ isTakenBack, number, amount, paid, by, reason }) =>
    isTakenBack
      ? `↩️ ${by} took back a refund of ${amount} (#${number}, ${paid}): ${reason}`
      : `↩️ ${by} recorded a refund of ${amount} (#${number}, ${paid}): ${reason}`,
  refundedOf: ({ count, amount, taken }) =>
    `${taken === undefined ? '' : `${taken} taken, `}${amount} refunded (${count})`,
};
