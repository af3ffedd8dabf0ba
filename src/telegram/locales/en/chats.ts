import type { ChatWords } from '../../bot/features/chats.words.ts';
import { group, at } from './grammar.ts';

export const chats: ChatWords = {
  commands: {
    announce: 'Tell every payment in this chat',
    chats: 'Linked groups, and where payments are told',
  },
  buttons: {
    keep: 'Keep it',
    endIt: 'End it',
    keepChat: (title) => `Keep ${title}`,
    endChat: (title) => `End ${title}`,
  },
  notLinked: 'This group is not linked to a shop. An owner sends /link here.',
  chooseInPrivate: 'You own several shops. First send me /shop in our private chat, then /link here.',
  linked: (shop) => `This group is linked${shop === '' ? '' : ` to ${shop}`}: its staff can charge here.`,
  linkedToAnother: 'This group is linked to another shop. An owner of that shop sends /unlink first.',
  unlinked: 'This group is not linked any more: nobody can charge here.',
  announceUsage: 'To hear of every payment of the shop in this chat, send /announce here',
  announcesHere: 'Every payment of the shop is told in this chat. To stop: /announce off',
  announcesNoMore: 'Other people’s payments are not told in this chat any more.',
  linkNotAdmin:
    'Only an administrator of this group can link it. Ask an owner of the shop who is one, or become one, and send /link again.',
  linkUnclear:
    'I can’t see who the administrators of this group are. Make me an administrator, then send /link again.',
  linkNotAsked: 'Telegram did not answer me, so this group is not linked. Send /link again in a few minutes.',
  chatsTitle: (shop) => `Where people charge, and where payments are told${shop === '' ? '' : `: ${shop}`}`,
  noChats: 'No group is linked. Payments are told only where they were charged.',
  chatsHint: 'To link a group, an owner who is an administrator there sends /link in it.',
  untitled: (chatId) => `group ${chatId}`,
  linkedChat: ({ title, by, isAnnounced }) =>
    `${title} · linked${by === undefined ? '' : ` by ${by}`}${isAnnounced ? ' · every payment is told there' : ''}`,
  announcedChat: (name) => `${name}’s private chat · every payment is told there`,
  endedChat: (title) => `${title} · ended, because the person who set it up left`,
  doubtfulChat: (title) => `${title} · the person who linked it is not an administrator there`,
  chatEnded: ({ title, person, shop, isLinked, isAnnounced }) =>
    `${person === null ? `Somebody left${shop === '' ? '' : ` ${shop}`} who may have set up ${group(title)}` : `${person} does not work${shop === '' ? ' here' : at(shop)} any more, and had set up ${group(title)}`}. So it has ended: ${isLinked ? `nobody can charge there${isAnnounced ? ', and payments are not told there' : ''}` : 'payments are not told there any more'}. Do you want to keep it?`,
  linkerNoAdmin: ({ title, person, shop }) =>
    `${person ?? 'Somebody'} linked ${group(title)}${shop === '' ? '' : ` to ${shop}`}, but is not an administrator there. Your staff can still charge in it. Do you want to keep it?`,
  chatLost: (title, shop) =>
    `${group(title)[0]?.toUpperCase()}${group(title).slice(1)} is not linked${shop === '' ? '' : ` to ${shop}`} any more: it was another shop’s before it became a supergroup.`,
  chatKept: (title) => `Kept: ${group(title)}.`,
  chatLeftEnded: (title) => `Ended: ${group(title)}.`,
};
