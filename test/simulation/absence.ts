import type { Chance } from './chance.ts';
import { HOUR, MINUTE } from './scenario.ts';
import type { BugHooks } from './seeded-bug.ts';
import { startProgram } from './program.ts';
import type { Setting } from './setting.ts';

const ABSENCE = 'the program is away for long';

/** The machine is switched off for long, and the program starts again. */
export async function beAway(setting: Setting, bug: BugHooks, chance: Chance): Promise<void> {
  const { world, lives, memory, seen } = setting;
  world.note(ABSENCE);
  world.faults.set(ABSENCE, (world.faults.get(ABSENCE) ?? 0) + 1);
  for (const life of lives) life.die();
  await world.clock.advance(chance.int(11 * MINUTE, 2 * HOUR));
  seen.collections.away(memory.db, world.clock.now());
  await startProgram(setting, bug);
}
