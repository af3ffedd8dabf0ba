import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Collection, PauseReason } from '../domain/collection.ts';
import { selectCollections } from './collection-rows.ts';
import type { Tx } from './engine.ts';
import { outdateBoard } from './outdate-board.ts';
import { collections } from './schema.ts';

/** Asks nobody of a collection any more until a person says to go on. */
export async function pauseCollection(
  tx: Tx,
  collection: Collection,
  reason: PauseReason,
  at: number,
): Promise<void> {
  await tx
    .update(collections)
    .set({ pause: reason, dueAt: null, dueWallAt: null })
    .where(eq(collections.id, collection.id));
  await outdateBoard(tx, collection, at);
}

/**
 * Pauses every collection of a restored copy in which somebody waits. Without this, one that waits for a limit while the copy is held would
 * go on by itself later.
 */
export async function pauseRestored(tx: Tx, at: number): Promise<void> {
  const waiting = await selectCollections(tx).where(
    and(isNotNull(collections.dueAt), isNull(collections.closedAt)),
  );
  for (const collection of waiting) await pauseCollection(tx, collection, 'restored', at);
}
