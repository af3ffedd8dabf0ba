import { setTimeout as sleep } from 'node:timers/promises';
import { number, type Table } from '../figures/row.ts';
import { payingDelay } from '../load/delays.ts';
import { newLoad } from '../load/load.ts';
import type { StatementTimes } from '../process/questions.ts';
import { withProgram } from '../rounds/round.ts';
import { paceOf, USUAL_WORLD } from './charges.ts';
import type { Part } from './part.ts';

/** How many of the statements are named. */
const SHOWN = 12;
const MAX_SHOWN = 110;
/** So many charges come at once in the second column. */
const BURST_PER_SECOND = 60;
const BURST_MS = 5_000;
const AFTER_BURST_MS = 15_000;

interface Watched extends StatementTimes {
  readonly charges: number;
}

/** Which statements a charge runs, and how often one is prepared. */
export const statements: Part = {
  name: 'statements',
  title: 'The statements of a charge',
  when: 'usual',
  async run(settings) {
    const pace = paceOf(settings);
    settings.say('the bot, with its statements timed');
    const { usual, burst } = await withProgram('bot', USUAL_WORLD, async (subject, world) => {
      const load = newLoad(world, () => payingDelay(settings.random, pace.delayScale));
      try {
        await load.offer(pace.perSecond, pace.warmMs);
        await subject.watchStatements();
        const watch = async (perSecond: number, forMs: number, afterMs: number): Promise<Watched> => {
          const from = load.charges.length;
          await subject.statements();
          await load.offer(perSecond, forMs);
          await sleep(afterMs);
          return { ...(await subject.statements()), charges: load.charges.length - from };
        };
        return {
          usual: await watch(pace.perSecond, pace.measuredMs, 0),
          burst: await watch(BURST_PER_SECOND, BURST_MS, AFTER_BURST_MS),
        };
      } finally {
        load.end();
      }
    });
    return {
      table: tableOf(usual, burst),
      notes: [
        `In a burst: ${BURST_PER_SECOND} charges a second for ${BURST_MS / 1_000} s, watched for ${AFTER_BURST_MS / 1_000} s more.`,
        'Each cell: how often it is run a charge, and its time a charge. The time of COMMIT is waiting for the disk.',
      ],
    };
  },
};

function tableOf(usual: Watched, burst: Watched): Table {
  const longest = [...usual.statements, ...burst.statements]
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ text }) => text);
  const cell = ({ statements: all, charges }: Watched, text: string): string => {
    const found = all.find((one) => one.text === text);
    return found === undefined ? '' : `${number(found.count / charges)} × (${number(found.ms / charges)} ms)`;
  };
  const sums = ({ statements: all, charges }: Watched): string =>
    `${number(all.reduce((sum, { count }) => sum + count, 0) / charges)} × (${number(all.reduce((sum, { ms }) => sum + ms, 0) / charges)} ms)`;
  return [
    ['statement', '300 charges a minute', 'in a burst'],
    [
      'prepared',
      `${number(usual.prepared / usual.charges)} ×`,
      `${number(burst.prepared / burst.charges)} ×`,
    ],
    ['all that were run', sums(usual), sums(burst)],
    ...[...new Set(longest)]
      .slice(0, SHOWN)
      .map((text) => [shortened(text), cell(usual, text), cell(burst, text)]),
  ];
}

/** Columns are left out: tables and conditions tell statements apart. */
function shortened(text: string): string {
  const plain = text.replaceAll(/["`\n]/g, '').replaceAll(/\s+/g, ' ');
  const [, verb = '', rest = plain] = /^(select) .* (from .*)$/.exec(plain) ?? [];
  return `${verb} ${rest}`.trim().slice(0, MAX_SHOWN).replaceAll('|', ' ');
}
