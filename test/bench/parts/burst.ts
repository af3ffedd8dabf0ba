import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures/percentile.ts';
import { comparison } from '../figures/row.ts';
import { lagsOf, newLoad, untoldOf } from '../load/load.ts';
import { withProgram } from '../rounds/round.ts';
import { USUAL_WORLD } from './charges.ts';
import type { Part } from './part.ts';

const [CHARGES, QUICK_CHARGES] = [600, 120];
const WITHIN_MS = 5_000;
/** Telegram's limit, and how much longer than it alone the notices may take. */
const PER_SECOND = 30;
const ALLOWANCE = 1.2;
/** All customers pay in the same moment, so long after the last command. */
const PAY_AFTER_MS = 15_000;
const SETTLE_MS = 240_000;

/** Many charges at once, with as many messages as Telegram allows. */
export const burst: Part = {
  name: 'burst',
  title: 'A burst of charges',
  when: 'usual',
  async run({ isQuick, say }) {
    const count = isQuick ? QUICK_CHARGES : CHARGES;
    say(`${count} charges in ${WITHIN_MS / 1_000} s`);
    return await withProgram('bot', USUAL_WORLD, async (subject, world) => {
      const load = newLoad(world, () => undefined);
      try {
        await load.offer(1, 3_000);
        const warm = load.charges.length;
        await subject.watchDelays(10);
        await load.offer((count * 1_000) / WITHIN_MS, WITHIN_MS);
        await sleep(PAY_AFTER_MS);
        const reached = load.charges.filter(({ promptAt }) => promptAt !== undefined).length;
        for (const id of world.bosmi.transactions.keys()) world.bosmi.pay(id);
        await settled(load, SETTLE_MS);
        const delays = await subject.delays();
        const charges = load.charges.slice(warm);
        const lags = lagsOf(charges);
        const allowedS = (ALLOWANCE * count) / PER_SECOND;
        const row = (what: string, unit: string, value: number, goal?: string) => ({
          what,
          unit,
          bot: [value],
          goal,
        });
        return {
          table: comparison([
            row('prompts when all customers pay', '', reached - warm, String(count)),
            row('payment to notice, p50', 's', percentile(lags, 0.5) / 1_000),
            row('payment to notice, p95', 's', percentile(lags, 0.95) / 1_000),
            row('payment to notice, the last', 's', Math.max(...lags) / 1_000, `≤ ${allowedS} s`),
            row('paid and not told in time', '', untoldOf(charges), '0'),
            row('command to prompt, p95', 's', percentile(promptsOf(charges), 0.95) / 1_000),
            row('event-loop delay, p99', 'ms', delays.p99Ms),
            row('event-loop delay, longest', 'ms', delays.longestMs),
          ]),
          notes: [
            `${count} charges in ${WITHIN_MS / 1_000} s in 60 chats; ${PAY_AFTER_MS / 1_000} s later all customers pay in the same moment.`,
          ],
        };
      } finally {
        load.end();
      }
    });
  },
};

const promptsOf = (charges: ReturnType<typeof newLoad>['charges']): readonly number[] =>
  charges.flatMap(({ askedAt, promptAt }) => (promptAt === undefined ? [] : [promptAt - askedAt]));

/** Waits until every prompt is there and every payment is told, or for this long at most. */
async function settled(load: ReturnType<typeof newLoad>, mostMs: number): Promise<void> {
  const end = performance.now() + mostMs;
  const isOver = (charge: (typeof load.charges)[number]): boolean =>
    charge.promptAt !== undefined && (charge.paidAt === undefined || charge.toldAt !== undefined);
  while (performance.now() < end && !load.charges.every(isOver)) await sleep(100);
}
