import { bold, code, fmt } from 'telegraf/format';
import type { Words } from './words.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const span = (seconds: number): string =>
  seconds < 90
    ? `${seconds} s`
    : seconds < 5_400
      ? plural(Math.round(seconds / 60), 'minute', 'minutes')
      : plural(Math.round(seconds / 3_600), 'hour', 'hours');

export const english: Words = {
  language: 'en',
  locale: 'en-GB',

  commands: {
    charge: 'Charge a customer: phone and amount',
    pending: 'What is being waited for',
    today: 'What was paid today',
    status: 'Look up a receipt, phone or charge number',
    cancel: 'Leave what you had begun',
    language: 'English or Kiswahili',
    help: 'How to use this till',
  },
  buttons: {
    send: 'Send',
    chargeAnyway: 'Charge anyway',
    chargeAgain: 'Charge again',
    cancel: 'Cancel',
    tryAgain: 'Try again',
    customerPaid: 'Customer paid',
    notPaid: 'Not paid',
    goOn: 'Go on',
    english: 'English',
    swahili: 'Kiswahili',
  },

  status: {
    created: () => '⏳ Sending the M-Pesa prompt…',
    pushing: () => '⏳ Sending the M-Pesa prompt…',
    pending: () => '📲 Prompt sent. Waiting for the customer’s PIN.',
    unconfirmed: ({ until }) => `⌛ Not confirmed yet. Still watching until ${until}.`,
    expired: () => '⌛ Never confirmed. No longer watched.',
    paid: ({ receipt }) => `✅ Paid. Receipt ${receipt}`,
    declined: () => '❌ Not sent.',
    unknown: () => '❓ Not known whether the prompt reached the phone.',
    canceled: () => '🚫 Not sent: it had waited too long.',
    settled_paid: () => '✍️ Paid, on your word. M-Pesa has not confirmed it to me.',
    settled_unpaid: () => '✍️ Not paid, on your word.',
  },
  mismatch: {
    transaction: 'another transaction',
    amount: 'another amount',
    phone: 'another phone',
    receipt: 'a receipt that is none',
    'receipt-reused': 'a receipt that already paid another charge',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Paid: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Paid late: ${amount}`,
      body: `You asked at ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Not sent: ${amount} to ${phone}`,
      body:
        words === undefined
          ? 'The gateway could not be reached, so nothing was sent.'
          : `${words === '' ? 'The gateway refused without saying why.' : `The gateway says: “${words}”`}\nIf the customer did get a prompt, wait two minutes before you try again.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Not known: ${amount} to ${phone}`,
      body: 'I have no clear answer from the gateway. The customer may have a prompt right now, and may pay. Ask the customer before you charge again, then tell me:',
    }),
    unconfirmed: ({ amount, waited, until }) => ({
      headline: `⌛ Not confirmed: ${amount}`,
      body: `No confirmation after ${waited}. I keep watching until ${until} and will tell you if it is paid after all.`,
    }),
    expired: ({ amount }) => ({
      headline: `⌛ Never confirmed: ${amount}`,
      body: 'I no longer watch this charge. Check your M-Pesa statement; if the customer did pay, you can tell me:',
    }),
    mismatch: ({ amount, phone }) => ({
      headline: `⚠️ Check this: ${amount} from ${phone}`,
      body: 'The gateway reported a payment that does not fit this charge, so I do not count it as paid. Check your M-Pesa statement. I keep watching.',
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Not sent: ${amount} to ${phone}`,
      body: 'It had waited more than two minutes, so I left it. No prompt was sent.',
    }),
  },
  chargedBy: (name, when) => `Charged by ${name} · ${when}`,
  receipt: 'Receipt',
  byHand: 'on your word',

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

  askPhone: 'Which phone should I charge?',
  askPhoneHint: 'Type the number, or share a contact.',
  recentCustomers: 'Or one of the last customers:',
  customerChosen: 'Chosen from the last customers.',
  askAmount: (phone) => `How many shillings from ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  confirm: ({ amount, phone }) => `Charge ${amount} to ${phone}?`,
  doubt: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `This does not look like a Safaricom number (it looks like ${network}). If it was moved to Safaricom, M-Pesa will work.`,
    repeat: ({ other, ago }) => `You charged the same amount to this phone ${ago} (${other}). Charge again?`,
    'prompt-open': ({ other, ago }) =>
      `This phone may still show a prompt from ${ago} (${other}). A second one can spoil the first.`,
    stale: () => 'Your message reached me late. Do you still want this?',
  },
  left: 'Left. Nothing was sent.',
  nothingToLeave:
    'There is nothing to leave. A charge that was sent cannot be taken back; the customer can cancel it on the phone.',
  pressAButton: 'Press one of the buttons above, or send /cancel.',
  questionClosed: 'This question is closed.',
  notYours: 'This is not yours to press.',
  alreadySettled: 'This is settled already.',
  alreadyTried: 'This was tried again already.',
  noted: 'Noted.',
  editsDoNothing: 'I do not act on edited messages. Send the command again as a new message.',
  hint: 'To charge a customer, send the phone and the amount:',
  held: (when) =>
    `⏸ This till was put back from a copy made ${when}, so I do not know what was charged after that. Nothing is sent to a phone until you press the button. Look through your M-Pesa messages since then first; charges that were open may be paid already.`,
  goesOn: '▶️ Charging again.',
  failed: 'Something went wrong with that message, and nothing came of it. Please send it again.',

  nothingPending: 'Nothing is being waited for.',
  pendingTitle: (count) => `Waiting for ${plural(count, 'charge', 'charges')}`,
  andMore: (count) => `… and ${count} more`,
  nothingToday: 'Nothing was paid today yet.',
  todayTitle: (count, amount) => `Paid today: ${amount} (${plural(count, 'payment', 'payments')})`,
  todayByHand: (count, amount) => `On your word, not confirmed by M-Pesa: ${amount} (${count})`,
  latest: 'The latest:',
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
    settled_paid: 'said to be paid',
    settled_unpaid: 'said not to be paid',
  },
  eventMismatch: 'reported payment did not fit',
  byPerson: (name) => `by ${name}`,

  chooseLanguage: 'Which language should I speak?',
  languageChosen: 'I will speak English with you.',
  help: fmt`${bold('Tillbot')} charges your customers’ M-Pesa.

${code('/charge 0712345678 500')}
${code('/charge 0712345678 500 two bags of unga')}
The customer gets a PIN prompt. When it is paid I say so here, with the receipt.

/charge – I ask for phone and amount
/pending – what is being waited for
/today – what was paid today
/status – look up a receipt, phone or charge number
/cancel – leave what you had begun
/language – English or Kiswahili`,
  welcome: (name) => `Karibu, ${name}. This till is yours now.`,
  stranger: (userId) =>
    `Hello! This till belongs to a shop, and I do not know you. If you work there, give the owner your Telegram id: ${userId}`,
  anonymous: 'I cannot see who is asking. Post as yourself, not as the group or a channel, to use the till.',
  deadCode: 'This link was used already or has been replaced.',

  ago: (seconds) => `${span(seconds)} ago`,
  span,
};
