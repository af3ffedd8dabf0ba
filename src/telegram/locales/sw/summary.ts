import { code, fmt } from 'telegraf/format';
import type { SummaryWords } from '../../bot/features/summary.words.ts';
import { group } from './grammar.ts';

const untilTime = (until: string | undefined): string => (until === undefined ? '' : `, hadi ${until}`);

export const summary: SummaryWords = {
  commands: { summary: 'Mauzo ya siku, kila jioni' },
  summaryUsage: fmt`${code('/muhtasari 20:00')} – kila siku
${code('/muhtasari kila wiki 20:00')} – kila wiki
${code('/muhtasari kila mwezi 20:00')} – kila mwezi
${code('/muhtasari zima')} – kuuzima`,
  noSummary: 'Gumzo hili bado halipati muhtasari.',
  summaryEvery: {
    day: ({ time, next }) => `📊 Kila siku saa ${time}. Unaofuata: ${next}.`,
    week: ({ time, next }) => `📊 Kila wiki saa ${time}. Unaofuata: ${next}.`,
    month: ({ time, next }) => `📊 Kila mwezi saa ${time}. Unaofuata: ${next}.`,
  },
  summaryEnds: 'Kuuzima: /muhtasari zima',
  summaryOff: 'Gumzo hili halitapata tena muhtasari.',
  summaryWasOff: 'Gumzo hili halikuwa na muhtasari.',
  tooManySummaries:
    'Duka lako lina mihtasari 30, ambayo ndiyo mingi kabisa. Zima mmoja kwanza: /muhtasari zima',
  summaryEnded: ({ title, person, shop }) =>
    `${person === null ? `Siwezi tena kufikia ${group(title)}` : `${person} hafanyi kazi tena${shop === '' ? ' hapa' : ` ${shop}`}`}, kwa hiyo muhtasari ${person === null ? 'wa humo' : `wa ${group(title)}`} umezimwa. Kuuwasha tena, tuma /muhtasari 20:00 humo.`,
  summaryTitle: {
    day: ({ from, until }) => `${from}${untilTime(until)}`,
    week: ({ from, to, until }) => `Wiki ${from} – ${to}${untilTime(until)}`,
    month: ({ from, to, until }) => `Mwezi ${from} – ${to}${untilTime(until)}`,
  },
  summaryOfGroup: 'Maombi ya kikundi hiki',
  summaryNothing: 'Hakuna malipo.',
  summaryPaid: (amount, count) => `${amount} · malipo ${count}`,
  summaryByHand: (amount, count) => `Kwa mkono: ${amount} · ${count}`,
  summaryEarlier: ({ since, amount, count, refunded }) =>
    `Kabla ya hapo, tangu ${since}: ${amount} · ${count}${refunded === undefined ? '' : `, baada ya marejesho ya ${refunded}`}`,
  summaryBestDay: (day, amount) => `Siku bora: ${day}, ${amount}`,
  summaryNobody: 'Wengine',
  summaryWaiting: (count) => `Yanayosubiri wateja: ${count} · /subiri`,
  summaryToDecide: (count) => `Ya kukaguliwa: ${count}`,
};
