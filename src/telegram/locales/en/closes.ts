import type { CloseWords } from '../../outbound/closes.words.ts';
import { by } from './grammar.ts';

export const closes: CloseWords = {
  buttons: {
    customerCancelled: 'Customer cancelled',
    close: 'Close',
    sendAgain: 'Send again',
    sendAgainFrom: (time) => `Send again from ${time}`,
    keepOpen: '‹ Back',
    closeNumber: (number) => `Close #${number}`,
  },
  closeReasons: {
    'took-cash': 'Took cash',
    'changed-mind': 'Changed their mind',
    'wrong-number': 'Wrong number',
  },
  noPinYet: '📲 No PIN yet. Ask the customer to check the phone.',
  closedStatus: {
    'customer-cancelled': ({ by: name, until }) => `🚫 Customer cancelled${told(name)}.${watched(until)}`,
    'took-cash': ({ by: name, until }) => `💵 Closed${by(name)}: took cash.${watched(until)}`,
    'changed-mind': ({ by: name, until }) => `🚫 Closed${by(name)}: changed their mind.${watched(until)}`,
    'wrong-number': ({ by: name, until }) => `🚫 Closed${by(name)}: wrong number.${watched(until)}`,
    'collection-closed': ({ by: name, until }) => `🚫 Closed${by(name)} with its list.${watched(until)}`,
  },
  paidAfterClose: {
    'customer-cancelled': 'This charge was closed: customer cancelled.',
    'took-cash': 'This charge was closed: took cash. Check that you are not paid twice.',
    'changed-mind': 'This charge was closed: changed their mind.',
    'wrong-number': 'This charge was closed: wrong number. The customer may ask for the money back.',
    'collection-closed': 'Its list was closed before.',
  },
  eventClosed: {
    'customer-cancelled': 'customer cancelled',
    'took-cash': 'closed: took cash',
    'changed-mind': 'closed: changed their mind',
    'wrong-number': 'closed: wrong number',
    'collection-closed': 'closed with its list',
  },
  closed: 'Closed.',
  closedSendAgain: 'Closed. You can send again.',
  tooEarlyToCancel: (span) => `The prompt may still be on its way. Please try again in ${span}.`,
  sendAgainLater: (span) => `A prompt may still be open on the phone. You can send again in ${span}.`,
};

/** Names the person whose word it is, if the name is known. */
const told = (name: string | undefined): string => (name === undefined ? '' : `, says ${name}`);

/** Says until when the bot watches for a payment all the same; nothing if it does not. */
const watched = (until: string): string =>
  until === '' ? '' : ` If it is paid after all by ${until}, I’ll tell you.`;
