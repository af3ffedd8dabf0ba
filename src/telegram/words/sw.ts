import { bold, code, fmt } from 'telegraf/format';
import type { Words } from './words.ts';

const span = (seconds: number): string =>
  seconds < 90
    ? `sekunde ${seconds}`
    : seconds < 5_400
      ? `dakika ${Math.round(seconds / 60)}`
      : `saa ${Math.round(seconds / 3_600)}`;

export const swahili: Words = {
  language: 'sw',
  locale: 'sw-KE',

  commands: {
    charge: 'Omba malipo kwa mteja: simu na kiasi',
    pending: 'Malipo yanayosubiriwa',
    today: 'Malipo ya leo',
    status: 'Tafuta kwa risiti, simu au namba ya ombi',
    cancel: 'Acha ulichoanza',
    language: 'English au Kiswahili',
    help: 'Jinsi ya kutumia till hii',
  },
  buttons: {
    send: 'Tuma',
    chargeAnyway: 'Tuma hata hivyo',
    chargeAgain: 'Tuma tena',
    cancel: 'Acha',
    tryAgain: 'Jaribu tena',
    customerPaid: 'Mteja amelipa',
    notPaid: 'Hajalipa',
    goOn: 'Endelea',
    english: 'English',
    swahili: 'Kiswahili',
  },

  status: {
    created: () => '⏳ Ombi la M-Pesa linatumwa…',
    pushing: () => '⏳ Ombi la M-Pesa linatumwa…',
    pending: () => '📲 Ombi limetumwa. Tunasubiri PIN ya mteja.',
    unconfirmed: ({ until }) => `⌛ Bado halijathibitishwa. Naendelea kufuatilia hadi ${until}.`,
    expired: () => '⌛ Halikuthibitishwa. Sifuatilii tena.',
    paid: ({ receipt }) => `✅ Imelipwa. Risiti ${receipt}`,
    declined: () => '❌ Haikutumwa.',
    unknown: () => '❓ Haijulikani kama ombi lilifika kwenye simu.',
    canceled: () => '🚫 Haikutumwa: ilikuwa imesubiri muda mrefu.',
    settled_paid: () => '✍️ Imelipwa, kwa neno lako. M-Pesa haijanithibitishia.',
    settled_unpaid: () => '✍️ Haijalipwa, kwa neno lako.',
  },
  mismatch: {
    transaction: 'muamala mwingine',
    amount: 'kiasi kingine',
    phone: 'simu nyingine',
    receipt: 'risiti isiyo sahihi',
    'receipt-reused': 'risiti iliyokwisha kulipia ombi lingine',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Imelipwa: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Imelipwa kwa kuchelewa: ${amount}`,
      body: `Uliomba saa ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Haikutumwa: ${amount} kwa ${phone}`,
      body:
        words === undefined
          ? 'Mfumo wa malipo haukupatikana, kwa hiyo hakuna kilichotumwa.'
          : `${words === '' ? 'Mfumo wa malipo umekataa bila kusema sababu.' : `Mfumo wa malipo unasema: “${words}”`}\nKama mteja alipata ombi, subiri dakika mbili kabla ya kujaribu tena.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Haijulikani: ${amount} kwa ${phone}`,
      body: 'Sina jibu linaloeleweka kutoka mfumo wa malipo. Huenda mteja ana ombi kwenye simu sasa hivi, na huenda akalipa. Muulize mteja kabla ya kutuma tena, kisha niambie:',
    }),
    unconfirmed: ({ amount, waited, until }) => ({
      headline: `⌛ Haijathibitishwa: ${amount}`,
      body: `Hakuna uthibitisho baada ya ${waited}. Naendelea kufuatilia hadi ${until}; ikilipwa nitakuambia.`,
    }),
    expired: ({ amount }) => ({
      headline: `⌛ Haikuthibitishwa: ${amount}`,
      body: 'Sifuatilii tena ombi hili. Angalia taarifa yako ya M-Pesa; kama mteja alilipa, unaweza kuniambia:',
    }),
    mismatch: ({ amount, phone }) => ({
      headline: `⚠️ Kagua hili: ${amount} kutoka ${phone}`,
      body: 'Mfumo wa malipo umeripoti malipo yasiyolingana na ombi hili, kwa hiyo siyahesabu kuwa yamelipwa. Angalia taarifa yako ya M-Pesa. Naendelea kufuatilia.',
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Haikutumwa: ${amount} kwa ${phone}`,
      body: 'Ilikuwa imesubiri zaidi ya dakika mbili, kwa hiyo nimeiacha. Hakuna ombi lililotumwa.',
    }),
  },
  chargedBy: (name, when) => `Imeombwa na ${name} · ${when}`,
  receipt: 'Risiti',
  byHand: 'kwa neno lako',

  refusedPhone: {
    empty: () => 'Hakuna namba ya simu.',
    letters: (text) => `“${text}” si namba ya simu.`,
    landline: (text) => `“${text}” ni simu ya mezani. M-Pesa inahitaji namba ya simu ya mkononi.`,
    foreign: (text) => `“${text}” si namba ya Kenya.`,
    'too-short': (text) => `“${text}” ni fupi mno kuwa namba ya simu.`,
    'too-long': (text) => `“${text}” ni ndefu mno kuwa namba ya simu.`,
    'not-mobile': (text) => `“${text}” si namba ya simu ya mkononi ya Kenya. Huanza na 07 au 01.`,
    swapped: () => 'Simu hutangulia, kisha kiasi.',
  },
  refusedAmount: {
    empty: () => 'Hakuna kiasi.',
    'not-an-amount': (text) => `“${text}” si kiasi cha pesa.`,
    cents: (text) => `“${text}” ina senti. M-Pesa inapokea shilingi kamili tu.`,
    negative: (text) => `“${text}” iko chini ya sifuri.`,
    split: (text) =>
      `“${text}” inaweza kuwa zaidi ya kiasi kimoja. Andika bila nafasi. Maelezo yanayoanza na namba yaanze na neno.`,
    'too-small': () => 'Kiasi cha chini ni KES 1.',
    'too-large': () => 'Kiasi cha juu cha M-Pesa kwa mara moja ni KES 250,000.',
  },
  noteTooLong: (length, limit) => `Maelezo yana herufi ${length}; mwisho ni ${limit}.`,
  example: 'Kwa mfano:',

  askPhone: 'Niombe malipo kwa simu gani?',
  askPhoneHint: 'Andika namba, au tuma mwasiliani.',
  recentCustomers: 'Au mmoja wa wateja wa mwisho:',
  customerChosen: 'Amechaguliwa kutoka kwa wateja wa mwisho.',
  askAmount: (phone) => `Shilingi ngapi kutoka ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  confirm: ({ amount, phone }) => `Niombe ${amount} kwa ${phone}?`,
  doubt: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `Hii haionekani kuwa namba ya Safaricom (inaonekana kuwa ya ${network}). Kama ilihamishiwa Safaricom, M-Pesa itafanya kazi.`,
    repeat: ({ other, ago }) => `Uliomba kiasi hiki hiki kwa simu hii ${ago} (${other}). Nitume tena?`,
    'prompt-open': ({ other, ago }) =>
      `Huenda simu hii bado ina ombi la ${ago} (${other}). Ombi la pili linaweza kuharibu la kwanza.`,
    stale: () => 'Ujumbe wako ulinifikia kwa kuchelewa. Bado unataka hili?',
  },
  left: 'Nimeacha. Hakuna kilichotumwa.',
  nothingToLeave:
    'Hakuna cha kuacha. Ombi lililotumwa haliwezi kurudishwa; mteja anaweza kulikataa kwenye simu.',
  pressAButton: 'Bonyeza kimojawapo cha vitufe hapo juu, au tuma /cancel.',
  questionClosed: 'Swali hili limefungwa.',
  notYours: 'Hiki si chako kubonyeza.',
  alreadySettled: 'Hili limeshaamuliwa.',
  alreadyTried: 'Hili limeshajaribiwa tena.',
  noted: 'Nimeandika.',
  editsDoNothing: 'Sifanyi kazi kwa ujumbe uliohaririwa. Tuma amri tena kama ujumbe mpya.',
  hint: 'Kuomba malipo kwa mteja, tuma simu na kiasi:',
  held: (when) =>
    `⏸ Till hii imerejeshwa kutoka nakala ya ${when}, kwa hiyo sijui kilichotozwa baada ya hapo. Hakuna kitakachotumwa kwa simu hadi ubonyeze kitufe. Kwanza angalia ujumbe wako wa M-Pesa tangu wakati huo; malipo yaliyokuwa yanasubiriwa huenda yameshalipwa.`,
  goesOn: '▶️ Naanza kutoza tena.',
  failed: 'Kuna hitilafu kwenye ujumbe huo, na hakuna kilichofanyika. Tafadhali utume tena.',

  nothingPending: 'Hakuna malipo yanayosubiriwa.',
  pendingTitle: (count) => `Maombi yanayosubiriwa: ${count}`,
  andMore: (count) => `… na mengine ${count}`,
  nothingToday: 'Leo bado hakuna kilicholipwa.',
  todayTitle: (count, amount) => `Imelipwa leo: ${amount} (malipo ${count})`,
  todayByHand: (count, amount) => `Kwa neno lako, bila uthibitisho wa M-Pesa: ${amount} (${count})`,
  latest: 'Ya mwisho:',
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
    settled_paid: 'imesemwa limelipwa',
    settled_unpaid: 'imesemwa halijalipwa',
  },
  eventMismatch: 'malipo yaliyoripotiwa hayakulingana',
  byPerson: (name) => `na ${name}`,

  chooseLanguage: 'Nizungumze lugha gani?',
  languageChosen: 'Nitazungumza nawe kwa Kiswahili.',
  help: fmt`${bold('Tillbot')} huomba malipo ya M-Pesa kwa wateja wako.

${code('/charge 0712345678 500')}
${code('/charge 0712345678 500 unga mifuko miwili')}
Mteja hupata ombi la PIN. Likilipwa nakuambia hapa, pamoja na risiti.

/charge – nitauliza simu na kiasi
/pending – malipo yanayosubiriwa
/today – malipo ya leo
/status – tafuta kwa risiti, simu au namba ya ombi
/cancel – acha ulichoanza
/language – English au Kiswahili`,
  welcome: (name) => `Karibu, ${name}. Till hii sasa ni yako.`,
  stranger: (userId) =>
    `Habari! Till hii ni ya duka, nami sikujui. Kama unafanya kazi hapo, mpe mwenye duka namba yako ya Telegram: ${userId}`,
  anonymous:
    'Sioni ni nani anayeomba. Andika kwa jina lako mwenyewe, si kama kikundi au chaneli, ili kutumia till.',
  deadCode: 'Kiungo hiki kimeshatumika au kimebadilishwa.',

  ago: (seconds) => `${span(seconds)} zilizopita`,
  span,
};
