import { cutMs, stopMs, type Machine, type Peer } from './machine.ts';
import type { Setting } from './setting.ts';

const PEERS: readonly Peer[] = ['the database', 'the gateways', 'Telegram'];

/** Injects faults of whole programs, most often of the leader: each is stopped, cut off, killed, told to end, or has its clock set. */
export function disturb({ world, shared, lives }: Setting): void {
  if (shared === undefined) return;
  const { chance } = world;
  const { machines, lease } = shared;
  const one = (): Machine | undefined => {
    const leader = machines.find(({ life }) => life?.name === lease.holder());
    return chance.is(0.6) && leader !== undefined ? leader : chance.pick(machines);
  };
  if (world.fault('a program is stopped for a while', 0.1)) one()?.stop(stopMs(world));
  if (world.fault('a program is cut off for a while', 0.1)) one()?.cut(chance.pick(PEERS), cutMs(world));
  if (world.fault('a program is told to end', 0.05)) one()?.terminate?.();
  if (world.fault('a program is killed', 0.05)) one()?.life?.die();
  if (world.fault('the clock of a machine is set', 0.01))
    one()?.skew(chance.pick([0, 1_000, -1_000, 60_000, -60_000, 3 * 3_600_000, -3 * 3_600_000]));
  if (lives.size === 0) world.note('no program runs');
}
