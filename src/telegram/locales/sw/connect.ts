import type { ConnectWords } from '../../bot/features/connect.words.ts';

export const connect: ConnectWords = {
  letIn: 'Karibu! Sasa unaweza kuunganisha duka lako: tuma /connect',
  notLetIn: 'Hilo halikuwezekana tena, kwa hiyo hakuna kilichobadilika. Mwombe aliyekuruhusu kiungo kipya.',
  accountInSettings:
    'Akaunti ya duka hili iko kwenye mipangilio ya programu (BOSMI_…), na hubadilishwa huko.',
  askShopName: 'Biashara yako inaitwaje?',
  wrongShopName: (limit) => `Jina lina herufi 1 hadi ${limit}.`,
  askProvider: (titles) => `Akaunti yako iko kwenye mfumo gani wa malipo: ${titles}?`,
  wrongProvider: 'Sijui mfumo huo wa malipo.',
  credentials: {
    'bosmi.username': {
      ask: 'Jina lako la mtumiaji kwenye BOSMI ni lipi?',
      wrong: 'Jina la mtumiaji ni neno moja lisilozidi herufi 100.',
    },
    'bosmi.email': {
      ask: 'Ulijiandikisha huko kwa barua pepe gani?',
      wrong: 'Hiyo si anwani ya barua pepe.',
    },
    'bosmi.apiKey': {
      ask: 'Mwisho, API key yako kutoka BOSMI. Nitaufuta ujumbe wako wenye key mara moja.',
      wrong: 'Hiyo si API key: herufi 8 hadi 200 bila nafasi. Hata hivyo naufuta ujumbe wako.',
    },
  },
  keyTooLate:
    'Umechelewa: nimesahau ulichoniambia. Ikiwa ilikuwa key yako, naufuta ujumbe huo. Kuanza tena: /connect',
  leftConnect: 'Nimeacha. Hakuna kilichobadilika. Kuanza tena: /connect',
  connected: (shop, key) =>
    `✅ ${shop} imeunganishwa, kwa key ${key}. Kama ujumbe wako wenye key bado upo, ufute. Toza KES 1 kwa simu yako mwenyewe kuona kama inafanya kazi.`,
  accountChanged: (key) =>
    `✅ Kuanzia sasa akaunti yenye key ${key} inatumika; maombi ya awali bado yanafuatiliwa. Kama ujumbe wako wenye key bado upo, ufute. Toza KES 1 kwa simu yako mwenyewe kuona kama inafanya kazi.`,
  hasConnected: (name, shop) => `${name} ameunganisha duka: ${shop}.`,
};
