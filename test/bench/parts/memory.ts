import { setTimeout as sleep } from 'node:timers/promises';
import { comparison } from '../figures/row.ts';
import { madeUpDatabases } from '../history/databases.ts';
import type { Usage } from '../process/questions.ts';
import type { ProgramName } from '../process/subject.ts';
import { withProgram } from '../rounds/round.ts';
import type { WorldOptions } from '../servers/world.ts';
import type { Part, Settings } from './part.ts';

const WAITING = 10_000;

interface AtRest {
  readonly startMs: number;
  readonly started: Usage;
  readonly idle: Usage;
  /** Processor time of a minute without work, in milliseconds. */
  readonly minuteMs: number;
}

/** What the program takes at its start and while nobody charges, and what it holds while many charges wait. */
export const memory: Part = {
  name: 'memory',
  title: 'Start, idling and memory',
  when: 'usual',
  async run(settings) {
    const databases = madeUpDatabases(settings.say);
    try {
      const found: Record<ProgramName, AtRest[]> = { floor: [], bot: [] };
      for (let round = 0; round < settings.rounds; round += 1)
        for (const name of ['floor', 'bot'] as const)
          found[name].push(await atRest(name, { merchants: 1, chats: 1 }, settings));
      const database = databases.with(0, WAITING, true);
      const waiting = await atRest('bot', { merchants: 1, chats: 2, database }, settings);
      const row = (what: string, unit: string, of: (one: AtRest) => number, goal?: string) => ({
        what,
        unit,
        floor: found.floor.map(of),
        bot: found.bot.map(of),
        goal,
      });
      return {
        table: comparison([
          row('start, processor time', 'ms', ({ started }) => started.cpuMs, '≤ 1,000 ms'),
          row('start, until it is up', 'ms', ({ startMs }) => startMs),
          row('resident memory, idle', 'MiB', ({ idle }) => idle.rssMib, '≤ 110 MiB'),
          row('… of it the heap that is used', 'MiB', ({ idle }) => idle.heapMib),
          row('idle, processor time a minute', 'ms', ({ minuteMs }) => minuteMs, 'as it is'),
          {
            what: `resident memory, ${WAITING.toLocaleString('en-US')} charges waiting`,
            unit: 'MiB',
            bot: [waiting.idle.rssMib],
            goal: '≤ 150 MiB',
          },
          { what: '… processor time a minute', unit: 'ms', bot: [waiting.minuteMs] },
        ]),
      };
    } finally {
      databases.remove();
    }
  },
};

async function atRest(name: ProgramName, world: WorldOptions, { isQuick, say }: Settings): Promise<AtRest> {
  say(world.database === undefined ? `the ${name} at rest` : `the ${name} with ${WAITING} charges waiting`);
  const idleMs = isQuick ? 5_000 : 30_000;
  return await withProgram(name, world, async (subject) => {
    const started = await subject.usage();
    // What a start leaves to do is over by then.
    await sleep(isQuick ? 3_000 : 15_000);
    const before = await subject.usage();
    await sleep(idleMs);
    const idle = await subject.usage();
    const minuteMs = ((idle.cpuMs - before.cpuMs) * 60_000) / idleMs;
    return { startMs: subject.startMs, started, idle, minuteMs };
  });
}
