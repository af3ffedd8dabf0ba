import type { ChargeWords } from '../../bot/features/charge.words.ts';

export const charge: ChargeWords = {
  commands: {
    charge: 'Charge a customer: phone and amount',
  },
  buttons: {
    send: 'Send',
    chargeAnyway: 'Charge anyway',
    chargeAgain: 'Charge again',
  },
  refusedPhone: {
    empty: () => 'The phone number is missing.',
    letters: (text) => `“${text}” is not a phone number.`,
    landline: (text) => `“${text}” is a landline. M‑Pesa needs a mobile number.`,
    foreign: (text) => `“${text}” is not a Kenyan number.`,
    'too-short': (text) => `“${text}” is too short for a phone number.`,
    'too-long': (text) => `“${text}” is too long for a phone number.`,
    'not-mobile': (text) => `“${text}” is not a Kenyan mobile number. They begin with 07 or 01.`,
    swapped: () => 'The phone goes first, then the amount.',
  },
  refusedAmount: {
    empty: () => 'The amount is missing.',
    'not-an-amount': (text) => `“${text}” is not an amount.`,
    cents: (text) => `“${text}” has cents. M‑Pesa takes whole shillings only.`,
    negative: (text) => `“${text}” is below zero.`,
    split: (text) =>
      `“${text}” could be more than one amount. Write it without spaces. If it is a note, begin it with a word.`,
    'too-small': () => 'The smallest amount is KES 1.',
    'too-large': () => 'M‑Pesa takes at most KES 250,000 at once.',
  },
  noteTooLong: (length, limit) => `The note has ${length} characters. The most is ${limit}.`,
  example: 'Like this:',
  confirm: ({ amount, phone }) => `Charge ${amount} to ${phone}?`,
  confirmationReason: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `This doesn’t look like a Safaricom number (it looks like ${network}). If the customer moved it to Safaricom, M‑Pesa will work.`,
    repeat: ({ other, ago }) => `This phone was charged the same amount ${ago} (${other}). Charge again?`,
    'unusual-amount': ({ written, amount }) => `You wrote “${written}”. I read that as ${amount}.`,
    stale: () => 'Your message reached me late. Do you still want this?',
  },
  refused: {
    'not-a-member': () => 'You don’t work at this shop any more, so nothing was sent.',
    suspended: () => 'This shop is suspended, so nothing was sent. Ask the person who runs this bot.',
    'no-account': () =>
      'This shop has no account at the gateway, so nothing was sent. An owner connects it: /connect',
    blocked: (phone) =>
      `${phone} asked not to be charged, so nothing was sent. A manager can undo that: /unblock`,
  },
  promptOpen: ({ phone, other, again }) =>
    `A prompt is still open on this phone: ${phone}${other === undefined ? '' : ` (${other})`}. A second one can spoil the first, so nothing was sent. You can charge it again in ${again}.`,
  limitReached: {
    phone: ({ phone, count, within, again }) =>
      `${phone} was charged ${count} times within ${within}, which is the limit, so nothing was sent. You can charge it again from ${again}.`,
    member: ({ count, within, again }) =>
      `You have charged ${count} times within ${within}, which is the limit, so nothing was sent. You can charge again from ${again}.`,
    merchant: ({ count, within, again }) =>
      `This shop has charged ${count} times within ${within}, which is the limit, so nothing was sent. It can charge again from ${again}.`,
  },
  alreadyTried: 'This was already tried again.',
  editsDoNothing: 'I don’t act on edited messages. Send the command again as a new message.',
  hint: 'To charge a customer, send the phone and the amount:',
};
