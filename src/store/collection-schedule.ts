import { and, eq, isNotNull, min } from 'drizzle-orm';
import type { Collection } from '../domain/collection.ts';
import { first, type Tx } from './engine.ts';
import { collectionPayers, collections } from './schema.ts';

/**
 * Sets when the next charge of a collection is created: when its next payer is due, and not before `notBefore` (steady time). Never while
 * it is paused.
 */
export async function scheduleCollection(
  tx: Tx,
  { id, pause }: Pick<Collection, 'id' | 'pause'>,
  { at, steadyAt }: { readonly at: number; readonly steadyAt: number },
  notBefore: number,
): Promise<void> {
  const next = await first(
    tx
      .select({ at: min(collectionPayers.dueAt) })
      .from(collectionPayers)
      .where(and(eq(collectionPayers.collectionId, id), isNotNull(collectionPayers.dueAt))),
  );
  const dueAt = pause !== null || next?.at == null ? null : Math.max(next.at, notBefore);
  await tx
    .update(collections)
    .set({ dueAt, dueWallAt: dueAt === null ? null : at + dueAt - steadyAt })
    .where(eq(collections.id, id));
}
