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
    empty: () => 'There is no phone number.',
    letters: (text) => `“${text}” is not a phone number.`,
    landline: (text) => `“${text}” is a landline. M-Pesa needs a mobile number.`,
    foreign: (text) => `“${text}” is not a Kenyan number.`,
    'too-short': (text) => `“${text}” is too short for a phone number.`,
    'too-long': (text) => `“${text}” is too long for a phone number.`,
    'not-mobile': (text) => `“${text}” is not a Kenyan mobile number. They begin with 07 or 01.`,
    swapped: () => 'The phone goes first, then the amount.',
  },
  refusedAmount: {
    empty: () => 'There is no amount.',
    'not-an-amount': (text) => `“${text}” is not an amount.`,
    cents: (text) => `“${text}” has cents. M-Pesa takes whole shillings only.`,
    negative: (text) => `“${text}” is below zero.`,
    split: (text) =>
      `“${text}” could be more than one amount. Write it without spaces. A note that begins with a number needs a word first.`,
    'too-small': () => 'The least is KES 1.',
    'too-large': () => 'The most that M-Pesa takes at once is KES 250,000.',
  },
  noteTooLong: (length, limit) => `The note has ${length} characters; ${limit} is the most.`,
  example: 'Like this:',
  confirm: ({ amount, phone }) => `Charge ${amount} to ${phone}?`,
  confirmationReason: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `This does not look like a Safaricom number (it looks like ${network}). If it was moved to Safaricom, M-Pesa will work.`,
    repeat: ({ other, ago }) => `You charged the same amount to this phone ${ago} (${other}). Charge again?`,
    'unusual-amount': ({ written, amount }) => `You wrote “${written}”. I read that as ${amount}.`,
    stale: () => 'Your message reached me late. Do you still want this?',
  },
  refused: {
    'not-a-member': () => 'You do not work at this shop any more, so nothing was sent.',
    suspended: () => 'This shop is suspended, so nothing was sent. Ask whoever runs this bot.',
    'no-account': () =>
      'This shop has no account at the gateway, so nothing was sent. An owner connects it: /connect',
    blocked: (phone) =>
      `${phone} asked not to be charged, so nothing was sent. A manager can undo that: /unblock`,
  },
  promptOpen: ({ phone, other, again }) =>
    `A prompt is still open on this phone: ${phone}${other === undefined ? '' : ` (${other})`}. A second one can spoil the first, so nothing was sent. You can charge it again in ${again}.`,
  capped: {
    phone: ({ phone, count, within, again }) =>
      `${phone} was charged ${count} times within ${within}, which is the most, so nothing was sent. You can charge it again from ${again}.`,
    member: ({ count, within, again }) =>
      `You have charged ${count} times within ${within}, which is the most, so nothing was sent. You can charge again from ${again}.`,
    merchant: ({ count, within, again }) =>
      `This shop has charged ${count} times within ${within}, which is the most, so nothing was sent. It can charge again from ${again}.`,
  },
  alreadyTried: 'This was tried again already.',
  editsDoNothing: 'I do not act on edited messages. Send the command again as a new message.',
  hint: 'To charge a customer, send the phone and the amount:',
};
