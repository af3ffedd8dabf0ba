import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiledTogether, type CpuProfile, type Shares } from '../figures/cpu-profile.ts';
import { comparison } from '../figures/row.ts';
import type { ProgramName } from '../process/subject.ts';
import { roundOfCharges } from '../rounds/round.ts';
import { paceOf, USUAL_WORLD } from './charges.ts';
import type { Part, Settings } from './part.ts';

/** How many of the functions are named. */
const SHOWN = 15;
/** Owners with less than this share are one line. */
const LEAST_SHARE = 0.01;

/** Shows where the processor time of a charge goes. */
export const profile: Part = {
  name: 'profile',
  title: 'Where the processor time of a charge goes',
  when: 'usual',
  async run(settings) {
    settings.say('the floor, profiled');
    const floor = await profileOf('floor', settings);
    settings.say('the bot, profiled');
    const bot = await profileOf('bot', settings);
    const theirs = new Map(floor.owners);
    const least = LEAST_SHARE * bot.totalMs;
    const rest = bot.owners.filter(([, ms]) => ms < least);
    const row = (what: string, floorMs: number | undefined, botMs: number) => ({
      what,
      unit: 'ms',
      floor: floorMs === undefined ? undefined : [floorMs],
      bot: [botMs],
      goal: `(${((100 * botMs * bot.count) / bot.totalMs).toFixed(0)} %)`,
    });
    return {
      table: comparison([
        row('all', floor.totalMs / floor.count, bot.totalMs / bot.count),
        ...bot.owners
          .filter(([, ms]) => ms >= least)
          .map(([who, ms]) => row(who, (theirs.get(who) ?? 0) / floor.count, ms / bot.count)),
        row('all others', undefined, sumOf(rest) / bot.count),
      ]),
      notes: [
        'Time a charge, by whose code ran, from samples of V8. Waiting for the disk counts, and profiling costs time itself.',
        ...bot.functions
          .slice(0, SHOWN)
          .map(([who, ms]) => `${((100 * ms) / bot.totalMs).toFixed(1)} % ${who}`),
      ],
    };
  },
};

const sumOf = (shares: Shares): number => shares.reduce((sum, [, ms]) => sum + ms, 0);

async function profileOf(name: ProgramName, settings: Settings) {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-bench-profile-'));
  try {
    const span = { from: 0, to: 0 };
    const round = await roundOfCharges(name, {
      world: USUAL_WORLD,
      pace: { ...paceOf(settings), settleMs: 0 },
      random: settings.random,
      subject: { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`] },
      onMeasured(from, to, startedAt) {
        span.from = from - startedAt;
        span.to = to - startedAt;
      },
    });
    const threads = readdirSync(folder).map((name) => ({
      profile: JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile,
      // A file is named by process, thread and number.
      isMain: /\.0\.\d+\.cpuprofile$/.test(name),
    }));
    if (!threads.some(({ isMain }) => isMain)) throw new Error(`the ${name} left no profile`);
    const found = profiledTogether(threads, span.from, span.to);
    return { ...found, totalMs: sumOf(found.owners), count: round.count };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
