import { sql } from 'drizzle-orm';
import { COPIED_AT, fromHeader } from './engines/sqlite/backup-mark.ts';
import type { Db } from './engines/sqlite/database.ts';
import { applyEffects, writing, type UpdateEffects } from './update-effects.ts';

/**
 * Whether this database was put back from a copy (see copies.ts). What was sent to phones after the copy was made is not in
 * it, so nothing more is sent until a person says so.
 */
export type RestoreHold = ReturnType<typeof restoreHold>;

export function restoreHold(db: Db) {
  return {
    /** When the copy was made; undefined if this is no copy, or a person has said to go on. */
    async since(): Promise<number | undefined> {
      return heldSince(db);
    },

    /**
     * A person has said to go on. False if there is nothing to go on from: no copy, or another than the one that the person
     * was told of.
     */
    async resume(copiedAt: number, effects: UpdateEffects): Promise<boolean> {
      return writing(db, (tx) => {
        if (heldSince(tx) !== copiedAt) return false;
        applyEffects(tx, effects);
        tx.run(sql.raw(`PRAGMA ${COPIED_AT} = 0`));
        return true;
      });
    },
  };
}

export const heldSince = (db: Db): number | undefined =>
  fromHeader(db.get<Record<string, unknown>>(sql.raw(`PRAGMA ${COPIED_AT}`))?.[COPIED_AT]);
