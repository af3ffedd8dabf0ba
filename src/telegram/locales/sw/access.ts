import type { AccessWords } from '../../bot/access.words.ts';

export const access: AccessWords = {
  role: { owner: 'mwenye duka', manager: 'meneja', cashier: 'mhudumu' },
  inPrivate: 'Nitumie hii kwenye gumzo letu la faragha.',
  inGroup: 'Tuma hii kwenye kikundi kinachohusika.',
  ownersOnly: 'Ni mwenye duka tu anayeweza kufanya hivyo.',
  managersOnly: 'Ni meneja au mwenye duka tu anayeweza kufanya hivyo.',
  operatorsOnly: 'Ni anayeendesha boti hii tu anayeweza kufanya hivyo.',
  noSecretKey:
    'Hii inahitaji SECRET_KEY kwenye mipangilio ya programu. Anayeendesha boti hii huitengeneza kwa: npm run keygen',
  stranger: (userId) =>
    `Habari! Till hii ni ya duka, nami sikujui. Kama unafanya kazi hapo, mpe mwenye duka namba yako ya Telegram: ${userId}`,
  anonymous:
    'Sioni ni nani anayeomba. Andika kwa jina lako mwenyewe, si kama kikundi au chaneli, ili kutumia till.',
  suspended:
    'Duka hili limesimamishwa, kwa hiyo hakuna kilichotumwa, na sitajibu hadi liruhusiwe tena. Muulize anayeendesha boti hii.',
  suspendedShort: 'Duka hili limesimamishwa.',
  forwardsDoNothing: 'Sifanyi kazi kwa ujumbe uliopelekwa tu. Andika amri mwenyewe.',
  otherBotsDoNothing: 'Sifanyi kazi kwa ujumbe ulioandikwa na boti nyingine. Tafadhali andika amri mwenyewe.',
  captionsDoNothing:
    'Sifanyi kazi kwa amri iliyo chini ya picha au faili. Tafadhali itume kama ujumbe wa maandishi.',
  severalCommands:
    'Napokea amri moja kwa kila ujumbe, kwa hiyo hakuna kilichofanyika. Tafadhali tuma kila moja peke yake.',
  questionClosed: 'Swali hili limefungwa.',
  messageTooOld: 'Siuoni tena ujumbe huo. Tuma /status na namba ya ombi, kisha bonyeza hapo.',
  notYours: 'Hiki si chako kubonyeza.',
  alreadyDecided: 'Hili limeshaamuliwa.',
  noted: 'Nimeandika.',
};
