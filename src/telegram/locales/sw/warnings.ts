import type { WarningWords } from '../../outbound/warnings.words.ts';

export const warnings: WarningWords = {
  accountRefused: (shop, own) =>
    `⚠️ Mfumo wa malipo haukubali akaunti ya ${shop === '' ? 'duka hili' : shop}, kwa hiyo hakuna kinachoweza kutozwa, wala malipo hayaonekani, hadi irekebishwe. Angalia key, jina la mtumiaji na barua pepe kwenye BOSMI, na kama anwani ya mashine hii inahitaji kuruhusiwa huko. ${own ? 'Kuziandika tena: /connect' : 'Ziko kwenye mipangilio ya programu (BOSMI_…).'} Hakuna kilichopotea: maombi yaliyotumwa yataangaliwa mara akaunti itakapofanya kazi.`,
  clockWrong: (by, isFast) =>
    `⚠️ Saa ya mashine inayoendesha boti hii ${isFast ? 'imetangulia' : 'imechelewa'} kwa ${by}. Tafadhali irekebishe: hadi hapo saa zinazoonyeshwa huenda si sahihi. Malipo yanaonekana na kutangazwa kama kawaida; hakuna kinachofutwa wala ombi linaloachwa.`,
  clockRight: '✅ Saa ya mashine inayoendesha boti hii ni sahihi tena.',
  botChanged: (unhandled) =>
    [
      'Till hii sasa inazungumza kupitia mimi, bot mpya. Duka lako, watu wake na malipo yake yote yako hapa, na kuanzia sasa mimi ndiye nitatangaza malipo.',
      'Tafadhali waombe watu wako wafungue mazungumzo nami na kubonyeza Start, na uniongeze kwenye vikundi vyenu: siwezi kumwambia yeyote ambaye hajafanya hivyo. Maswali ya bot ya awali hayawezi kujibiwa hapa; anza tena.',
      ...(unhandled === 0
        ? []
        : [
            `Kuna ujumbe ${unhandled} ambao bot ya awali haikuushughulikia. Hakuna kilichofanyika: tafadhali utume tena, kwangu mimi.`,
          ]),
    ].join('\n\n'),
  updateFailed: 'Kuna hitilafu kwenye ujumbe huo, na hakuna kilichofanyika. Tafadhali utume tena.',
  tooManyMessages: (aMinute) =>
    `Umetuma mengi kwa mara moja: hapa ninaweza kupokea ujumbe ${aMinute} kwa dakika kutoka kwa kila mmoja. Uliotuma baada ya hapo sikuupokea, na hakuna kitakachofanyika. Tafadhali subiri dakika moja, kisha utume tena.`,
};
