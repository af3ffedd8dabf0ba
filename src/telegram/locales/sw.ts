import { bold, code, fmt } from 'telegraf/format';
import type { Locale } from './locale.ts';

const span = (seconds: number): string =>
  seconds < 90
    ? `sekunde ${seconds}`
    : seconds < 5_400
      ? `dakika ${Math.round(seconds / 60)}`
      : `saa ${Math.round(seconds / 3_600)}`;

/** Who says so. (“… na Juma” would say that Juma paid.) */
const saysThat = (name: string | undefined): string =>
  name === undefined ? 'Imesemwa kuwa' : `${name} amesema`;
const withReceipt = (receipt: string): string => (receipt === '' ? '' : `, risiti ${receipt}`);
/** A group's name in a sentence. */
const group = (title: string | null): string => (title === null ? 'kikundi' : `kikundi “${title}”`);
const at = (shop: string): string => (shop === '' ? '' : ` kwenye ${shop}`);

export const swahili: Locale = {
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
    ours: 'Ni ya ombi hili',
    notOurs: 'Si yetu',
    goOn: 'Endelea',
    english: 'English',
    swahili: 'Kiswahili',
    keep: 'Endelea nacho',
    endIt: 'Kimalize',
    takeBack: 'Kirudishe',
    keepChat: (title) => `Endelea na ${title}`,
    endChat: (title) => `Maliza ${title}`,
    takeBackLink: (role) => `Rudisha: ${role}`,
    remove: (name) => `Ondoa ${name}`,
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
    canceled: () => '🚫 Haikutumwa.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ ${saysThat(markedBy)} imelipwa${withReceipt(markedReceipt)}. M-Pesa haijanithibitishia.`,
    marked_unpaid: ({ markedBy }) => `✍️ ${saysThat(markedBy)} haijalipwa.`,
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
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Kagua hili: ${amount} kutoka ${phone}`,
      body: `Mfumo wa malipo umeripoti malipo ${isAnother ? 'mengine ' : ''}yasiyolingana na ombi hili, kwa hiyo siyahesabu kuwa yamelipwa. Angalia taarifa yako ya M-Pesa. Naendelea kufuatilia.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Haikutumwa: ${amount} kwa ${phone}`,
      body: 'Ilikuwa imesubiri zaidi ya dakika mbili, au haiwezi kutozwa tena, kwa hiyo nimeiacha. Hakuna ombi lililotumwa.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ ${saysThat(markedBy)} haijalipwa: ${amount}`
        : `✍️ ${saysThat(markedBy)} imelipwa: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid ? 'M-Pesa haijanithibitishia malipo yoyote.' : 'M-Pesa haijanithibitishia hili.',
    }),
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Yaliyoripotiwa: ${amount === undefined ? 'hakuna kiasi' : `kiasi ${amount}`}, ${receipt === '' ? 'hakuna risiti' : `risiti ${receipt}`}, ${payer === undefined ? 'mlipaji haonyeshwi' : `kutoka ${payer}`}`,
  whoDecides: 'Meneja au mwenye duka anaweza kuniambia ni malipo gani:',
  chargedBy: (name, when) => `Imeombwa na ${name} · ${when}`,
  receipt: 'Risiti',
  markedPaid: (name, receipt) => `${saysThat(name)} imelipwa${withReceipt(receipt)}`,

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
  whichNumber: 'Mwasiliani huyu ana namba kadhaa. Niombe malipo kwa ipi?',
  numberChosen: 'Namba imechaguliwa.',
  askAmount: (phone) => `Shilingi ngapi kutoka ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  confirm: ({ amount, phone }) => `Niombe ${amount} kwa ${phone}?`,
  doubt: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `Hii haionekani kuwa namba ya Safaricom (inaonekana kuwa ya ${network}). Kama ilihamishiwa Safaricom, M-Pesa itafanya kazi.`,
    repeat: ({ other, ago }) => `Uliomba kiasi hiki hiki kwa simu hii ${ago} (${other}). Nitume tena?`,
    'unusual-amount': ({ written, amount }) => `Uliandika “${written}”. Nimeisoma kuwa ${amount}.`,
    stale: () => 'Ujumbe wako ulinifikia kwa kuchelewa. Bado unataka hili?',
  },
  refused: {
    'not-a-member': () => 'Hufanyi kazi tena kwenye duka hili, kwa hiyo hakuna kilichotumwa.',
    suspended: () => 'Duka hili limesimamishwa, kwa hiyo hakuna kilichotumwa. Muulize anayeendesha boti hii.',
    'no-account': () =>
      'Duka hili halina akaunti kwenye mfumo wa malipo, kwa hiyo hakuna kilichotumwa. Mwenye duka ataiunganisha: /connect',
    blocked: (phone) =>
      `${phone} iliomba isiombwe malipo, kwa hiyo hakuna kilichotumwa. Meneja anaweza kubadilisha: /unblock`,
  },
  promptOpen: ({ phone, other, again }) =>
    `Simu hii bado ina ombi lililo wazi: ${phone}${other === undefined ? '' : ` (${other})`}. Ombi la pili linaweza kuharibu la kwanza, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena baada ya ${again}.`,
  capped: {
    phone: ({ phone, count, within, again }) =>
      `${phone} imeombwa malipo mara ${count} ndani ya ${within}, ambao ndio mwisho, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena kuanzia ${again}.`,
    member: ({ count, within, again }) =>
      `Umeomba malipo mara ${count} ndani ya ${within}, ambao ndio mwisho, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena kuanzia ${again}.`,
    merchant: ({ count, within, again }) =>
      `Duka hili limeomba malipo mara ${count} ndani ya ${within}, ambao ndio mwisho, kwa hiyo hakuna kilichotumwa. Linaweza kuomba tena kuanzia ${again}.`,
  },
  left: 'Nimeacha. Hakuna kilichotumwa.',
  nothingToLeave:
    'Hakuna cha kuacha. Ombi lililotumwa haliwezi kurudishwa; mteja anaweza kulikataa kwenye simu.',
  pressAButton: 'Bonyeza kimojawapo cha vitufe hapo juu, au tuma /cancel.',
  questionClosed: 'Swali hili limefungwa.',
  messageTooOld: 'Siuoni tena ujumbe huo. Tuma /status na namba ya ombi, kisha bonyeza hapo.',
  notYours: 'Hiki si chako kubonyeza.',
  alreadySettled: 'Hili limeshaamuliwa.',
  alreadyTried: 'Hili limeshajaribiwa tena.',
  noted: 'Nimeandika.',
  forwardsDoNothing: 'Sifanyi kazi kwa ujumbe uliopelekwa tu. Andika amri mwenyewe.',
  captionsDoNothing:
    'Sifanyi kazi kwa amri iliyo chini ya picha au faili. Tafadhali itume kama ujumbe wa maandishi.',
  otherBotsDoNothing: 'Sifanyi kazi kwa ujumbe ulioandikwa na boti nyingine. Tafadhali andika amri mwenyewe.',
  severalCommands:
    'Napokea amri moja kwa kila ujumbe, kwa hiyo hakuna kilichofanyika. Tafadhali tuma kila moja peke yake.',
  editsDoNothing: 'Sifanyi kazi kwa ujumbe uliohaririwa. Tuma amri tena kama ujumbe mpya.',
  hint: 'Kuomba malipo kwa mteja, tuma simu na kiasi:',
  held: (when) =>
    `⏸ Till hii imerejeshwa kutoka nakala ya ${when}, kwa hiyo sijui kilichotozwa baada ya hapo. Hakuna kitakachotumwa kwa simu hadi ubonyeze kitufe. Kwanza angalia ujumbe wako wa M-Pesa tangu wakati huo; malipo yaliyokuwa yanasubiriwa huenda yameshalipwa. Aliyeondolewa tangu wakati huo amerudi: angalia pia /staff.`,
  heldByOthers:
    '⏸ Till hii imerejeshwa kutoka nakala, kwa hiyo hakuna kitakachotumwa kwa simu hadi anayeendesha boti hii aseme. Tafadhali tuma tena wakati huo.',
  goesOn: '▶️ Naanza kutoza tena.',
  failed: 'Kuna hitilafu kwenye ujumbe huo, na hakuna kilichofanyika. Tafadhali utume tena.',
  anotherBot: (unhandled) =>
    [
      'Till hii sasa inazungumza kupitia mimi, bot mpya. Duka lako, watu wake na malipo yake yote yako hapa, na kuanzia sasa mimi ndiye nitatangaza malipo.',
      'Tafadhali waombe watu wako wafungue mazungumzo nami na kubonyeza Start, na uniongeze kwenye vikundi vyenu: siwezi kumwambia yeyote ambaye hajafanya hivyo. Maswali ya bot ya awali hayawezi kujibiwa hapa; anza tena.',
      ...(unhandled === 0
        ? []
        : [
            `Kuna ujumbe ${unhandled} ambao bot ya awali haikuushughulikia. Hakuna kilichofanyika: tafadhali utume tena, kwangu mimi.`,
          ]),
    ].join('\n\n'),
  tooMuch: (aMinute) =>
    `Umetuma mengi kwa mara moja: hapa ninaweza kupokea ujumbe ${aMinute} kwa dakika kutoka kwa kila mmoja. Uliotuma baada ya hapo sikuupokea, na hakuna kitakachofanyika. Tafadhali subiri dakika moja, kisha utume tena.`,

  mismatchTitle: (count) => `Ya kukaguliwa: maombi ${count} yenye malipo yasiyolingana`,
  mismatchHint: 'Angalia moja: /status na namba yake',
  nothingPending: 'Hakuna malipo yanayosubiriwa.',
  pendingTitle: (count) => `Maombi yanayosubiriwa: ${count}`,
  andMore: (count) => `… na mengine ${count}`,
  nothingToday: 'Leo bado hakuna kilicholipwa.',
  todayTitle: (count, amount) => `Imelipwa leo: ${amount} (malipo ${count})`,
  todayByHand: (count, amount) => `Kwa neno la wafanyakazi, bila uthibitisho wa M-Pesa: ${amount} (${count})`,
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
    marked_paid: 'imesemwa kuwa limelipwa',
    marked_unpaid: 'imesemwa kuwa halijalipwa',
  },
  eventMismatch: 'malipo yaliyoripotiwa hayakulingana',
  eventAside: 'malipo yaliyoripotiwa yamewekwa kando',
  // “… limelipwa na Juma” would say that Juma paid.
  byPerson: (name) => `(${name})`,

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
  helpShops: '/shop – unazungumza kwa niaba ya duka gani',
  helpMore: fmt`${code('/help shop')} – wafanyakazi, vikundi, namba zilizozuiwa, akaunti`,
  helpManagers: fmt`${bold('Mameneja')}
/staff – wafanyakazi, na kuwaondoa
/invite – kiungo cha kumwingiza mtu, mara moja
${code('/block 0712345678')} – namba iliyoomba isiombwe malipo; ${code('/unblock')} hubadilisha`,
  helpOwners: fmt`
${bold('Wenye duka')}
/link – kwenye kikundi: wafanyakazi wako wanaweza kutoza hapo; /unlink hubadilisha
${code('/announce here')} – kila malipo hutangazwa kwenye gumzo hili; ${code('/announce off')} hubadilisha
/chats – vikundi vilivyounganishwa, na malipo yanakotangazwa
/connect – akaunti nyingine kwenye mfumo wa malipo
${code('/erase 0712345678')} – kufuta namba ya mteja kwenye maombi yaliyokwisha
/mydata – kinachohifadhiwa kukuhusu`,
  helpOperators: fmt`
${bold('Boti hii')}
/newmerchant – kiungo cha kumruhusu mtu aunganishe duka lake`,
  welcome: (name) => `Karibu, ${name}. Till hii sasa ni yako.`,

  role: { owner: 'mwenye duka', manager: 'meneja', cashier: 'mhudumu' },
  joined: (shop, role) => `Karibu! Sasa wewe ni ${role}${at(shop)}.`,
  hasJoined: (name, shop, role) =>
    `${name} amefungua kiungo chako na sasa ni ${role}${at(shop)}. Kama siye uliyemkusudia, mwondoe:`,
  noNeed: (role) => `Tayari wewe ni ${role} hapa, kwa hiyo kiungo hakikutumika. Mpe anayehusika.`,
  inPrivate: 'Nitumie hii kwenye gumzo letu la faragha.',
  inGroup: 'Tuma hii kwenye kikundi kinachohusika.',
  ownersOnly: 'Ni mwenye duka tu anayeweza kufanya hivyo.',
  managersOnly: 'Ni meneja au mwenye duka tu anayeweza kufanya hivyo.',
  operatorsOnly: 'Ni anayeendesha boti hii tu anayeweza kufanya hivyo.',
  inviteAs: (shop) => `Unamwalika nani${at(shop)}?`,
  staffLink: (role, url) =>
    `Atakayefungua kiungo hiki kwanza atakuwa ${role}. Kinafanya kazi mara moja, ndani ya saa 24. Mtumie mtu huyo tu:\n${url}`,
  merchantLink: (url) =>
    `Atakayefungua kiungo hiki kwanza ataweza kuunganisha duka. Kinafanya kazi mara moja, ndani ya saa 24. Mtumie mtu huyo tu:\n${url}`,
  staffTitle: (shop) => `Wafanyakazi${at(shop)}`,
  staffHint: 'Kumwingiza mtu: /invite',
  removeFirst: (name, shop) =>
    `Nimwondoe ${name}${at(shop)}? Alichoanza kitakwisha, na vitufe vyake havitafanya kazi tena.`,
  removed: (name) => `${name} ameondolewa.`,
  youAreRemoved: (shop) => `Hufanyi kazi tena ${shop === '' ? 'kwenye duka hili' : at(shop).trim()}.`,
  removedAlready: 'Hafanyi kazi hapa tena.',
  ownerInSettings: 'Mwenye duka huyu ametajwa kwenye mipangilio ya programu (OWNER_IDS), na huondolewa huko.',
  lastOwner: 'Huyu ndiye mwenye duka pekee. Mwalike mwingine kwanza.',

  unnamedShop: 'Duka lisilo na jina',
  whichShop: 'Unazungumza kwa niaba ya duka gani?',
  shopChosen: (shop) =>
    `${shop === '' ? 'Limechaguliwa.' : `Sasa unazungumza kwa niaba ya ${shop}.`} Tuma amri yako tena. Kubadilisha: /shop`,
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

  suspended:
    'Duka hili limesimamishwa, kwa hiyo hakuna kilichotumwa, na sitajibu hadi liruhusiwe tena. Muulize anayeendesha boti hii.',
  suspendedShort: 'Duka hili limesimamishwa.',

  openLinks: 'Viungo vilivyo wazi:',
  openLink: (role, by, until) => `${role} · na ${by} · hadi ${until}`,
  newShop: 'duka jipya',
  linkTakenBack: 'Kimerudishwa: kiungo hiki hakimwingizi mtu yeyote.',
  linkIsOver: 'Kiungo hiki kimeshatumika, au kimekwisha.',
  linkNotMade: 'Kiungo hiki hakikuweza kutengenezwa. Tafadhali tuma amri yako tena.',
  hasBeenLetIn: (name) =>
    `${name} amefungua kiungo na sasa anaweza kuunganisha duka. Kama siye uliyemkusudia, kirudishe:`,
  hasConnected: (name, shop) => `${name} ameunganisha duka: ${shop}.`,
  applicantTakenBack: 'Imerudishwa: hawezi kuunganisha duka.',
  applicantIsOver: 'Ameshaunganisha duka lake, au ruhusa ilirudishwa.',

  letIn: 'Karibu! Sasa unaweza kuunganisha duka lako: tuma /connect',
  notLetIn: 'Hilo halikuwezekana tena, kwa hiyo hakuna kilichobadilika. Mwombe aliyekuruhusu kiungo kipya.',
  noSecretKey:
    'Hii inahitaji SECRET_KEY kwenye mipangilio ya programu. Anayeendesha boti hii huitengeneza kwa: npm run keygen',
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
  accountRefused: (shop, own) =>
    `⚠️ Mfumo wa malipo haukubali akaunti ya ${shop === '' ? 'duka hili' : shop}, kwa hiyo hakuna kinachoweza kutozwa, wala malipo hayaonekani, hadi irekebishwe. Angalia key, jina la mtumiaji na barua pepe kwenye BOSMI, na kama anwani ya mashine hii inahitaji kuruhusiwa huko. ${own ? 'Kuziandika tena: /connect' : 'Ziko kwenye mipangilio ya programu (BOSMI_…).'} Hakuna kilichopotea: maombi yaliyotumwa yataangaliwa mara akaunti itakapofanya kazi.`,
  clockWrong: (by, isFast) =>
    `⚠️ Saa ya mashine inayoendesha boti hii ${isFast ? 'imetangulia' : 'imechelewa'} kwa ${by}. Tafadhali irekebishe: hadi hapo saa zinazoonyeshwa huenda si sahihi. Malipo yanaonekana na kutangazwa kama kawaida; hakuna kinachofutwa wala ombi linaloachwa.`,
  clockRight: '✅ Saa ya mashine inayoendesha boti hii ni sahihi tena.',
  accountRefusedHere:
    'Mfumo wa malipo haukubali akaunti ya duka, kwa hiyo haijulikani kama hili limelipwa. Litaangaliwa mara akaunti itakapofanya kazi.',

  blocked: (phone) => `${phone} haiombwi malipo tena. Kubadilisha: /unblock`,
  unblocked: (phone) => `${phone} inaweza kuombwa malipo tena.`,
  erased: (charges, open) =>
    `Namba imefutwa kwenye maombi yaliyokwisha (${charges}); jumla na risiti zinabaki.${open === 0 ? '' : ` Maombi ambayo hayajakwisha (${open}) bado yana namba hiyo: tuma hii tena baadaye.`} Ujumbe ulio kwenye gumzo unabaki hadi uufute.`,
  nothingToErase: 'Hakuna ombi la duka hili lenye namba hii.',
  myData: 'Kinachohifadhiwa kukuhusu',
  myTelegram: (userId) => `Namba yako ya Telegram ${userId}, lugha yako, na:`,
  myPlace: ({ shop, name, role, since, charges }) =>
    `${shop === '' ? '' : `${shop}: `}${name}, ${role} tangu ${since}, maombi ${charges.count}${charges.isMore ? ' au zaidi' : ''}. Kila ombi lina jina lako.`,
  myRights: 'Mwenye duka anaweza kukuondoa; maombi uliyofanya yanabaki kwenye vitabu vya duka.',
  stranger: (userId) =>
    `Habari! Till hii ni ya duka, nami sikujui. Kama unafanya kazi hapo, mpe mwenye duka namba yako ya Telegram: ${userId}`,
  anonymous:
    'Sioni ni nani anayeomba. Andika kwa jina lako mwenyewe, si kama kikundi au chaneli, ili kutumia till.',
  deadCode: 'Kiungo hiki kimeshatumika, kimepitwa na wakati, au kimeondolewa. Omba kipya.',

  ago: (seconds) => `${span(seconds)} zilizopita`,
  span,
};
