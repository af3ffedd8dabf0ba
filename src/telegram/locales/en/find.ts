import type { FindWords } from '../../bot/features/find.words.ts';

export const find: FindWords = {
  commands: {
    find: 'Find a charge by note, amount, phone or receipt',
  },
  findUsage: 'Tell me what to look for:',
  findable: {
    note: 'part of a note',
    name: 'a customer’s name',
    amount: 'an amount',
    digits: 'last digits of a phone',
    phone: 'a whole phone',
    receipt: 'a receipt',
    number: 'a charge number',
  },
  findTooShort: 'That is too short. Give me at least two letters.',
  found: (text) => `Found for “${text}”`,
  foundOfPhone: 'Charges to this phone',
  foundNothing: (text) => `Nothing found for “${text}”.`,
  searchedNewest: (count) =>
    `I searched the newest ${count} charges. For older ones, use the receipt or phone.`,
  narrowSearch: 'There are more. A shorter text lets you page through them.',
  noMore: 'No more charges here.',
  pastedKnown: (receipt) => `Receipt ${receipt} is this charge:`,
  pastedDiffers: ({ written, paid }) => `⚠️ The message says ${written}, but ${paid} was paid.`,
  pastedUnknown: (receipt) => `No payment found with receipt ${receipt}.`,
  pastedProvesNothing: 'A message alone is no proof. Check your own M\u2011Pesa statement.',
  pastedFits: 'Same amount and phone:',
  pastedAmountOnly: 'The message shows no customer’s phone. Same amount:',
  pastedFitsNothing: 'No charge fits its amount and phone either.',
};
