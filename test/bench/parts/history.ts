import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { lineChart } from '../figures/line-chart.ts';
import { number, type Table } from '../figures/row.ts';
import { madeUpDatabases, type Databases } from '../history/databases.ts';
import { costOf, type Command, type CommandCost } from '../rounds/command.ts';
import { withProgram } from '../rounds/round.ts';
import type { Part, Settings } from './part.ts';

const COUNTS = [0, 100_000, 1_000_000];
const QUICK_COUNTS = [0, 10_000];
/** They wait for their customers, so that the lists have something to show. */
const WAITING = 30;
const TIMES = 5;
const DAYS = 30;

/** What was measured with one length of history. */
interface Measured {
  readonly count: number;
  readonly startCpuMs: number;
  readonly startMs: number;
  readonly rssMib: number;
  readonly idleCpuMs: number;
  readonly commands: readonly (readonly [text: string, cost: CommandCost])[];
}

/** What grows with a merchant's history: the start, idling, the lists and reports. */
export const history: Part = {
  name: 'history',
  title: 'As history grows',
  when: 'usual',
  async run(settings) {
    const databases = madeUpDatabases(settings.say);
    try {
      const measured: Measured[] = [];
      for (const count of settings.isQuick ? QUICK_COUNTS : COUNTS)
        measured.push(await measure(count, databases, settings));
      return {
        table: tableOf(measured),
        notes: [
          'Of each command: until it is answered · the longest standstill of the event loop · processor time.',
          `Commands are given ${TIMES} times by an owner, after a first time that does not count: medians. Goal: a standstill of at most 20 ms.`,
          `${WAITING} more charges are open. /export is from the press of the button to the file.`,
        ],
        plot: {
          file: 'cost-of-history.svg',
          title: 'The longest standstill of commands as history grows',
          svg: plotOf(measured),
        },
      };
    } finally {
      databases.remove();
    }
  },
};

async function measure(count: number, databases: Databases, { isQuick, say }: Settings): Promise<Measured> {
  const database = databases.with(count, WAITING, false);
  say(`a history of ${count} charges`);
  const idleMs = isQuick ? 5_000 : 30_000;
  return await withProgram('bot', { merchants: 1, chats: 2, database }, async (subject, world) => {
    const start = await subject.usage();
    await sleep(isQuick ? 2_000 : 10_000);
    const before = await subject.usage();
    await sleep(idleMs);
    const after = await subject.usage();
    const commands: (readonly [string, CommandCost])[] = [];
    for (const command of commandsOf(new Date())) {
      if (count === 0 && command.button !== undefined) continue;
      // A file takes seconds.
      const times = isQuick || command.button !== undefined ? 1 : TIMES;
      const cost = await costOf(command, times, subject, world);
      commands.push([nameOf(command), cost]);
      say(`  ${nameOf(command)}: ${textOf(cost)}`);
    }
    return {
      count,
      startMs: subject.startMs,
      startCpuMs: start.cpuMs,
      rssMib: after.rssMib,
      idleCpuMs: ((after.cpuMs - before.cpuMs) * 60_000) / idleMs,
      commands,
    };
  });
}

/** The commands, with days that cover the last month whenever it is. */
function commandsOf(now: Date): readonly Command[] {
  const to = DateTime.fromJSDate(now, { zone: 'Africa/Nairobi' }).setLocale('en');
  const days = `${to.minus({ days: DAYS }).toFormat('d MMM')}-${to.toFormat('d MMM')}`;
  return [
    { text: '/pending' },
    { text: '/charge' },
    { text: '/today' },
    { text: '/status 0710000001' },
    { text: '/report month' },
    { text: '/find wanjiku' },
    { text: '/find unga' },
    { text: '/find 2400' },
    { text: '/customers' },
    { text: '/close' },
    { text: `/export ${days}`, button: /Excel/ },
    { text: `/export ${days}`, button: /CSV/ },
  ];
}

const nameOf = ({ text, button }: Command): string =>
  button === undefined ? text : `/export of ${DAYS} days, ${button.source}`;

const textOf = ({ answeredMs, standstillMs, cpuMs }: CommandCost): string =>
  `${[answeredMs, standstillMs, cpuMs].map(number).join(' · ')} ms`;

function tableOf(measured: readonly Measured[]): Table {
  const row = (what: string, of: (one: Measured) => string): readonly string[] => [what, ...measured.map(of)];
  const names = [...new Set(measured.flatMap(({ commands }) => commands.map(([name]) => name)))];
  return [
    row('what', ({ count }) => `${number(count)} charges`),
    row('start, processor time', ({ startCpuMs }) => `${number(startCpuMs)} ms`),
    row('start, until it is up', ({ startMs }) => `${number(startMs)} ms`),
    row('resident memory, idle', ({ rssMib }) => `${number(rssMib)} MiB`),
    row('idle, processor time a minute', ({ idleCpuMs }) => `${number(idleCpuMs)} ms`),
    ...names.map((name) =>
      row(name, ({ commands }) => {
        const cost = commands.find(([one]) => one === name)?.[1];
        return cost === undefined ? '' : textOf(cost);
      }),
    ),
  ];
}

const plotOf = (measured: readonly Measured[]): string =>
  lineChart({
    title: 'The longest standstill of the event loop in a command',
    x: 'charges of the merchant',
    y: 'ms',
    isLogX: true,
    series: ['/pending', '/today', '/report month', '/find unga', '/customers', '/close'].map((name) => ({
      name,
      points: measured.flatMap(({ count, commands }) => {
        const cost = commands.find(([one]) => one === name)?.[1];
        return cost === undefined ? [] : [{ x: Math.max(count, 1_000), y: cost.standstillMs }];
      }),
    })),
  });
