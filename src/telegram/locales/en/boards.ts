import type { BoardWords } from '../../outbound/boards.words.ts';
import { by } from './grammar.ts';

export const boards: BoardWords = {
  buttons: {
    remind: 'Remind those who have not',
    addPayers: '➕ Add',
    resumeCollection: 'Go on',
  },
  collection: 'Payment list',
  each: (amount) => `${amount} each`,
  boardPaid: ({ paid, payers }) => `${paid} of ${payers} paid`,
  boardSum: ({ paid, total }) => `${paid} of ${total}`,
  boardMarked: (count) => `✍️ ${count} of them marked by hand`,
  paidTwice: (count) =>
    count === 1
      ? '⚠️ One customer paid twice. Send one back.'
      : `⚠️ ${count} customers paid twice. Send it back.`,
  boardWaiting: (count, from) =>
    `⏳ ${count === 1 ? 'One prompt' : `${count} prompts`} still to send${from === undefined ? '' : `, the next at ${from}`}`,
  boardPaused: {
    away: '⏸ I was away, so I stopped sending. Go on?',
    restored:
      '⏸ The database was restored from a backup, so I stopped sending. Some may have a prompt already. Check before you go on.',
    'no-account': '⏸ The shop has no gateway account, so I stopped sending.',
    suspended: '⏸ The shop is suspended, so I stopped sending.',
  },
  boardClosed: (name) => `🚫 Closed${by(name)}. If somebody pays after all, I’ll tell you.`,
  latestPaid: 'Latest:',
  notPaidTitle: (count) => `Not paid yet (${count})`,
  paidTitle: (count) => `Paid (${count})`,
  payer: {
    marked: (name) => `marked as paid${by(name)}`,
    mismatch: 'payment doesn’t match: /pending',
    waiting: (from) => (from === undefined ? 'next' : `at ${from}`),
    sending: 'sending',
    asked: 'waiting for the PIN',
    unknown: 'not known: /pending',
    unpaid: 'not paid',
    notSent: 'not sent',
    left: 'not sent',
    refused: {
      blocked: 'blocked',
      'not-a-member': 'not sent: who asked has left the shop',
      'over-limit': 'over the shop’s limit',
    },
    refunded: 'refunded',
    twice: 'paid twice',
  },
  allPaid: ({ count, amount }) =>
    count === 1 ? `✅ Paid: ${amount}` : `✅ All ${count} have paid: ${amount}`,
  lastPaid: 'Last:',
};
