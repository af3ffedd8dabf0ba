import type { NoticeWords } from '../../outbound/notices.words.ts';
import { by, withReceipt } from './grammar.ts';

export const notices: NoticeWords = {
  buttons: {
    tryAgain: 'Try again',
    customerPaid: 'Customer paid',
    notPaid: 'Not paid',
    ours: 'It is this charge',
    notOurs: 'Not ours',
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
    canceled: () => '🚫 Not sent.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ Marked paid${by(markedBy)}${withReceipt(markedReceipt)}. M-Pesa has not confirmed it to me.`,
    marked_unpaid: ({ markedBy }) => `✍️ Marked not paid${by(markedBy)}.`,
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
    unconfirmed: ({ amount, phone, waited, until }) => ({
      headline: `⌛ Not confirmed: ${amount} from ${phone}`,
      body: `No confirmation after ${waited}. I keep watching until ${until} and will tell you if it is paid after all.`,
    }),
    expired: ({ amount, phone }) => ({
      headline: `⌛ Never confirmed: ${amount} from ${phone}`,
      body: 'I no longer watch this charge. Check your M-Pesa statement; if the customer did pay, you can tell me:',
    }),
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Check this: ${amount} from ${phone}`,
      body: `The gateway reported ${isAnother ? 'another' : 'a'} payment that does not fit this charge, so I do not count it as paid. Check your M-Pesa statement. I keep watching.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Not sent: ${amount} to ${phone}`,
      body: 'It had waited more than two minutes, or may not be charged any more, so I left it. No prompt was sent.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ Marked not paid${by(markedBy)}: ${amount}`
        : `✍️ Marked paid${by(markedBy)}: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid
        ? 'M-Pesa has confirmed no payment to me.'
        : 'M-Pesa has not confirmed this to me.',
    }),
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Reported: ${amount === undefined ? 'no amount' : `amount ${amount}`}, ${receipt === '' ? 'no receipt' : `receipt ${receipt}`}, ${payer === undefined ? 'payer not shown' : `from ${payer}`}`,
  whoDecides: 'A manager or an owner can tell me what it is:',
  chargedBy: (name, when) => `Charged by ${name} · ${when}`,
  receipt: 'Receipt',
  markedPaid: (name, receipt) => `marked paid${by(name)}${withReceipt(receipt)}`,
  accountRefusedHere:
    'The gateway does not accept the shop’s account, so it is not known whether this is paid. It is looked up as soon as the account works.',
};
