import type { ChargeWords } from '../../bot/features/charge.words.ts';

export const charge: ChargeWords = {
  commands: {
    charge: 'Omba malipo kwa mteja: simu na kiasi',
  },
  buttons: {
    send: 'Tuma',
    chargeAnyway: 'Tuma hata hivyo',
    chargeAgain: 'Tuma tena',
  },
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
  confirm: ({ amount, phone }) => `Niombe ${amount} kwa ${phone}?`,
  confirmationReason: {
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
  alreadyTried: 'Hili limeshajaribiwa tena.',
  editsDoNothing: 'Sifanyi kazi kwa ujumbe uliohaririwa. Tuma amri tena kama ujumbe mpya.',
  hint: 'Kuomba malipo kwa mteja, tuma simu na kiasi:',
};
