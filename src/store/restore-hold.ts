import type { Engine } from './engine.ts';
import { applyEffects, type UpdateEffects } from './update-effects.ts';

/**
 * Whether this database was put back from a copy (see copies.ts). What was sent to phones after the copy was made is not in
 * it, so nothing more is sent until a person says so.
 */
export type RestoreHold = ReturnType<typeof restoreHold>;

export function restoreHold(engine: Engine) {
  return {
    /** When the copy was made; undefined if this is no copy, or a person has said to go on. */
    async since(): Promise<number | undefined> {
      return engine.read(async (tx) => engine.copiedAt(tx));
    },

    /**
     * A person has said to go on. False if there is nothing to go on from: no copy, or another than the one that the person
     * was told of.
     */
    async resume(copiedAt: number, effects: UpdateEffects): Promise<boolean> {
      return engine.write(async (tx) => {
        if ((await engine.copiedAt(tx)) !== copiedAt) return false;
        await applyEffects(tx, effects);
        await engine.endRestoreHold(tx);
        return true;
      });
    },
  };
}
