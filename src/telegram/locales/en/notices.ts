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
    created: () => '⏳ Sending the M‑Pesa prompt…',
    pushing: () => '⏳ Sending the M‑Pesa prompt…',
    pending: () => '📲 Prompt sent. Waiting for the customer’s PIN.',
    unconfirmed: ({ until }) => `⌛ Not confirmed yet. I’ll keep checking until ${until}.`,
    expired: () => '⌛ Never confirmed. I’ve stopped checking.',
    paid: ({ receipt }) => `✅ Paid. Receipt ${receipt}`,
    declined: () => '❌ Not sent.',
    unknown: () => '❓ Not known if the prompt reached the phone.',
    canceled: () => '🚫 Not sent.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ Marked as paid${by(markedBy)}${withReceipt(markedReceipt)}. Not confirmed by M‑Pesa.`,
    marked_unpaid: ({ markedBy }) => `✍️ Marked as not paid${by(markedBy)}.`,
  },
  mismatch: {
    transaction: 'a payment of another charge',
    amount: 'another amount',
    phone: 'another phone',
    receipt: 'an invalid receipt',
    'receipt-reused': 'a receipt that already paid another charge',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Paid: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Paid late: ${amount}`,
      body: `Asked for at ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Not sent: ${amount} to ${phone}`,
      body:
        words === undefined
          ? 'The gateway could not be reached, so nothing was sent.'
          : `${words === '' ? 'The gateway refused and gave no reason.' : `The gateway says: “${words}”`}\nIf the customer did get a prompt, wait two minutes before you try again.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Not known: ${amount} to ${phone}`,
      body: 'The gateway gave no clear answer. The customer may have a prompt right now, and may still pay. Ask them before you charge again, then tell me:',
    }),
    unconfirmed: ({ amount, phone, waited, until }) => ({
      headline: `⌛ Not confirmed: ${amount} from ${phone}`,
      body: `No confirmation after ${waited}. I’ll keep checking until ${until} and tell you if it is paid after all.`,
    }),
    expired: ({ amount, phone }) => ({
      headline: `⌛ Never confirmed: ${amount} from ${phone}`,
      body: 'I’ve stopped checking. Look at your M‑Pesa statement. If the customer did pay, tell me:',
    }),
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Check this: ${amount} from ${phone}`,
      body: `The gateway reported ${isAnother ? 'another' : 'a'} payment that doesn’t match this charge, so I don’t count it as paid. Look at your M‑Pesa statement. I’ll keep checking.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Not sent: ${amount} to ${phone}`,
      body: 'It waited more than two minutes, or can’t be charged any more, so I cancelled it. No prompt was sent.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ Marked as not paid${by(markedBy)}: ${amount}`
        : `✍️ Marked as paid${by(markedBy)}: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid ? 'M‑Pesa has confirmed no payment.' : 'Not confirmed by M‑Pesa.',
    }),
  },
  noted: {
    paid: 'Marked as paid.',
    unpaid: 'Marked as not paid.',
    notOurs: 'Put aside.',
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Reported: ${amount === undefined ? 'no amount' : `amount ${amount}`}, ${receipt === '' ? 'no receipt' : `receipt ${receipt}`}, ${payer === undefined ? 'customer not shown' : `from ${payer}`}`,
  whoDecides: 'A manager or an owner can tell me what it is:',
  chargedBy: (name, when) => `Charged by ${name} · ${when}`,
  receipt: 'Receipt',
  markedPaid: (name, receipt) => `marked as paid${by(name)}${withReceipt(receipt)}`,
  accountRefusedHere:
    'The gateway does not accept the shop’s account, so I can’t see if this is paid. I’ll check as soon as the account works.',
};
