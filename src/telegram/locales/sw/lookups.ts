import type { LookupWords } from '../../bot/features/lookups.words.ts';

export const lookups: LookupWords = {
  commands: {
    pending: 'Malipo yanayosubiriwa',
    status: 'Tafuta kwa risiti, simu au namba ya ombi',
  },
  mismatchTitle: (count) => `Ya kukaguliwa: maombi ${count} yenye malipo yasiyolingana`,
  mismatchHint: 'Angalia moja: /status na namba yake',
  nothingPending: 'Hakuna malipo yanayosubiriwa.',
  pendingTitle: (count) => `Maombi yanayosubiriwa: ${count}`,
  statusUsage: 'Tuma risiti, simu au namba ya ombi:',
  statusNotFound: (text) => `Sijui ombi lolote la “${text}”.`,
  history: 'Historia',
  event: {
    created: 'limeombwa',
    pushing: 'linatumwa',
    pending: 'mfumo wa malipo umelipokea',
    unconfirmed: 'limetajwa kuwa halijathibitishwa',
    expired: 'ufuatiliaji umeisha',
    paid: 'limelipwa',
    declined: 'halikutumwa',
    unknown: 'hakuna jibu linaloeleweka',
    canceled: 'limeachwa, halikutumwa',
    marked_paid: 'imesemwa kuwa limelipwa',
    marked_unpaid: 'imesemwa kuwa halijalipwa',
  },
  eventMismatch: 'malipo yaliyoripotiwa hayakulingana',
  eventAside: 'malipo yaliyoripotiwa yamewekwa kando',
  // “… limelipwa na Juma” would say that Juma paid.
  byPerson: (name) => `(${name})`,
};
