import { lineChart } from '../figures/line-chart.ts';
import { percentile } from '../figures/percentile.ts';
import { number, type Table } from '../figures/row.ts';
import { payingDelay } from '../load/delays.ts';
import { lagsOf, newLoad } from '../load/load.ts';
import type { Usage } from '../process/questions.ts';
import { withProgram } from '../rounds/round.ts';
import { USUAL_WORLD } from './charges.ts';
import type { Part } from './part.ts';

const [MINUTES, QUICK_MINUTES] = [60, 1];
const PER_SECOND = 5;
const MINUTE_MS = 60_000;

interface Minute {
  readonly minute: number;
  readonly usage: Usage;
  readonly cpuMs: number;
  readonly lagMs: number;
}

/** An hour of load: whether memory stays flat, and whether a charge costs the same at the end. */
export const longLoad: Part = {
  name: 'long-load',
  title: 'An hour of load',
  when: 'long',
  async run({ isQuick, random, say }) {
    const minutes = await withProgram('bot', USUAL_WORLD, async (subject, world) => {
      const load = newLoad(world, () => payingDelay(random));
      const seen: Minute[] = [];
      try {
        let before = await subject.usage();
        for (let minute = 1; minute <= (isQuick ? QUICK_MINUTES : MINUTES); minute += 1) {
          const from = load.charges.length;
          await load.offer(PER_SECOND, MINUTE_MS);
          const usage = await subject.usage();
          const lagMs = percentile(lagsOf(load.charges.slice(from)), 0.5);
          seen.push({
            minute,
            usage,
            lagMs,
            cpuMs: (usage.cpuMs - before.cpuMs) / (load.charges.length - from),
          });
          say(`minute ${minute}: ${number(usage.rssMib)} MiB`);
          before = usage;
        }
      } finally {
        load.end();
      }
      return seen;
    });
    return {
      table: tableOf(minutes),
      plot: { file: 'memory-over-an-hour.svg', title: 'Memory over an hour of load', svg: plotOf(minutes) },
    };
  },
};

function tableOf(minutes: readonly Minute[]): Table {
  const every = Math.max(1, Math.floor(minutes.length / 6));
  return [
    ['minute', 'resident memory', 'heap', 'processor time a charge', 'payment to notice, p50'],
    ...minutes
      .filter(({ minute }) => minute === 1 || minute % every === 0)
      .map(({ minute, usage, cpuMs, lagMs }) => [
        number(minute),
        `${number(usage.rssMib)} MiB`,
        `${number(usage.heapMib)} MiB`,
        `${number(cpuMs)} ms`,
        `${number(lagMs)} ms`,
      ]),
  ];
}

const plotOf = (minutes: readonly Minute[]): string =>
  lineChart({
    title: 'Memory over an hour of load, 300 charges a minute',
    x: 'minute',
    y: 'MiB',
    series: [
      { name: 'resident', points: minutes.map(({ minute, usage }) => ({ x: minute, y: usage.rssMib })) },
      { name: 'heap in use', points: minutes.map(({ minute, usage }) => ({ x: minute, y: usage.heapMib })) },
    ],
  });
