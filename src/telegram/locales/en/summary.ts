import { code, fmt } from 'telegraf/format';
import type { SummaryWords } from '../../bot/features/summary.words.ts';
import { group } from './grammar.ts';

const payments = (count: number): string => (count === 1 ? '1 payment' : `${count} payments`);
const untilTime = (until: string | undefined): string => (until === undefined ? '' : `, until ${until}`);

export const summary: SummaryWords = {
  commands: { summary: 'The day’s takings, every evening' },
  summaryUsage: fmt`${code('/summary 20:00')} – every day
${code('/summary weekly 20:00')} – every week
${code('/summary monthly 20:00')} – every month
${code('/summary off')} – to end it`,
  noSummary: 'No summary comes to this chat yet.',
  summaryEvery: {
    day: ({ time, next }) => `📊 Every day at ${time}. Next: ${next}.`,
    week: ({ time, next }) => `📊 Every week at ${time}. Next: ${next}.`,
    month: ({ time, next }) => `📊 Every month at ${time}. Next: ${next}.`,
  },
  summaryEnds: 'To end it: /summary off',
  summaryOff: 'No summaries come to this chat any more.',
  summaryWasOff: 'There was none in this chat.',
  tooManySummaries: 'Your shop has 30 summaries, which is the most. End one first: /summary off',
  summaryEnded: ({ title, person, shop }) =>
    `${person === null ? `I cannot reach ${group(title)} any more` : `${person} does not work${shop === '' ? ' here' : ` at ${shop}`} any more`}, so the summary in ${person === null ? 'it' : group(title)} has ended. To have it again, send /summary 20:00 there.`,
  summaryTitle: {
    day: ({ from, until }) => `${from}${untilTime(until)}`,
    week: ({ from, to, until }) => `Week ${from} – ${to}${untilTime(until)}`,
    month: ({ from, to, until }) => `Month ${from} – ${to}${untilTime(until)}`,
  },
  summaryOfGroup: 'Charges of this group',
  summaryNothing: 'No payments.',
  summaryPaid: (amount, count) => `${amount} · ${payments(count)}`,
  summaryByHand: (amount, count) => `Marked by hand: ${amount} · ${count}`,
  summaryEarlier: ({ since, amount, count, refunded }) =>
    `Before that, since ${since}: ${amount} · ${count}${refunded === undefined ? '' : `, after ${refunded} refunded`}`,
  summaryBestDay: (day, amount) => `Best day: ${day}, ${amount}`,
  summaryNobody: 'Others',
  summaryWaiting: (count) => `Waiting for customers: ${count} · /pending`,
  summaryToDecide: (count) => `To check: ${count}`,
};
