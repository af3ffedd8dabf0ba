import { setTimeout as sleep } from 'node:timers/promises';
import type { BosmiRequest } from '../../../src/sandbox/bosmi/server.ts';
import { percentile } from '../figures/percentile.ts';
import { number, type Table } from '../figures/row.ts';
import { newLoad } from '../load/load.ts';
import type { Usage } from '../process/questions.ts';
import { give } from '../rounds/command.ts';
import { withProgram } from '../rounds/round.ts';
import type { BenchWorld } from '../servers/world.ts';
import type { Part } from './part.ts';

/** All but the first, whose commands are timed, charge at a gateway that fails. */
const [MERCHANTS, QUICK_MERCHANTS] = [1_000, 50];
const COMMANDS = ['/today', '/pending'];
const TIMES = 15;
/** A person is listened to 30 times a minute. */
const BETWEEN_MS = 2_100;
/** Every merchant charges once in this time. */
const ALL_CHARGE_MS = 60_000;

type Gateway = 'idle' | 'hangs' | 'refuses';

interface Seen {
  readonly gateway: Gateway;
  readonly answeredMs: readonly number[];
  readonly usage: Usage;
}

/** One merchant's commands, while the gateway hangs for a thousand others, or refuses them. */
export const neighbours: Part = {
  name: 'neighbours',
  title: 'A thousand merchants with a gateway that fails',
  when: 'long',
  async run({ isQuick, say }) {
    const merchants = isQuick ? QUICK_MERCHANTS : MERCHANTS;
    const seen: Seen[] = [];
    for (const gateway of ['idle', 'hangs', 'refuses'] as const) {
      say(`${merchants} merchants, the gateway: ${gateway}`);
      seen.push(
        await withProgram('bot', { merchants, chats: merchants }, async (subject, world) => {
          await sleep(5_000);
          const answeredMs = await timed(
            world,
            gateway,
            isQuick ? 3 : TIMES,
            isQuick ? 10_000 : ALL_CHARGE_MS,
          );
          return { gateway, answeredMs, usage: await subject.usage() };
        }),
      );
    }
    return {
      table: tableOf(seen),
      notes: [`${merchants} merchants with a chat each. Goal: at most 1.5 × idle.`],
    };
  },
};

/** Lets everybody else charge, and times commands of the first merchant meanwhile. */
async function timed(
  world: BenchWorld,
  gateway: Gateway,
  times: number,
  allChargeMs: number,
): Promise<readonly number[]> {
  const [first, ...others] = world.chats;
  if (first === undefined) throw new Error('there is no merchant');
  const isAnothers = ({ body }: BosmiRequest): boolean => body['api_key'] !== first.account.apiKey;
  if (gateway === 'hangs') world.bosmi.faults.add({ kind: 'hang' }, isAnothers, Number.POSITIVE_INFINITY);
  if (gateway === 'refuses') world.bosmi.refuse(['push', 'query']);
  const load = newLoad({ ...world, chats: others }, () => undefined);
  try {
    const charging =
      gateway === 'idle' ? sleep(0) : load.offer((others.length * 1_000) / allChargeMs, allChargeMs);
    const answered: number[] = [];
    for (let time = 0; time < times; time += 1)
      for (const text of COMMANDS) {
        await sleep(BETWEEN_MS);
        answered.push(await give({ text }, world));
      }
    await charging;
    return answered;
  } finally {
    load.end();
    world.bosmi.faults.clear();
  }
}

function tableOf(seen: readonly Seen[]): Table {
  const row = (what: string, unit: string, of: (one: Seen) => number): readonly string[] => [
    what,
    ...seen.map((one) => `${number(of(one))} ${unit}`),
  ];
  return [
    ['the gateway', ...seen.map(({ gateway }) => gateway)],
    row(`${COMMANDS.join(', ')} of another merchant, p50`, 'ms', ({ answeredMs }) =>
      percentile(answeredMs, 0.5),
    ),
    row('… p95', 'ms', ({ answeredMs }) => percentile(answeredMs, 0.95)),
    row('resident memory', 'MiB', ({ usage }) => usage.rssMib),
  ];
}
