import type { ReportWords } from '../../bot/features/reports.words.ts';
import { plural } from './grammar.ts';

export const reports: ReportWords = {
  commands: {
    today: 'What was paid today',
    report: 'Any day, week or month: /report 12 Nov',
  },
  buttons: {
    reportToday: 'Today',
    reportYesterday: 'Yesterday',
    reportWeek: 'Week',
    reportMonth: 'Month',
    chart: 'Chart',
    newer: 'Newer',
    older: 'Older',
  },
  reportRelative: {
    today: 'Today',
    yesterday: 'Yesterday',
    'this-week': 'This week',
    'this-month': 'This month',
  },
  reportOf: (name) => `${name}’s sales`,
  reportNothing: { over: 'Nothing was paid.', goingOn: 'Nothing was paid yet.' },
  reportCount: (count, average) =>
    `${plural(count, 'payment', 'payments')}${average === undefined ? '' : ` · average ${average}`}`,
  reportByHand: (amount, count) => `Marked by hand: ${amount} (${count})`,
  reportOpen: (amount, count) => `Still waiting: ${amount} (${count})`,
  reportToCheck: (count) => `To check: ${count} · /pending`,
  reportByCashier: 'By cashier',
  reportOthers: (people) => plural(people, 'other', 'others'),
  reportNobody: 'No cashier',
  reportLatest: (page) => (page === 1 ? 'Latest' : `Latest · page ${page}`),
  reportRefused: {
    unreadable: 'Which days? For example:',
    'no-such-day': 'There is no such day. For example:',
    future: 'Those days have not come yet. For example:',
    backwards: 'The last day is before the first. For example:',
    'too-long': 'At most one year at a time. For example:',
  },
  reportExamples: 'yesterday,12 Nov,1-15 Nov,week,month',
  chartGreatest: 'The best:',
};
