import type { AccessWords } from '../../bot/access.words.ts';

export const access: AccessWords = {
  role: { owner: 'mwenye duka', manager: 'meneja', cashier: 'keshia' },
  inPrivate: 'Nitumie hii kwenye gumzo letu la faragha.',
  inGroup: 'Tuma hii kwenye kikundi chenyewe.',
  ownersOnly: 'Ni mwenye duka tu anayeweza kufanya hivyo.',
  managersOnly: 'Ni meneja au mwenye duka tu anayeweza kufanya hivyo.',
  operatorsOnly: 'Ni anayeendesha bot hii tu anayeweza kufanya hivyo.',
  noSecretKey:
    'Hii inahitaji SECRET_KEY kwenye mipangilio ya bot. Anayeendesha bot hii huitengeneza kwa: npm run keygen',
  stranger: (userId) =>
    `Habari! Bot hii ni ya duka, na bado sikujui. Kama unafanya kazi hapo, mwombe mwenye duka kiungo. (Namba yako ya Telegram ni ${userId}.)`,
  anonymous: 'Sioni ni nani anayeuliza. Tafadhali andika kwa jina lako mwenyewe, si kama kikundi au chaneli.',
  suspended:
    'Duka hili limesimamishwa, kwa hiyo hakuna kilichotumwa. Sitajibu hapa hadi liruhusiwe tena. Muulize anayeendesha bot hii.',
  suspendedShort: 'Duka hili limesimamishwa.',
  forwardsDoNothing: 'Sifanyi kazi kwa ujumbe uliosambazwa (forward). Andika amri mwenyewe.',
  otherBotsDoNothing: 'Sifanyi kazi kwa ujumbe ulioandikwa na bot nyingine. Tafadhali andika amri mwenyewe.',
  captionsDoNothing:
    'Sifanyi kazi kwa amri iliyo chini ya picha au faili. Tafadhali itume kama ujumbe wa maandishi.',
  severalCommands:
    'Napokea amri moja kwa kila ujumbe, kwa hiyo hakuna kilichofanyika. Tafadhali tuma kila moja peke yake.',
  questionClosed: 'Swali hili limefungwa.',
  messageTooOld: 'Siuoni tena ujumbe huo. Tuma /hali na namba ya ombi, kisha bonyeza hapo.',
  notYours: 'Kitufe hiki si chako.',
  done: 'Tayari.',
  alreadyDecided: 'Hili limeshaamuliwa.',
};
