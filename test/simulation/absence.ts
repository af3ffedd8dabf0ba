import { isNotNull } from 'drizzle-orm';
import { collections } from '../../src/store/schema.ts';
import type { Chance } from './chance.ts';
import { HOUR, MINUTE } from './scenario.ts';
import type { BugHooks } from './seeded-bug.ts';
import { startProgram } from './program.ts';
import type { Setting } from './setting.ts';

const ABSENCE = 'the program is away for long';

/** Whether the machine is switched off now: most often while somebody waits to be asked. */
export function isSwitchedOff({ scenario, memory }: Setting, chance: Chance): boolean {
  if (!scenario.absent) return false;
  const waiting = memory.db.select().from(collections).where(isNotNull(collections.dueAt)).get();
  return chance.is(waiting === undefined ? 0.02 : 0.2);
}

/** The machine is switched off for long, and the program starts again. */
export async function beAway(setting: Setting, bug: BugHooks, chance: Chance): Promise<void> {
  const { world, lives, seen } = setting;
  world.note(ABSENCE);
  world.faults.set(ABSENCE, (world.faults.get(ABSENCE) ?? 0) + 1);
  for (const life of lives) life.die();
  await world.clock.advance(chance.int(11 * MINUTE, 2 * HOUR));
  seen.collections.away(setting.memory.db, world.clock.now());
  await startProgram(setting, bug);
}
