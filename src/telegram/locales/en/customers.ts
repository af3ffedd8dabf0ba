import { code, fmt } from 'telegraf/format';
import type { CustomerWords } from '../../bot/features/customers.words.ts';
import { plural } from './grammar.ts';

export const customers: CustomerWords = {
  commands: {
    customers: 'Who pays here, how often and how much',
  },
  buttons: {
    chargeCustomer: 'Charge',
    blockCustomer: 'Block',
    unblockCustomer: 'Unblock',
    eraseCustomer: 'Erase',
    backToCustomers: '‹ Customers',
    earlierCustomers: 'Earlier ›',
    laterCustomers: '‹ Later',
    erase: 'Erase',
  },
  helpCustomers: fmt`/customers – who pays here, how often and how much
${code('/name 0712345678 Wanjiku')} – name a customer, then ${code('/charge wanjiku 500')}`,

  customersTitle: (page) => (page === 1 ? 'Your customers' : `Your customers, page ${page}`),
  noCustomersYet: 'Nobody has paid yet. Customers are listed here once they pay.',
  noCustomerAt: (phone) => `${phone} has not paid here yet and has no name.`,
  customersHint: 'Find one: /customers and a name or number',
  customerPaid: ({ count, amount }) => `${amount} · ${plural(count, 'payment', 'payments')}`,
  customerRefunded: ({ amount, left }) => `refunded ${amount} · left: ${left}`,
  customerByHand: ({ count, amount }) => `${amount} marked paid by hand (${count})`,
  customerPaidNothing: 'No payment yet.',
  customerSince: (first, last) => (first === last ? `Paid: ${last}` : `First: ${first}\nLast: ${last}`),
  customerBlocked: 'Blocked: this number is not charged.',
  customerCharges: 'Latest charges:',
  customerGone: 'This customer is erased.',

  nameUsage: 'Send the number and the name:',
  nameIs: (customer) => `This is ${customer}.`,
  nameNone: (phone) => `${phone} has no name yet.`,
  nameHow: 'To change it, send the number and the new name; to remove it, the number and a dash:',
  nameSaved: (customer) => `Saved: ${customer}`,
  nameRemoved: (phone) => `The name is removed. ${phone} has none now.`,
  nameRefused: (limit) => `I cannot use that as a name. Use letters, ${limit} at most, and no phone number.`,
  nameOfAnother: 'Somebody else gave this customer a name. A manager can change it.',

  nobodyCalled: (name) => `No customer here is called “${name}”.`,
  whichCustomer: (name) => `Which “${name}”?`,
  moreCustomersFit: 'More names fit. Write more of the name to find the others.',
  chosen: (customer) => `Chosen: ${customer}`,

  eraseFirst: (phone) => `Erase ${phone}?`,
  eraseGone: (charges, name) => {
    const number =
      charges === 0 ? [] : [`the number in ${plural(charges, 'finished charge', 'finished charges')}`];
    const all = [...number, ...(name === undefined ? [] : [`the name ${name}`])];
    return all.length === 0 ? '' : `This goes for good: ${all.join(', and ')}.`;
  },
  eraseKept: (open) =>
    `${plural(open, 'charge is', 'charges are')} still open and ${open === 1 ? 'keeps' : 'keep'} the number until finished.`,
  eraseStays: 'Sums, receipts and history stay in your books.',
  eraseBlocked: 'It stays blocked.',
  notErased: 'Nothing was erased.',
  allErased: 'Erased. Messages that are in a chat already stay there until you delete them.',

  myNames: 'Names that you gave to customers bear your Telegram id.',
};
