import type { ConnectWords } from '../../bot/features/connect.words.ts';

export const connect: ConnectWords = {
  commands: {
    connect: 'Akaunti ya duka kwenye mfumo wa malipo',
  },
  letIn: 'Karibu! Sasa unaweza kuunganisha duka lako: tuma /akaunti',
  notLetIn: 'Hilo haliwezekani tena, kwa hiyo hakuna kilichobadilika. Mwombe aliyekuruhusu kiungo kipya.',
  accountInSettings: 'Akaunti ya duka hili iko kwenye mipangilio ya bot (BOSMI_…), na hubadilishwa huko.',
  askShopName: 'Biashara yako inaitwaje?',
  wrongShopName: (limit) => `Jina huwa na herufi 1 hadi ${limit}.`,
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
    'Umechelewa: nimesahau ulichoniambia. Ikiwa ilikuwa key yako, naufuta ujumbe huo. Kuanza tena: /akaunti',
  leftConnect: 'Imeghairiwa. Hakuna kilichobadilika. Kuanza tena: /akaunti',
  connected: (shop, key) =>
    `✅ ${shop} imeunganishwa, kwa key ${key}. Naulizia kwenye mfumo wa malipo kama akaunti inakubaliwa. Kama ujumbe wako wenye key bado upo, ufute.`,
  accountChanged: (key) =>
    `✅ Kuanzia sasa natumia akaunti yenye key ${key}; maombi ya awali bado yanafuatiliwa. Naulizia kwenye mfumo wa malipo kama akaunti inakubaliwa. Kama ujumbe wako wenye key bado upo, ufute.`,
  accountChecked: {
    accepted: (key) =>
      `✅ Mfumo wa malipo umejibu, na haujakataa akaunti yenye key ${key}. Ili uwe na uhakika, omba KES 1 kwa simu yako mwenyewe.`,
    refused: (key) =>
      `❌ Mfumo wa malipo umekataa akaunti yenye key ${key}. Nimeihifadhi, lakini haiwezi kuomba malipo. Kuiandika tena: /akaunti`,
    unchecked: (key) =>
      `❓ Akaunti yenye key ${key} bado haijakaguliwa: mfumo wa malipo haukutoa jibu linaloeleweka. Omba KES 1 kwa simu yako mwenyewe uone kama inafanya kazi.`,
  },
  hasConnected: (name, shop) => `${name} ameunganisha duka: ${shop}.`,
};
