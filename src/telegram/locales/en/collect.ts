import { code, fmt } from 'telegraf/format';
import { MAX_PAYERS } from '../../../domain/collection.ts';
import type { CollectWords } from '../../bot/features/collect.words.ts';

export const collect: CollectWords = {
  commands: { collect: 'Ask many customers at once' },
  buttons: {
    sendToPayers: (count) => (count === 1 ? 'Send' : `Send to ${count}`),
    pickPayers: 'Pick customers',
    picked: '✅ Done',
    closeCollection: (count) => (count === 0 ? 'Close the list' : `Close: ${count} not paid`),
  },
  askCollectAmount: 'How much from each customer, and what for?',
  collectPlaceholder: '1500 rent',
  collectExample: fmt`Like this: ${code('/collect 1500 rent')}`,
  askPayers: (amount) => `Who should pay ${amount}?`,
  askPayersHint: fmt`Send the numbers, one a line. A name and another amount can follow:
${code('0712345678 Wanjiku')}
${code('0722000111 Otieno 2000')}`,
  payersPlaceholder: '0712345678 Wanjiku',
  collectQuestion: ({ count, total }) =>
    count === 1 ? `Ask one customer for ${total}?` : `Ask ${count} customers for ${total}?`,
  sendMorePayers: 'Nothing is sent yet. Send more numbers to add them.',
  offNetworkPayers: (numbers) => `⚠️ Not Safaricom, so perhaps no M‑Pesa: ${numbers}`,
  leftOutTitle: (count) => `⚠️ Left out (${count}):`,
  leftOut: {
    empty: 'no number',
    letters: 'not a phone number',
    landline: 'a landline has no M‑Pesa',
    foreign: 'not a Kenyan number',
    'too-short': 'the number is too short',
    'too-long': 'the number is too long',
    'not-mobile': 'not a mobile number',
    nothing: 'no number and no name',
    'two-numbers': 'two numbers on one line',
    'unclear-amount': 'is the number an amount? Write KES before it, or remove it',
    'not-an-amount': 'the amount isn’t clear',
    'marked-paid': 'marked as paid. To ask anyway, send it without the mark',
    nobody: 'no customer has this name',
    several: 'several customers have this name',
    twice: 'on the list already',
    'over-limit': 'over the shop’s limit',
    full: `a list holds ${MAX_PAYERS}`,
  },
  line: (place) => `Line ${place}`,
  pickTitle: (count) => (count === 0 ? 'Tap who should pay.' : `Tap who should pay. On the list: ${count}`),
  nobodyPicked: 'Nobody is on the list yet.',
  contactHasSeveral: 'This contact has several numbers. Send me the right one.',
  openCollections: 'Tap an open list to see it again. For a new one:',
  payersAdded: (count) => (count === 1 ? 'One customer added.' : `${count} customers added.`),
  collectionFull: (room) =>
    room === 0
      ? 'The list is full. Begin another one.'
      : `There is room for ${room} more. Send fewer numbers.`,
  payersThere: 'They are all on the list already.',
  reminded: (count) => (count === 1 ? 'Asking one customer again.' : `Asking ${count} customers again.`),
  nobodyToRemind: 'Nobody to remind right now.',
  closeCollectionQuestion: 'Close this list?',
  collectionClosed: 'Closed.',
  collectionOver: 'This list is closed.',
  collectionResumed: 'Going on.',
  collectionNotYours: 'Only who began the list, or a manager, can do this.',
};
