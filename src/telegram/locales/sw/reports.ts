import type { ReportWords } from '../../bot/features/reports.words.ts';

export const reports: ReportWords = {
  commands: {
    today: 'Malipo ya leo',
    report: 'Siku, wiki au mwezi wowote: /ripoti 12 Nov',
  },
  buttons: {
    reportToday: 'Leo',
    reportYesterday: 'Jana',
    reportWeek: 'Wiki',
    reportMonth: 'Mwezi',
    chart: 'Chati',
    newer: 'Mapya zaidi',
    older: 'Ya awali',
  },
  reportRelative: {
    today: 'Leo',
    yesterday: 'Jana',
    'this-week': 'Wiki hii',
    'this-month': 'Mwezi huu',
  },
  reportOf: (name) => `Mauzo ya ${name}`,
  reportNothing: { over: 'Hakuna kilicholipwa.', goingOn: 'Bado hakuna kilicholipwa.' },
  reportCount: (count, average) => `Malipo ${count}${average === undefined ? '' : ` · wastani ${average}`}`,
  reportByHand: (amount, count) => `Kwa mkono: ${amount} (${count})`,
  reportOpen: (amount, count) => `Yanasubiriwa: ${amount} (${count})`,
  reportToCheck: (count) => `Ya kukaguliwa: ${count} · /subiri`,
  reportByCashier: 'Kwa kila keshia',
  reportOthers: (people) => `Wengine ${people}`,
  reportNobody: 'Bila keshia',
  reportLatest: (page) => (page === 1 ? 'Malipo ya mwisho' : `Malipo ya mwisho · ukurasa ${page}`),
  reportRefused: {
    unreadable: 'Siku zipi? Kwa mfano:',
    'no-such-day': 'Hakuna tarehe hiyo. Kwa mfano:',
    future: 'Siku hizo bado hazijafika. Kwa mfano:',
    backwards: 'Siku ya mwisho iko kabla ya siku ya kwanza. Kwa mfano:',
    'too-long': 'Usizidi mwaka mmoja. Kwa mfano:',
  },
  reportExamples: 'jana,12 Nov,1-15 Nov,wiki,mwezi',
  chartGreatest: 'Bora zaidi:',
};
