import type { ChatWords } from '../../bot/features/chats.words.ts';
import { group, at } from './grammar.ts';

export const chats: ChatWords = {
  buttons: {
    keep: 'Endelea nacho',
    endIt: 'Kimalize',
    keepChat: (title) => `Endelea na ${title}`,
    endChat: (title) => `Maliza ${title}`,
  },
  notLinked: 'Kikundi hiki hakijaunganishwa na duka. Mwenye duka atume /link hapa.',
  chooseInPrivate: 'Una maduka kadhaa. Kwanza nitumie /shop kwenye gumzo letu la faragha, kisha /link hapa.',
  linked: (shop) =>
    `Kikundi hiki kimeunganishwa${shop === '' ? '' : ` na ${shop}`}: wafanyakazi wake wanaweza kutoza hapa.`,
  linkedToAnother: 'Kikundi hiki kimeunganishwa na duka lingine. Mwenye duka hilo atume /unlink kwanza.',
  unlinked: 'Kikundi hiki hakijaunganishwa tena: hakuna anayetoza hapa.',
  announceUsage: 'Ili kila malipo ya duka yatangazwe kwenye gumzo hili, tuma /announce here',
  announcesHere: 'Kila malipo ya duka hutangazwa kwenye gumzo hili. Kuacha: /announce off',
  announcesNoMore: 'Malipo ya wengine hayatangazwi tena kwenye gumzo hili.',
  linkNotAdmin:
    'Ni msimamizi wa kikundi hiki tu anayeweza kukiunganisha. Mwombe mwenye duka aliye msimamizi, au uwe msimamizi, kisha tuma /link tena.',
  linkUnclear: 'Siwezi kuona wasimamizi wa kikundi hiki. Nifanye msimamizi, kisha tuma /link tena.',
  linkNotAsked:
    'Telegram haikunijibu, kwa hiyo kikundi hiki hakijaunganishwa. Tuma /link tena baada ya dakika chache.',
  chatsTitle: (shop) => `Watu wanakotoza, na malipo yanakotangazwa${shop === '' ? '' : `: ${shop}`}`,
  noChats: 'Hakuna kikundi kilichounganishwa, na malipo hutangazwa pale tu yalipoombwa.',
  chatsHint: 'Kuunganisha kikundi, mwenye duka aliye msimamizi wa kikundi hicho atume /link humo.',
  untitled: (chatId) => `kikundi ${chatId}`,
  linkedChat: ({ title, by, isAnnounced }) =>
    `${title} · kimeunganishwa${by === undefined ? '' : ` na ${by}`}${isAnnounced ? ' · kila malipo hutangazwa humo' : ''}`,
  announcedChat: (name) => `Gumzo la faragha la ${name} · kila malipo hutangazwa humo`,
  endedChat: (title) => `${title} · imekwisha, kwa kuwa aliyeipanga ameondoka`,
  doubtfulChat: (title) => `${title} · aliyeiunganisha si msimamizi wa kikundi`,
  chatEnded: ({ title, person, shop, isLinked, isAnnounced }) =>
    `${person === null ? `Kuna mtu ameondoka${at(shop)} ambaye huenda ndiye aliyepanga ${group(title)}` : `${person} hafanyi kazi tena${at(shop)}, na ndiye aliyepanga ${group(title)}`}. Kwa hiyo imekwisha: ${isLinked ? `hakuna anayetoza humo${isAnnounced ? ', na malipo hayatangazwi humo' : ''}` : 'malipo hayatangazwi tena humo'}. Unataka kuendelea nacho?`,
  linkerNoAdmin: ({ title, person, shop }) =>
    `${person ?? 'Aliyefanya hivyo'} aliunganisha ${group(title)}${shop === '' ? '' : ` na ${shop}`}, lakini si msimamizi wa kikundi. Wafanyakazi wako wanaweza kuendelea kutoza humo. Unataka kuendelea nacho?`,
  chatLost: (title, shop) =>
    `Hakijaunganishwa tena${shop === '' ? '' : ` na ${shop}`}: ${group(title)}. Kilikuwa cha duka lingine kabla ya kuwa kikundi kikuu.`,
  chatKept: (title) => `Unaendelea na ${group(title)}.`,
  chatLeftEnded: (title) => `Kimekwisha: ${group(title)}.`,
};
