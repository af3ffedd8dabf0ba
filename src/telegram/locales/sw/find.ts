import type { FindWords } from '../../bot/features/find.words.ts';

export const find: FindWords = {
  commands: {
    find: 'Tafuta ombi kwa maelezo, kiasi, simu au risiti',
  },
  findUsage: 'Niambie nitafute nini:',
  findable: {
    note: 'sehemu ya maelezo',
    name: 'jina la mteja',
    amount: 'kiasi',
    digits: 'tarakimu za mwisho za simu',
    phone: 'simu nzima',
    receipt: 'risiti',
    number: 'namba ya ombi',
  },
  findTooShort: 'Hiyo ni fupi mno. Nipe angalau herufi mbili.',
  found: (text) => `Yaliyopatikana kwa “${text}”`,
  foundOfPhone: 'Maombi kwa simu hii',
  foundNothing: (text) => `Hakuna kilichopatikana kwa “${text}”.`,
  searchedNewest: (count) =>
    `Nimetafuta kwenye maombi mapya ${count}. Kwa ya zamani zaidi, tumia risiti au simu.`,
  narrowSearch: 'Kuna mengine zaidi. Tumia maneno mafupi ili uyapitie.',
  noMore: 'Hakuna maombi zaidi.',
  pastedKnown: (receipt) => `Risiti ${receipt} ni ya ombi hili:`,
  pastedDiffers: ({ written, paid }) => `⚠️ Ujumbe unasema ${written}, lakini zilizolipwa ni ${paid}.`,
  pastedUnknown: (receipt) => `Sijapata malipo yenye risiti ${receipt}.`,
  pastedProvesNothing: 'Ujumbe peke yake si uthibitisho. Angalia taarifa yako ya M\u2011Pesa.',
  pastedFits: 'Kiasi na simu vinalingana:',
  pastedAmountOnly: 'Ujumbe hauonyeshi simu ya mteja. Kiasi kinalingana:',
  pastedFitsNothing: 'Wala hakuna ombi linalolingana na kiasi na simu yake.',
};
