import type { InviteWords } from '../../bot/features/invites.words.ts';
import { at } from './grammar.ts';

export const invites: InviteWords = {
  buttons: {
    revoke: 'Take it back',
    revokeLink: (role) => `Take back: ${role}`,
  },
  welcome: (name) => `Karibu, ${name}. This till is yours now.`,
  joined: (shop, role) => `Karibu! You are ${role}${at(shop)} now.`,
  hasJoined: (name, shop, role) =>
    `${name} opened your link and is ${role}${at(shop)} now. If that is not whom you meant, remove them:`,
  alreadyMember: (role) =>
    `You are ${role} here already, so the link was not used. Pass it to whom it is for.`,
  inviteAs: (shop) => `Whom do you invite${shop === '' ? '' : ` to ${shop}`}?`,
  staffLink: (role, url) =>
    `This link makes whoever opens it first ${role}. It works once, within 24 hours. Send it to that person alone:\n${url}`,
  merchantLink: (url) =>
    `This link lets whoever opens it first connect a shop. It works once, within 24 hours. Send it to that person alone:\n${url}`,
  openLinks: 'Links that are open:',
  openLink: (role, by, until) => `${role} · by ${by} · until ${until}`,
  newShop: 'a new shop',
  linkRevoked: 'Taken back: this link lets nobody in.',
  linkIsOver: 'This link was used already, or has ended.',
  linkNotMade: 'This link could not be made. Please send your command again.',
  hasBeenLetIn: (name) =>
    `${name} opened a link and may connect a shop now. If that is not whom you meant, take it back:`,
  applicantRevoked: 'Taken back: they cannot connect a shop.',
  applicantIsOver: 'They have connected their shop already, or it was taken back.',
  deadLink: 'This link was used already, is too old, or was taken back. Ask for a new one.',
};
