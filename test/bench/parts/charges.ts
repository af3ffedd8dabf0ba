import { scheduleLag } from '../load/schedule-lag.ts';
import type { ProgramName } from '../process/subject.ts';
import { median, percentile } from '../figures/percentile.ts';
import { comparison, type Row } from '../figures/row.ts';
import { callsOf, roundOfCharges, type Pace, type RoundOfCharges } from '../rounds/round.ts';
import type { Part, Settings } from './part.ts';

/** 300 charges a minute in 60 chats, each of a merchant of its own. */
export const USUAL_WORLD = { merchants: 60, chats: 60 } as const;
const PER_SECOND = 5;

const QUICK: Pace = {
  perSecond: PER_SECOND,
  warmMs: 5_000,
  measuredMs: 10_000,
  settleMs: 8_000,
  delayScale: 0.2,
};
const USUAL: Pace = {
  perSecond: PER_SECOND,
  warmMs: 60_000,
  measuredMs: 60_000,
  settleMs: 60_000,
  delayScale: 1,
};

export const paceOf = ({ isQuick }: Pick<Settings, 'isQuick'>): Pace => (isQuick ? QUICK : USUAL);

/** Floor and bot in turn, under the same load. */
export const charges: Part = {
  name: 'charges',
  title: '300 charges a minute in 60 chats',
  when: 'quick',
  async run(settings) {
    const { rounds, random, say } = settings;
    const pace = paceOf(settings);
    const found: Record<ProgramName, RoundOfCharges[]> = { floor: [], bot: [] };
    for (let round = 1; round <= rounds; round += 1)
      // Who is first changes, so that a machine that gets busier is unfair to neither.
      for (const name of round % 2 === 1 ? (['floor', 'bot'] as const) : (['bot', 'floor'] as const)) {
        say(`round ${round} of ${rounds}: the ${name}`);
        found[name].push(await roundOfCharges(name, { world: USUAL_WORLD, pace, random }));
      }
    const count = found.bot.reduce((sum, round) => sum + round.count, 0);
    return {
      table: comparison(rowsOf(found, random)),
      notes: [
        `${rounds} rounds of each, ${pace.measuredMs / 1_000} s after ${pace.warmMs / 1_000} s of warming up; ${count} charges of the bot.`,
        `Customers pay after a log-normal time, median ${15 * pace.delayScale} s, and a third never pays.`,
      ],
    };
  },
};

function rowsOf(found: Record<ProgramName, readonly RoundOfCharges[]>, random: () => number): readonly Row[] {
  const row = (what: string, unit: string, of: (round: RoundOfCharges) => number, goal?: string): Row => ({
    what,
    unit,
    floor: found.floor.map(of),
    bot: found.bot.map(of),
    goal,
  });
  const callsInAll = ({ calls }: RoundOfCharges): number =>
    [...calls].reduce((sum, [method, count]) => sum + (isAboutCharges(method) ? count : 0), 0);
  const methods = [...new Set(found.bot.flatMap(({ calls }) => [...calls.keys()]))];
  const bySchedule = found.bot.map(({ paidAfterMs }) =>
    paidAfterMs.flatMap((ms) => Array.from({ length: 20 }, () => scheduleLag(ms, random))),
  );
  const alone = (share: number): readonly number[] => bySchedule.map((lags) => percentile(lags, share));
  const goal = (share: number): string => `≤ ${(1.1 * median(alone(share))).toFixed(0)} ms`;
  return [
    row('processor time a charge', 'ms', ({ cpuMs, count }) => cpuMs / count, '≤ 2 × floor'),
    row('event-loop delay, p50', 'ms', ({ delays }) => delays.p50Ms),
    row('event-loop delay, p99', 'ms', ({ delays }) => delays.p99Ms, '≤ 10 ms'),
    row('event-loop delay, longest', 'ms', ({ delays }) => delays.longestMs),
    row('calls to Telegram a charge', '', (round) => callsInAll(round) / round.count, '≤ 3'),
    ...methods
      .filter(isAboutCharges)
      .map((method) => row(`… ${method}`, '', (round) => callsOf(round, method) / round.count)),
    row('refused by Telegram (429) a charge', '', ({ tooMany, count }) => tooMany / count),
    row('queries a charge', '', ({ queries, count }) => queries / count),
    row('command to prompt, p50', 'ms', ({ promptMs }) => percentile(promptMs, 0.5)),
    row('command to prompt, p95', 'ms', ({ promptMs }) => percentile(promptMs, 0.95)),
    row('payment to notice, p50', 'ms', ({ lagsMs }) => percentile(lagsMs, 0.5), goal(0.5)),
    row('payment to notice, p95', 'ms', ({ lagsMs }) => percentile(lagsMs, 0.95), goal(0.95)),
    { what: '… by the polling schedule alone, p50', unit: 'ms', bot: alone(0.5) },
    { what: '… by the polling schedule alone, p95', unit: 'ms', bot: alone(0.95) },
    row('paid and not told in time', '', ({ untold }) => untold, '0'),
    row('resident memory under load', 'MiB', ({ usage }) => usage.rssMib),
  ];
}

/** Waiting for updates is not a cost of a charge, nor are the menus of a start. */
const isAboutCharges = (method: string): boolean => method !== 'getUpdates' && method !== 'setMyCommands';
