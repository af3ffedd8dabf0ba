import type { ConnectWords } from '../../bot/features/connect.words.ts';

export const connect: ConnectWords = {
  letIn: 'Karibu! Sasa unaweza kuunganisha duka lako: tuma /connect',
  notLetIn: 'Hilo halikuwezekana tena, kwa hiyo hakuna kilichobadilika. Mwombe aliyekuruhusu kiungo kipya.',
  accountInSettings:
    'Akaunti ya duka hili iko kwenye mipangilio ya programu (BOSMI_…), na hubadilishwa huko.',
  connect: {
    'shop-name': 'Biashara yako inaitwaje?',
    'shop-username': 'Jina lako la mtumiaji kwenye BOSMI ni lipi?',
    'shop-email': 'Ulijiandikisha huko kwa barua pepe gani?',
    'shop-key': 'Mwisho, API key yako kutoka BOSMI. Nitaufuta ujumbe wako wenye key mara moja.',
  },
  wrongShopName: (limit) => `Jina lina herufi 1 hadi ${limit}.`,
  wrongUsername: 'Jina la mtumiaji ni neno moja lisilozidi herufi 100.',
  wrongEmail: 'Hiyo si anwani ya barua pepe.',
  wrongKey: 'Hiyo si API key: herufi 8 hadi 200 bila nafasi. Hata hivyo naufuta ujumbe wako.',
  keyTooLate:
    'Umechelewa: nimesahau ulichoniambia. Ikiwa ilikuwa key yako, naufuta ujumbe huo. Kuanza tena: /connect',
  leftConnect: 'Nimeacha. Hakuna kilichobadilika. Kuanza tena: /connect',
  connected: (shop, key) =>
    `✅ ${shop} imeunganishwa, kwa key ${key}. Kama ujumbe wako wenye key bado upo, ufute. Toza KES 1 kwa simu yako mwenyewe kuona kama inafanya kazi.`,
  accountChanged: (key) =>
    `✅ Kuanzia sasa akaunti yenye key ${key} inatumika; maombi ya awali bado yanafuatiliwa. Kama ujumbe wako wenye key bado upo, ufute. Toza KES 1 kwa simu yako mwenyewe kuona kama inafanya kazi.`,
  hasConnected: (name, shop) => `${name} ameunganisha duka: ${shop}.`,
};
