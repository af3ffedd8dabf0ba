import { percentile } from '../figures/percentile.ts';
import { number, type Table } from '../figures/row.ts';
import { roundOfCharges, type RoundOfCharges } from '../rounds/round.ts';
import { paceOf, USUAL_WORLD } from './charges.ts';
import { hasStrace, NO_STRACE } from './commits.ts';
import type { Part } from './part.ts';

/** How long each fsync takes longer, in microseconds: a cheap disk. */
const DELAYS_US = [0, 10_000, 20_000];

/** The usual load on a disk that is slow to make things durable. */
export const slowDisk: Part = {
  name: 'slow-disk',
  title: 'A slow disk',
  when: 'long',
  async run(settings) {
    if (!hasStrace()) return { table: [], notes: [NO_STRACE] };
    const found: RoundOfCharges[] = [];
    for (const delayUs of DELAYS_US) {
      settings.say(`every fsync takes ${delayUs / 1_000} ms longer`);
      const inject = `inject=fsync,fdatasync:delay_exit=${delayUs}`;
      found.push(
        await roundOfCharges('bot', {
          world: USUAL_WORLD,
          pace: paceOf(settings),
          random: settings.random,
          // The trace itself goes nowhere.
          subject: {
            under: [
              'strace',
              '-f',
              '--seccomp-bpf',
              '-o',
              '/dev/null',
              '-e',
              'trace=fsync,fdatasync',
              '-e',
              inject,
            ],
          },
        }),
      );
    }
    return {
      table: tableOf(found),
      notes: [
        'Traced by strace in every column, which costs time itself. Goal: event-loop delay p99 ≤ 10 ms at 10 ms.',
      ],
    };
  },
};

function tableOf(found: readonly RoundOfCharges[]): Table {
  const row = (what: string, of: (round: RoundOfCharges) => number, unit = 'ms'): readonly string[] => [
    what,
    ...found.map((round) => `${number(of(round))} ${unit}`.trimEnd()),
  ];
  return [
    ['fsync takes longer by', ...DELAYS_US.map((us) => `${us / 1_000} ms`)],
    row('event-loop delay, p50', ({ delays }) => delays.p50Ms),
    row('event-loop delay, p99', ({ delays }) => delays.p99Ms),
    row('event-loop delay, longest', ({ delays }) => delays.longestMs),
    row('processor time a charge', ({ cpuMs, count }) => cpuMs / count),
    row('command to prompt, p50', ({ promptMs }) => percentile(promptMs, 0.5)),
    row('command to prompt, p95', ({ promptMs }) => percentile(promptMs, 0.95)),
    row('payment to notice, p50', ({ lagsMs }) => percentile(lagsMs, 0.5)),
    row('payment to notice, p95', ({ lagsMs }) => percentile(lagsMs, 0.95)),
    row('paid and not told in time', ({ untold }) => untold, ''),
  ];
}
