import type { InviteWords } from '../../bot/features/invites.words.ts';
import { at, withArticle } from './grammar.ts';

export const invites: InviteWords = {
  commands: {
    invite: 'Let somebody in, by a link',
  },
  buttons: {
    revoke: 'Take it back',
    revokeLink: (role) => `Take back: ${role}`,
  },
  welcome: (name) => `Karibu, ${name}. This bot is yours now.`,
  joined: (shop, role) => `Karibu! You’re now ${withArticle(role)}${at(shop)}.`,
  hasJoined: (name, shop, role) =>
    `${name} opened your link and is now ${withArticle(role)}${at(shop)}. If you meant somebody else, remove them:`,
  alreadyMember: (role) =>
    `You’re already ${withArticle(role)} here, so the link was not used. Pass it to the person it’s for.`,
  inviteAs: (shop) => `Who are you inviting${shop === '' ? '' : ` to ${shop}`}?`,
  staffLink: (role, url) =>
    `This link makes whoever opens it first ${withArticle(role)}. It works once, within 24 hours. Send it to that person only:\n${url}`,
  merchantLink: (url) =>
    `This link lets whoever opens it first connect a shop. It works once, within 24 hours. Send it to that person only:\n${url}`,
  openLinks: 'Open links:',
  openLink: (role, by, until) => `${role} · by ${by} · until ${until}`,
  newShop: 'a new shop',
  linkRevoked: 'Taken back: this link lets nobody in.',
  linkIsOver: 'This link was already used, or has ended.',
  linkNotMade: 'I couldn’t make this link. Please send your command again.',
  hasBeenLetIn: (name) =>
    `${name} opened a link and can now connect a shop. If you meant somebody else, take it back:`,
  applicantRevoked: 'Taken back: they can’t connect a shop.',
  applicantIsOver: 'They have already connected their shop, or it was taken back.',
  deadLink: 'This link was used already, is too old, or was taken back. Ask for a new one.',
};
