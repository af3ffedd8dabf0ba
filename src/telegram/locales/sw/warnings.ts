import type { WarningWords } from '../../outbound/warnings.words.ts';

export const warnings: WarningWords = {
  accountRefused: (shop, own) =>
    `⚠️ Mfumo wa malipo haukubali akaunti ya ${shop === '' ? 'duka hili' : shop}, kwa hiyo hakuna malipo yanayoweza kuombwa wala kuonekana, hadi irekebishwe. Angalia key, jina la mtumiaji na barua pepe kwenye BOSMI, na kama anwani ya mashine hii inahitaji kuruhusiwa huko. ${own ? 'Kuziandika tena: /akaunti' : 'Ziko kwenye mipangilio ya bot (BOSMI_…).'} Hakuna kilichopotea: maombi yaliyotumwa yataangaliwa mara akaunti itakapofanya kazi.`,
  shopRefused: (shop) =>
    `⚠️ Mfumo wa malipo unakataa akaunti ya ${shop === '' ? 'duka lisilo na jina' : shop}, kwa hiyo duka hilo haliwezi kuomba malipo. Wenye duka wameambiwa, na wanaweza kuiandika tena kwa /akaunti. Wakikuuliza: huenda anwani ya mashine hii inahitaji kuruhusiwa kwenye mfumo wa malipo.`,
  accountWorks: (shop) =>
    `✅ Mfumo wa malipo unakubali tena akaunti ya ${shop === '' ? 'duka' : shop}. Maombi yaliyotumwa yanaangaliwa sasa.`,
  gatewayAway: (title, since) =>
    `⚠️ Mfumo wa malipo wa ${title} haujajibu kwa ${since}. Huenda maombi yasitumwe, na malipo yatatangazwa utakapojibu tena. Hakuna kilichopotea. Kwenye mashine, npm run doctor inaonyesha kama unafikika. Ukifikika, waulize ${title}.`,
  gatewayBack: (title) =>
    `✅ Mfumo wa malipo wa ${title} unajibu tena. Maombi yaliyo wazi yanaangaliwa sasa.`,
  telegramLimits: (since) =>
    `⚠️ Telegram imeipunguzia bot hii kasi kwa ${since}, kwa hiyo ujumbe unachelewa. Malipo hutangulia. Ikiendelea hivyo: punguza matangazo kwenye vikundi, au weka bot ya pili kwa baadhi ya maduka.`,
  telegramLimitsOver: '✅ Telegram inapokea ujumbe wa bot hii kwa kasi ya kawaida tena.',
  diskFull: (percent) =>
    `⚠️ Diski ya bot hii imebaki na nafasi ya ${percent} % tu. Diski ikijaa, hakuna malipo yanayoweza kuombwa. Tafadhali ongeza nafasi kwenye mashine: nakala za zamani kwenye data/backups, kumbukumbu (logs) za zamani.`,
  diskFree: (percent) => `✅ Diski ya bot hii ina nafasi tena: ${percent} %.`,
  backupNotMade: (why) =>
    `⚠️ Nakala ya bot hii haikutengenezwa: ${why}\nNajaribu tena kila dakika kumi. Tafadhali angalia diski, na BACKUP_FOLDER kwenye mipangilio.`,
  backupMade: '✅ Nakala ya bot hii imetengenezwa tena.',
  tookOver: (term) =>
    `⚠️ Nimechukua kazi ya bot hii (zamu ya ${term}). Programu iliyotangulia ilianguka, ilizimwa ghafla, au ilikosa database. Hakuna kilichopotea: maombi yaliyo wazi yanaendelea, na huenda ujumbe umekuja mara mbili. Tafadhali angalia kumbukumbu (logs) na mashine ya programu hiyo, na uhakikishe kwamba inafanya kazi tena.`,
  clockWrong: (by, isFast) =>
    `⚠️ Saa ya mashine inayoendesha bot hii ${isFast ? 'imetangulia' : 'imechelewa'} kwa ${by}. Tafadhali irekebishe: hadi hapo huenda nikaonyesha saa zisizo sahihi. Malipo yanaonekana na kutangazwa kama kawaida; hakuna kinachofutwa wala ombi linaloachwa.`,
  clockRight: '✅ Saa ya mashine inayoendesha bot hii ni sahihi tena.',
  botChanged: (unhandled) =>
    [
      'Mimi ni bot mpya, na duka lako sasa linafanya kazi kupitia mimi. Duka lako, watu wake na maombi yake yote yako hapa, na kuanzia sasa mimi ndiye nitatangaza malipo.',
      'Tafadhali waombe watu wako wafungue gumzo nami na kubonyeza Start, na uniongeze kwenye vikundi vyenu: siwezi kumfikia yeyote ambaye hajafanya hivyo. Maswali ya bot ya awali hayawezi kujibiwa hapa, kwa hiyo anza tena.',
      ...(unhandled === 0
        ? []
        : [
            `Kuna ujumbe ${unhandled} ambao bot ya awali haikuushughulikia. Hakuna kilichofanyika: tafadhali utume tena, kwangu mimi.`,
          ]),
    ].join('\n\n'),
  updateFailed: 'Kuna hitilafu kwenye ujumbe huo, na hakuna kilichofanyika. Tafadhali utume tena.',
  tooManyMessages: (aMinute) =>
    `Umetuma mengi kwa mara moja: hapa ninaweza kupokea ujumbe ${aMinute} kwa dakika kutoka kwa kila mmoja. Uliotuma baada ya hapo sikuupokea. Tafadhali subiri dakika moja, kisha utume tena.`,
};
