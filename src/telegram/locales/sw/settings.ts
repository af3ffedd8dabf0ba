import type { SettingsWords } from '../../bot/features/settings.words.ts';

const mostOf = (most: number | undefined): string =>
  most === undefined ? '' : ` Bot hii inaruhusu ${most} tu.`;

export const settings: SettingsWords = {
  commands: { settings: 'Lugha, vikomo, risiti na zaidi' },
  settingsTitle: (shop) => `⚙️ Mipangilio${shop === '' ? '' : ` · ${shop}`}`,
  settingsHint: 'Gusa unachotaka kubadilisha.',
  settingSaved: 'Nimehifadhi.',
  settings: {
    ownLanguage: 'Kama ilivyopangwa',
    yes: 'Ndiyo',
    no: 'Hapana',
    off: 'Zima',
    none: 'Bila kikomo',
    back: '‹ Rudi',
    language: '🌐 Lugha ya vikundi',
    summary: '📊 Muhtasari hapa',
    quiet: '🌙 Saa za utulivu',
    marks: '✍️ Keshia aweke “limelipwa”',
    asks: '❓ Uliza kabla ya kutuma',
    limits: '🚦 Vikomo',
    receipt: '🧾 Risiti',
    chats: '💬 Gumzo',
    languageHelp:
      'Lugha ya matangazo na muhtasari kwenye vikundi. Kwenye faragha, kila mtu ana yake: /language',
    summaryHelp: 'Mauzo ya siku kwenye gumzo hili, kila jioni. Saa nyingine, au kila wiki: /summary',
    quietHelp: 'Wakati huo matangazo huja bila sauti. Aliyeomba malipo bado husikia.',
    quietFrom: (step) => `Kuanzia ${step}`,
    quietTo: (step) => `Hadi ${step}`,
    limitsHelp: 'Ombi linalovuka vikomo hivi hukataliwa, kwa sababu inayotajwa.',
    perPhone: '📱 Simu moja, dakika 10',
    perMember: '👤 Mtu mmoja, saa 1',
    perCharge: '💰 Ombi moja',
    phoneHelp: (most) => `Maombi mengi kabisa ya duka lako kwa simu moja ndani ya dakika 10.${mostOf(most)}`,
    memberHelp: (most) => `Maombi mengi kabisa ya mtu mmoja ndani ya saa moja.${mostOf(most)}`,
    amountHelp: 'Kiasi kikubwa kabisa cha ombi moja.',
    anotherAmount: 'Kiasi kingine',
    askAmount: 'Kiasi kikubwa kabisa cha ombi moja ni kipi? Kwa mfano 7,500',
    receiptHelp: 'Wateja wako wanachoona kwenye risiti, pamoja na kiasi, namba na tarehe.',
    name: '🏪 Jina la duka',
    askName: (most) => `Duka lako linaitwaje? Lisizidi herufi ${most}.`,
    line: '📝 Mstari wa maneno',
    logo: '🖼 Nembo',
    isSet: 'ipo',
    removeLine: 'Ondoa mstari',
    removeLogo: 'Ondoa nembo',
    askLine: (most) => `Tuma mstari wa maneno, usiozidi herufi ${most}. Kwa mfano: Karibu tena!`,
    lineTooLong: (length, most) => `Huo una herufi ${length}; mwisho ni ${most}. Tuma mfupi zaidi.`,
    askLogo: 'Tuma nembo yako kama picha.',
    logoNotPhoto: 'Tuma nembo kama picha, si kama faili.',
    logoTooLarge: 'Picha hiyo ni kubwa mno. Tuma isiyozidi MB 2.',
    logoTooSmall: (least) => `Picha hiyo ni ndogo mno. Inahitaji angalau nukta ${least} kila upande.`,
  },
  ownLimitReached: {
    phone: ({ phone, count, again }) =>
      `Duka lako huomba malipo kwa ${phone} mara ${count} tu ndani ya dakika 10, kwa hiyo halikutumwa. Tena kuanzia ${again}.`,
    member: ({ count, again }) =>
      `Duka lako humruhusu kila mtu maombi ${count} kwa saa, kwa hiyo halikutumwa. Tena kuanzia ${again}.`,
  },
  overLimit: (most) => `Kikomo cha duka lako kwa ombi moja ni ${most}, kwa hiyo halikutumwa.`,
};
