import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparison } from '../figures/row.ts';
import type { ProgramName } from '../process/subject.ts';
import { roundOfCharges, type Pace } from '../rounds/round.ts';
import { paceOf, USUAL_WORLD } from './charges.ts';
import type { Part } from './part.ts';

/** Whether strace is there and may trace. */
export const hasStrace = (): boolean =>
  spawnSync('strace', ['-f', '-e', 'trace=none', 'true'], { stdio: 'ignore' }).status === 0;

export const NO_STRACE = 'strace is not here, or may not trace: nothing was measured.';

/** Counts what waits for the disk, in a round of its own: tracing slows a program down. */
export const commits: Part = {
  name: 'commits',
  title: 'Waiting for the disk',
  when: 'quick',
  async run(settings) {
    if (!hasStrace()) return { table: [], notes: [NO_STRACE] };
    const { isQuick, say } = settings;
    const pace = { ...paceOf(settings), settleMs: 0 };
    say('the floor, traced');
    const floor = isQuick ? undefined : await syncsACharge('floor', pace, settings.random);
    say('the bot, traced');
    const bot = await syncsACharge('bot', pace, settings.random);
    return {
      table: comparison([
        {
          what: 'commits and checkpoints (fsync, fdatasync) a charge',
          unit: '',
          floor: floor === undefined ? [2] : [floor],
          bot: [bot],
          goal: '≤ 6',
        },
      ]),
      notes: isQuick ? ['The floor was not traced: two commits a charge is what it is written to make.'] : [],
    };
  },
};

async function syncsACharge(name: ProgramName, pace: Pace, random: () => number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-bench-strace-'));
  const file = join(folder, 'trace');
  try {
    const under = ['strace', '-f', '--seccomp-bpf', '-ttt', '-e', 'trace=fsync,fdatasync', '-o', file];
    let [from, to] = [0, 0];
    const round = await roundOfCharges(name, {
      world: USUAL_WORLD,
      pace,
      random,
      subject: { under },
      onMeasured: (begun, ended) => ([from, to] = [begun, ended]),
    });
    return callsBetween(readFileSync(file, 'utf8'), from, to) / round.count;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Counts the calls of a trace that began in a span (epoch milliseconds). */
export const callsBetween = (trace: string, from: number, to: number): number =>
  trace.split('\n').filter((line) => {
    const [, seconds] = /^\d+ +(\d+\.\d+) f(?:data)?sync\(/.exec(line) ?? [];
    return seconds !== undefined && Number(seconds) * 1_000 >= from && Number(seconds) * 1_000 < to;
  }).length;
