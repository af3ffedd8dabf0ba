import type { PrivacyWords } from '../../bot/features/privacy.words.ts';
import { plural } from './grammar.ts';

export const privacy: PrivacyWords = {
  commands: {
    block: 'A number that asked not to be charged',
    erase: 'Take out a customer’s number',
  },
  blocked: (phone) => `${phone} is not charged any more. To undo that: /unblock`,
  unblocked: (phone) => `${phone} can be charged again.`,
  erased: (charges, open) =>
    `The number is erased from ${plural(charges, 'finished charge', 'finished charges')}; sums and receipts stay.${open === 0 ? '' : ` ${plural(open, 'charge is', 'charges are')} not finished and still ${open === 1 ? 'has' : 'have'} it: send this again later.`} Messages already in a chat stay there until you delete them.`,
  nothingToErase: 'No charge of this shop has this number.',
  myData: 'What is kept about you',
  myTelegram: (userId) => `Your Telegram id ${userId}, your language, and:`,
  myPlace: ({ shop, name, role, since, charges }) =>
    `${shop === '' ? '' : `${shop}: `}${name}, ${role} since ${since}, ${plural(charges.count, 'charge', 'charges')}${charges.isMore ? ' or more' : ''} made. Each charge has your name on it.`,
  myRights: 'An owner can remove you. The charges you made stay in the shop’s books.',
};
