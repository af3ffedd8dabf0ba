import { lineChart } from '../figures/line-chart.ts';
import { percentile } from '../figures/percentile.ts';
import { number, type Table } from '../figures/row.ts';
import { roundOfCharges, type Pace, type RoundOfCharges } from '../rounds/round.ts';
import type { Part } from './part.ts';

/** Charges a second. The limits of one token are at about ten: three messages for each, thirty a second. */
const RATES = [1, 2, 5, 8, 10, 12, 16];
const QUICK_RATES = [2, 5];
/** So many that no person or chat says more than is listened to, and Telegram's limit of one chat does not count. */
const WORLD = { merchants: 60, chats: 240 };
/** The lag may be so much longer than at the lowest rate before it is said to grow. */
const GROWTH = 1.5;

interface AtRate {
  readonly perSecond: number;
  readonly isLimited: boolean;
  readonly round: RoundOfCharges;
}

/** At which rate the lag begins to grow, with and without Telegram's limits. */
export const capacity: Part = {
  name: 'capacity',
  title: 'How much one bot takes',
  when: 'long',
  async run({ isQuick, random, say }) {
    const found: AtRate[] = [];
    for (const isLimited of [true, false])
      for (const perSecond of isQuick ? QUICK_RATES : RATES) {
        say(`${perSecond} charges a second, ${isLimited ? 'with' : 'without'} Telegram's limits`);
        const round = await roundOfCharges('bot', {
          world: { ...WORLD, isLimited },
          pace: paceAt(perSecond, isQuick),
          random,
        });
        found.push({ perSecond, isLimited, round });
      }
    return {
      table: tableOf(found),
      notes: [true, false].map((isLimited) => growthOf(found, isLimited)),
      plot: {
        file: 'lag-by-rate.svg',
        title: 'Payment to notice by the rate of charges',
        svg: plotOf(found),
      },
    };
  },
};

const paceAt = (perSecond: number, isQuick: boolean): Pace => ({
  perSecond,
  warmMs: isQuick ? 5_000 : 45_000,
  measuredMs: isQuick ? 10_000 : 60_000,
  settleMs: isQuick ? 8_000 : 60_000,
  delayScale: isQuick ? 0.2 : 1,
});

const p95 = ({ round }: AtRate): number => percentile(round.lagsMs, 0.95);

/** A payment that was not told in time counts as growth, too. */
function growthOf(found: readonly AtRate[], isLimited: boolean): string {
  const mine = found.filter((one) => one.isLimited === isLimited);
  const [lowest] = mine;
  const first = mine.find(
    (one) => one.round.untold > 0 || (lowest !== undefined && p95(one) > GROWTH * p95(lowest)),
  );
  const rate = first === undefined ? 'not up to the highest rate' : `at ${first.perSecond} charges a second`;
  return `The lag grows (p95 more than ${GROWTH} times that of the lowest rate) ${isLimited ? 'with' : 'without'} Telegram’s limits: ${rate}.`;
}

function tableOf(found: readonly AtRate[]): Table {
  const headings = [
    'charges a second',
    'Telegram’s limits',
    'payment to notice, p50',
    'p95',
    'not told in time',
    'command to prompt, p95',
    'share of a core',
    '429 a charge',
    'event-loop delay, p99',
  ];
  return [
    headings,
    ...found.map(({ perSecond, isLimited, round }) => [
      number(perSecond),
      isLimited ? 'on' : 'off',
      `${number(percentile(round.lagsMs, 0.5))} ms`,
      `${number(percentile(round.lagsMs, 0.95))} ms`,
      number(round.untold),
      `${number(percentile(round.promptMs, 0.95))} ms`,
      `${number(((round.cpuMs / round.count) * perSecond) / 10)} %`,
      number(round.tooMany / round.count),
      `${number(round.delays.p99Ms)} ms`,
    ]),
  ];
}

const plotOf = (found: readonly AtRate[]): string =>
  lineChart({
    title: 'Payment to notice, by the rate of charges',
    x: 'charges a second',
    y: 'ms',
    series: [true, false].flatMap((isLimited) =>
      [0.5, 0.95].map((share) => ({
        name: `p${share * 100}, ${isLimited ? 'limits on' : 'no limits'}`,
        points: found
          .filter((one) => one.isLimited === isLimited)
          .map(({ perSecond, round }) => ({ x: perSecond, y: percentile(round.lagsMs, share) })),
      })),
    ),
  });
