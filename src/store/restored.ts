import { sql } from 'drizzle-orm';
import { COPIED_AT, fromHeader } from './copied-at.ts';
import type { Db } from './database.ts';
import { applyReaction, writing, type Reaction } from './reaction.ts';

/**
 * Whether this database was put back from a copy (see copies.ts). What was sent to phones after the copy was made is not in
 * it, so nothing more is sent until a person says so.
 */
export type Restored = ReturnType<typeof restoredStore>;

export function restoredStore(db: Db) {
  return {
    /** When the copy was made; undefined if this is no copy, or a person has said to go on. */
    async since(): Promise<number | undefined> {
      return restoredSince(db);
    },

    /**
     * A person has said to go on. False if there is nothing to go on from: no copy, or another than the one that the person
     * was told of.
     */
    async goOn(copiedAt: number, reaction: Reaction): Promise<boolean> {
      return writing(db, (tx) => {
        if (restoredSince(tx) !== copiedAt) return false;
        applyReaction(tx, reaction);
        tx.run(sql.raw(`PRAGMA ${COPIED_AT} = 0`));
        return true;
      });
    },
  };
}

export const restoredSince = (db: Db): number | undefined =>
  fromHeader(db.get<Record<string, unknown>>(sql.raw(`PRAGMA ${COPIED_AT}`))?.[COPIED_AT]);
