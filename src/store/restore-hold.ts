import type { Engine } from './engine.ts';
import { pauseRestored } from './pause-collection.ts';
import type { RestoreHold } from './port/restore-hold.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applyEffects } from './update-effects.ts';

export function restoreHold(engine: Engine): RestoreHold {
  return {
    async since(): Promise<number | undefined> {
      return await engine.read(async (tx) => engine.copiedAt(tx));
    },

    async resume(copiedAt: number, effects: UpdateEffects): Promise<boolean> {
      return await engine.write(async (tx) => {
        if ((await engine.copiedAt(tx)) !== copiedAt) return false;
        await applyEffects(tx, effects);
        await pauseRestored(tx, effects.at);
        await engine.endRestoreHold(tx);
        return true;
      });
    },

    async begin(at: number): Promise<boolean> {
      return await engine.write(async (tx) => {
        if ((await engine.copiedAt(tx)) !== undefined) return false;
        await engine.beginRestoreHold(tx, at);
        return true;
      });
    },

    async end(at: number): Promise<boolean> {
      return await engine.write(async (tx) => {
        if ((await engine.copiedAt(tx)) === undefined) return false;
        await pauseRestored(tx, at);
        await engine.endRestoreHold(tx);
        return true;
      });
    },
  };
}
