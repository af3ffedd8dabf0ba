import type { ChatWords } from '../../bot/features/chats.words.ts';
import { group, at } from './grammar.ts';

export const chats: ChatWords = {
  commands: {
    announce: 'Tangaza kila malipo kwenye gumzo hili',
    chats: 'Vikundi, na malipo yanakotangazwa',
  },
  buttons: {
    keep: 'Endelea nacho',
    endIt: 'Kimalize',
    keepChat: (title) => `Endelea na ${title}`,
    endChat: (title) => `Maliza ${title}`,
  },
  notLinked: 'Kikundi hiki hakijaunganishwa na duka. Mwenye duka atume /unganisha hapa.',
  chooseInPrivate:
    'Una maduka kadhaa. Kwanza nitumie /duka kwenye gumzo letu la faragha, kisha /unganisha hapa.',
  linked: (shop) =>
    `Kikundi hiki kimeunganishwa${shop === '' ? '' : ` na ${shop}`}: wafanyakazi wake wanaweza kuomba malipo hapa.`,
  linkedToAnother: 'Kikundi hiki kimeunganishwa na duka lingine. Mwenye duka hilo atume /tenganisha kwanza.',
  unlinked: 'Kikundi hiki kimetenganishwa na duka: hakuna anayeweza kuomba malipo hapa.',
  announceUsage: 'Ili kila malipo ya duka yatangazwe kwenye gumzo hili, tuma /tangaza hapa',
  announcesHere: 'Kila malipo ya duka hutangazwa kwenye gumzo hili. Kuacha: /tangaza basi',
  announcesNoMore: 'Malipo ya wengine hayatangazwi tena kwenye gumzo hili.',
  linkNotAdmin:
    'Ni msimamizi wa kikundi hiki tu anayeweza kukiunganisha. Mwombe mwenye duka aliye msimamizi, au uwe msimamizi, kisha tuma /unganisha tena.',
  linkUnclear: 'Siwezi kuona wasimamizi wa kikundi hiki. Nifanye msimamizi, kisha tuma /unganisha tena.',
  linkNotAsked:
    'Telegram haikunijibu, kwa hiyo kikundi hiki hakijaunganishwa. Tuma /unganisha tena baada ya dakika chache.',
  chatsTitle: (shop) => `Mnakoombea malipo, na malipo yanakotangazwa${shop === '' ? '' : `: ${shop}`}`,
  noChats: 'Hakuna kikundi kilichounganishwa. Malipo hutangazwa pale tu yalipoombwa.',
  chatsHint: 'Kuunganisha kikundi, mwenye duka aliye msimamizi wa kikundi hicho atume /unganisha humo.',
  untitled: (chatId) => `kikundi ${chatId}`,
  linkedChat: ({ title, by, isAnnounced }) =>
    `${title} · kimeunganishwa${by === undefined ? '' : ` na ${by}`}${isAnnounced ? ' · kila malipo hutangazwa humo' : ''}`,
  announcedChat: (name) => `Gumzo la faragha la ${name} · kila malipo hutangazwa humo`,
  endedChat: (title) => `${title} · kimekwisha, kwa kuwa aliyekipanga ameondoka`,
  doubtfulChat: (title) => `${title} · aliyekiunganisha si msimamizi humo`,
  chatEnded: ({ title, person, shop, isLinked, isAnnounced }) =>
    `${person === null ? `Kuna mtu ameondoka${at(shop)} ambaye huenda ndiye aliyepanga ${group(title)}` : `${person} hafanyi kazi tena${at(shop)}, na ndiye aliyepanga ${group(title)}`}. Kwa hiyo kimekwisha: ${isLinked ? `hakuna anayeweza kuomba malipo humo${isAnnounced ? ', na malipo hayatangazwi humo' : ''}` : 'malipo hayatangazwi tena humo'}. Unataka kuendelea nacho?`,
  linkerNoAdmin: ({ title, person, shop }) =>
    `${person ?? 'Mtu fulani'} aliunganisha ${group(title)}${shop === '' ? '' : ` na ${shop}`}, lakini si msimamizi humo. Wafanyakazi wako bado wanaweza kuomba malipo humo. Unataka kuendelea nacho?`,
  chatLost: (title, shop) =>
    `Kimetenganishwa${shop === '' ? ' na duka' : ` na ${shop}`}: ${group(title)}. Kilikuwa cha duka lingine kabla ya kuwa kikundi kikuu.`,
  chatKept: (title) => `Unaendelea na ${group(title)}.`,
  chatLeftEnded: (title) => `Kimekwisha: ${group(title)}.`,
};
