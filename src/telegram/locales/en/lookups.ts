import type { LookupWords } from '../../bot/features/lookups.words.ts';
import { plural } from './grammar.ts';

export const lookups: LookupWords = {
  commands: {
    pending: 'What is being waited for',
    status: 'Look up a receipt, phone or charge number',
  },
  mismatchTitle: (count) =>
    `To check: ${plural(count, 'charge', 'charges')} with a payment that does not fit`,
  mismatchHint: 'Look at one: /status with its number',
  nothingPending: 'Nothing is being waited for.',
  pendingTitle: (count) => `Waiting for ${plural(count, 'charge', 'charges')}`,
  statusUsage: 'Send a receipt, a phone or a charge number:',
  statusNotFound: (text) => `I know no charge for “${text}”.`,
  history: 'History',
  event: {
    created: 'asked for',
    pushing: 'prompt being sent',
    pending: 'the gateway took it',
    unconfirmed: 'told as not confirmed',
    expired: 'watch ended',
    paid: 'paid',
    declined: 'not sent',
    unknown: 'no clear answer',
    canceled: 'left, never sent',
    marked_paid: 'marked paid',
    marked_unpaid: 'marked not paid',
  },
  eventMismatch: 'reported payment did not fit',
  eventAside: 'reported payment put aside',
  byPerson: (name) => `by ${name}`,
};
