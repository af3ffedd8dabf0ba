import type { BoardWords } from '../../outbound/boards.words.ts';

export const boards: BoardWords = {
  buttons: {
    remind: 'Kumbusha ambao hawajalipa',
    addPayers: '➕ Ongeza',
    resumeCollection: 'Endelea',
  },
  collection: 'Orodha ya malipo',
  each: (amount) => `${amount} kila mmoja`,
  boardPaid: ({ paid, payers }) => `${paid} kati ya ${payers} wamelipa`,
  boardSum: ({ paid, total }) => `${paid} kati ya ${total}`,
  boardMarked: (count) => `✍️ ${count} kati yao kwa mkono`,
  paidTwice: (count) =>
    count === 1
      ? '⚠️ Mteja mmoja amelipa mara mbili. Mrudishie moja.'
      : `⚠️ Wateja ${count} wamelipa mara mbili. Warudishie.`,
  boardWaiting: (count, from) =>
    `⏳ ${count === 1 ? 'Ombi moja bado halijatumwa' : `Maombi ${count} bado hayajatumwa`}${from === undefined ? '' : `, linalofuata saa ${from}`}`,
  boardPaused: {
    away: '⏸ Sikuwepo, kwa hiyo niliacha kutuma. Niendelee?',
    restored:
      '⏸ Data imerudishwa kutoka nakala, kwa hiyo niliacha kutuma. Huenda wengine wana ombi tayari. Hakikisha kabla ya kuendelea.',
    'no-account': '⏸ Duka halina akaunti ya mfumo wa malipo, kwa hiyo niliacha kutuma.',
    suspended: '⏸ Duka limesimamishwa, kwa hiyo niliacha kutuma.',
  },
  boardClosed: (name) =>
    `🚫 Imefungwa${name === undefined ? '' : ` na ${name}`}. Mtu akilipa hata hivyo, nitakuambia.`,
  latestPaid: 'Wa mwisho:',
  notPaidTitle: (count) => `Bado hawajalipa (${count})`,
  paidTitle: (count) => `Wamelipa (${count})`,
  payer: {
    marked: (name) => (name === undefined ? 'limeandikwa kuwa limelipwa' : `${name} amesema limelipwa`),
    mismatch: 'malipo hayalingani: /subiri',
    waiting: (from) => (from === undefined ? 'anafuata' : `saa ${from}`),
    sending: 'linatumwa',
    asked: 'PIN inasubiriwa',
    unknown: 'haijulikani: /subiri',
    unpaid: 'hajalipa',
    notSent: 'halikutumwa',
    left: 'halikutumwa',
    refused: {
      blocked: 'namba imezuiwa',
      'not-a-member': 'halikutumwa: aliyeomba ameondoka dukani',
      'over-limit': 'ni zaidi ya kikomo cha duka',
    },
    refunded: 'amerudishiwa',
    twice: 'amelipa mara mbili',
  },
  allPaid: ({ count, amount }) =>
    count === 1 ? `✅ Limelipwa: ${amount}` : `✅ Wote ${count} wamelipa: ${amount}`,
  lastPaid: 'Wa mwisho:',
};
