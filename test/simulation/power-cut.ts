import { memoryStore } from './memory-store.ts';
import { KEYRING } from './shops.ts';
import type { Setting } from './setting.ts';

const POWER_CUT = 'a power cut';

/** The power of the machine is cut. Every program on it ends, and so does what is not on the disk. */
export function cutPower(setting: Setting): void {
  const { world, lives, memory } = setting;
  world.note(POWER_CUT);
  world.faults.set(POWER_CUT, (world.faults.get(POWER_CUT) ?? 0) + 1);
  setting.memory = memoryStore(memory.onDisk(), KEYRING, setting.power);
  setting.telegram.powerCut();
  for (const life of lives) life.die();
  void memory.close();
}
