import type { InviteWords } from '../../bot/features/invites.words.ts';
import { at } from './grammar.ts';

export const invites: InviteWords = {
  commands: {
    invite: 'Mwingize mtu, kwa kiungo',
  },
  buttons: {
    revoke: 'Ondoa kiungo',
    revokeLink: (role) => `Ondoa kiungo: ${role}`,
  },
  welcome: (name) => `Karibu, ${name}. Bot hii sasa ni yako.`,
  joined: (shop, role) => `Karibu! Sasa wewe ni ${role}${at(shop)}.`,
  hasJoined: (name, shop, role) =>
    `${name} amefungua kiungo chako na sasa ni ${role}${at(shop)}. Kama siye uliyemkusudia, mwondoe:`,
  alreadyMember: (role) => `Tayari wewe ni ${role} hapa, kwa hiyo kiungo hakikutumika. Mpe anayehusika.`,
  inviteAs: (shop) => `Unamwalika nani${at(shop)}?`,
  staffLink: (role, url) =>
    `Atakayefungua kiungo hiki kwanza atakuwa ${role}. Kinafanya kazi mara moja, ndani ya saa 24. Mtumie mtu huyo tu:\n${url}`,
  merchantLink: (url) =>
    `Atakayefungua kiungo hiki kwanza ataweza kuunganisha duka. Kinafanya kazi mara moja, ndani ya saa 24. Mtumie mtu huyo tu:\n${url}`,
  openLinks: 'Viungo vilivyo wazi:',
  openLink: (role, by, until) => `${role} · na ${by} · hadi ${until}`,
  newShop: 'duka jipya',
  linkRevoked: 'Kimeondolewa: kiungo hiki hakimwingizi mtu yeyote.',
  linkIsOver: 'Kiungo hiki kimeshatumika, au kimekwisha.',
  linkNotMade: 'Nimeshindwa kutengeneza kiungo hiki. Tafadhali tuma amri yako tena.',
  hasBeenLetIn: (name) =>
    `${name} amefungua kiungo na sasa anaweza kuunganisha duka. Kama siye uliyemkusudia, mwondolee ruhusa:`,
  applicantRevoked: 'Ruhusa imeondolewa: hawezi kuunganisha duka.',
  applicantIsOver: 'Ameshaunganisha duka lake, au ruhusa iliondolewa.',
  deadLink: 'Kiungo hiki kimeshatumika, kimepitwa na wakati, au kimeondolewa. Omba kipya.',
};
