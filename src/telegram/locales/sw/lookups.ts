import type { LookupWords } from '../../bot/features/lookups.words.ts';

export const lookups: LookupWords = {
  commands: {
    pending: 'Maombi yanayosubiriwa',
    today: 'Malipo ya leo',
    status: 'Tafuta kwa risiti, simu au namba ya ombi',
  },
  mismatchTitle: (count) => `Ya kukaguliwa: maombi ${count} yenye malipo yasiyolingana`,
  mismatchHint: 'Kuangalia moja: /hali na namba yake',
  nothingPending: 'Hakuna ombi linalosubiriwa.',
  pendingTitle: (count) => `Maombi yanayosubiriwa: ${count}`,
  nothingToday: 'Leo bado hakuna kilicholipwa.',
  todayTitle: (count, amount) => `Malipo ya leo: ${amount} (malipo ${count})`,
  todayByHand: (count, amount) =>
    `Wafanyakazi wamesema yamelipwa, M‑Pesa haijathibitisha: ${amount} (${count})`,
  latest: 'Ya mwisho:',
  statusUsage: 'Tuma risiti, simu au namba ya ombi:',
  statusNotFound: (text) => `Hakuna ombi lililopatikana kwa “${text}”.`,
  history: 'Historia',
  event: {
    created: 'limeombwa',
    pushing: 'linatumwa',
    pending: 'limetumwa',
    unconfirmed: 'bado hakuna jibu',
    expired: 'nimeacha kufuatilia',
    paid: 'limelipwa',
    declined: 'halikutumwa',
    unknown: 'hakuna jibu linaloeleweka',
    canceled: 'limeghairiwa, halikutumwa',
    marked_paid: 'imesemwa kuwa limelipwa',
    marked_unpaid: 'imesemwa kuwa halijalipwa',
  },
  eventMismatch: 'malipo yaliyoripotiwa hayalingani',
  eventAside: 'malipo yaliyoripotiwa yamewekwa kando',
  // “… limelipwa na Juma” would say that Juma paid.
  byPerson: (name) => `(${name})`,
};
