import type { ChargeWords } from '../../bot/features/charge.words.ts';

export const charge: ChargeWords = {
  commands: {
    charge: 'Omba malipo kwa mteja: namba na kiasi',
  },
  buttons: {
    send: 'Tuma',
    chargeAnyway: 'Tuma hata hivyo',
    chargeAgain: 'Omba tena',
  },
  refusedPhone: {
    empty: () => 'Hakuna namba ya simu.',
    letters: (text) => `“${text}” si namba ya simu.`,
    landline: (text) => `“${text}” ni simu ya mezani. M‑Pesa inahitaji namba ya simu ya mkononi.`,
    foreign: (text) => `“${text}” si namba ya Kenya.`,
    'too-short': (text) => `“${text}” ni fupi mno kuwa namba ya simu.`,
    'too-long': (text) => `“${text}” ni ndefu mno kuwa namba ya simu.`,
    'not-mobile': (text) => `“${text}” si namba ya simu ya mkononi ya Kenya. Huanza na 07 au 01.`,
    swapped: () => 'Namba ya simu hutangulia, kisha kiasi.',
  },
  refusedAmount: {
    empty: () => 'Hakuna kiasi.',
    'not-an-amount': (text) => `“${text}” si kiasi cha pesa.`,
    cents: (text) => `“${text}” ina senti. M‑Pesa inapokea shilingi kamili tu.`,
    negative: (text) => `“${text}” iko chini ya sifuri.`,
    split: (text) =>
      `“${text}” inaweza kuwa zaidi ya kiasi kimoja. Andika bila nafasi. Kama ni maelezo, yaanze na neno.`,
    'too-small': () => 'Kiasi cha chini ni KES 1.',
    'too-large': () => 'Kiasi cha juu cha M‑Pesa kwa mara moja ni KES 250,000.',
  },
  noteTooLong: (length, limit) => `Maelezo yana herufi ${length}. Mwisho ni ${limit}.`,
  example: 'Kwa mfano:',
  confirm: ({ amount, phone }) => `Niombe ${amount} kwa ${phone}?`,
  confirmationReason: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `Hii haionekani kuwa namba ya Safaricom (inaonekana kuwa ya ${network}). Kama mteja aliihamishia Safaricom, M‑Pesa itafanya kazi.`,
    repeat: ({ other, ago }) => `Simu hii iliombwa kiasi hiki hiki ${ago} (${other}). Niombe tena?`,
    'unusual-amount': ({ written, amount }) => `Uliandika “${written}”. Nimeisoma kuwa ${amount}.`,
    stale: () => 'Ujumbe wako umechelewa kunifikia. Bado unataka hili?',
  },
  refused: {
    'not-a-member': () => 'Hufanyi kazi tena kwenye duka hili, kwa hiyo hakuna kilichotumwa.',
    suspended: () => 'Duka hili limesimamishwa, kwa hiyo hakuna kilichotumwa. Muulize anayeendesha bot hii.',
    'no-account': () =>
      'Duka hili halina akaunti kwenye mfumo wa malipo, kwa hiyo hakuna kilichotumwa. Mwenye duka ataiunganisha: /akaunti',
    blocked: (phone) =>
      `${phone} ilikataa kuombwa malipo, kwa hiyo hakuna kilichotumwa. Meneja anaweza kuirudisha: /ruhusu`,
  },
  promptOpen: ({ phone, other, again }) =>
    `Simu hii bado ina ombi lililo wazi: ${phone}${other === undefined ? '' : ` (${other})`}. Ombi la pili linaweza kuharibu la kwanza, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena baada ya ${again}.`,
  limitReached: {
    phone: ({ phone, count, within, again }) =>
      `${phone} imeombwa malipo mara ${count} ndani ya ${within}, na huo ndio mwisho, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena kuanzia ${again}.`,
    member: ({ count, within, again }) =>
      `Umeomba malipo mara ${count} ndani ya ${within}, na huo ndio mwisho, kwa hiyo hakuna kilichotumwa. Unaweza kuomba tena kuanzia ${again}.`,
    merchant: ({ count, within, again }) =>
      `Duka hili limeomba malipo mara ${count} ndani ya ${within}, na huo ndio mwisho, kwa hiyo hakuna kilichotumwa. Linaweza kuomba tena kuanzia ${again}.`,
  },
  alreadyTried: 'Hili limeshajaribiwa tena.',
  editsDoNothing: 'Sifanyi kazi kwa ujumbe uliohaririwa. Tuma amri tena kama ujumbe mpya.',
  hint: 'Kuomba malipo kwa mteja, tuma namba na kiasi:',
};
