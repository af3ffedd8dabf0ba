import { code, fmt } from 'telegraf/format';
import { MAX_PAYERS } from '../../../domain/collection.ts';
import type { CollectWords } from '../../bot/features/collect.words.ts';

export const collect: CollectWords = {
  commands: { collect: 'Omba wateja wengi mara moja' },
  buttons: {
    sendToPayers: (count) => (count === 1 ? 'Tuma' : `Tuma kwa ${count}`),
    pickPayers: 'Chagua wateja',
    picked: '✅ Tayari',
    closeCollection: (count) => (count === 0 ? 'Funga orodha' : `Funga: ${count} hawajalipa`),
  },
  askCollectAmount: 'Kila mteja alipe ngapi, na ni ya nini?',
  collectPlaceholder: '1500 kodi',
  collectExample: fmt`Kwa mfano: ${code('/kusanya 1500 kodi')}`,
  askPayers: (amount) => `Nani alipe ${amount}?`,
  askPayersHint: fmt`Tuma namba, moja kila mstari. Jina na kiasi kingine vinaweza kufuata:
${code('0712345678 Wanjiku')}
${code('0722000111 Otieno 2000')}`,
  payersPlaceholder: '0712345678 Wanjiku',
  collectQuestion: ({ count, total }) =>
    count === 1 ? `Niombe mteja mmoja ${total}?` : `Niombe wateja ${count} jumla ya ${total}?`,
  sendMorePayers: 'Bado sijatuma. Tuma namba zaidi kuziongeza.',
  offNetworkPayers: (numbers) => `⚠️ Si Safaricom, huenda hazina M‑Pesa: ${numbers}`,
  leftOutTitle: (count) => `⚠️ Nimeacha (${count}):`,
  leftOut: {
    empty: 'hakuna namba',
    letters: 'si namba ya simu',
    landline: 'simu ya mezani haina M‑Pesa',
    foreign: 'si namba ya Kenya',
    'too-short': 'namba ni fupi mno',
    'too-long': 'namba ni ndefu mno',
    'not-mobile': 'si namba ya simu ya mkononi',
    nothing: 'hakuna namba wala jina',
    'two-numbers': 'namba mbili kwenye mstari mmoja',
    'unclear-amount': 'je, namba hiyo ni kiasi? Weka KES mbele yake, au iondoe',
    'not-an-amount': 'kiasi hakieleweki',
    'marked-paid': 'imeandikwa kuwa amelipa. Kumwomba hata hivyo, tuma bila alama',
    nobody: 'hakuna mteja mwenye jina hili',
    several: 'wateja kadhaa wana jina hili',
    twice: 'iko kwenye orodha tayari',
    'over-limit': 'ni zaidi ya kikomo cha duka',
    full: `orodha ina nafasi ${MAX_PAYERS} tu`,
  },
  line: (place) => `Mstari ${place}`,
  pickTitle: (count) =>
    count === 0 ? 'Bonyeza wanaopaswa kulipa.' : `Bonyeza wanaopaswa kulipa. Walio kwenye orodha: ${count}`,
  nobodyPicked: 'Bado hakuna mtu kwenye orodha.',
  contactHasSeveral: 'Mtu huyu ana namba kadhaa. Nitumie iliyo sahihi.',
  openCollections: 'Bonyeza orodha iliyo wazi uione tena. Kwa mpya:',
  payersAdded: (count) => (count === 1 ? 'Mteja mmoja ameongezwa.' : `Wateja ${count} wameongezwa.`),
  collectionFull: (room) =>
    room === 0 ? 'Orodha imejaa. Anza nyingine.' : `Nafasi iliyobaki ni ${room}. Tuma namba chache zaidi.`,
  payersThere: 'Wote wako kwenye orodha tayari.',
  reminded: (count) => (count === 1 ? 'Namwomba mteja mmoja tena.' : `Nawaomba wateja ${count} tena.`),
  nobodyToRemind: 'Hakuna wa kukumbushwa kwa sasa.',
  closeCollectionQuestion: 'Nifunge orodha hii?',
  collectionClosed: 'Imefungwa.',
  collectionOver: 'Orodha hii imefungwa.',
  collectionResumed: 'Ninaendelea.',
  collectionNotYours: 'Ni aliyeanza orodha au meneja tu anayeweza.',
};
