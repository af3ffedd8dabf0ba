import type { LookupWords } from '../../bot/features/lookups.words.ts';
import { plural } from './grammar.ts';

export const lookups: LookupWords = {
  commands: {
    pending: 'Charges still waiting',
    today: 'What was paid today',
    status: 'Look up a receipt, phone or charge number',
  },
  mismatchTitle: (count) =>
    `To check: ${plural(count, 'charge', 'charges')} with a payment that doesn’t match`,
  mismatchHint: 'To look at one: /status with its number',
  nothingPending: 'No charge is waiting.',
  pendingTitle: (count) => `Waiting for ${plural(count, 'charge', 'charges')}`,
  nothingToday: 'Nothing paid yet today.',
  todayTitle: (count, amount) => `Paid today: ${amount} (${plural(count, 'payment', 'payments')})`,
  todayByHand: (count, amount) => `Marked as paid, not confirmed by M‑Pesa: ${amount} (${count})`,
  latest: 'The latest:',
  statusUsage: 'Send a receipt, a phone or a charge number:',
  statusNotFound: (text) => `No charge found for “${text}”.`,
  history: 'History',
  event: {
    created: 'asked for',
    pushing: 'sending the prompt',
    pending: 'prompt sent',
    unconfirmed: 'no answer yet',
    expired: 'stopped checking',
    paid: 'paid',
    declined: 'not sent',
    unknown: 'no clear answer',
    canceled: 'cancelled, never sent',
    marked_paid: 'marked as paid',
    marked_unpaid: 'marked as not paid',
  },
  eventMismatch: 'the reported payment doesn’t match',
  eventAside: 'reported payment put aside',
  byPerson: (name) => `by ${name}`,
};
