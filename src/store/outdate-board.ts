import { eq, sql } from 'drizzle-orm';
import type { Collection } from '../domain/collection.ts';
import { collectionOfPayer } from './collection-rows.ts';
import type { Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { collections, outbox } from './schema.ts';
import { linkOf } from './unlinking.ts';

type Shown = Pick<Collection, 'id' | 'merchantId' | 'userId' | 'chatId' | 'chatKind'>;

/**
 * Makes a collection's board due, because it shows something outdated. A board in a group that is no longer the merchant's, or in the
 * private chat of a former member, is no longer updated.
 */
export async function outdateBoard(tx: Tx, board: Shown, at: number): Promise<void> {
  const { id, merchantId, userId, chatId, chatKind } = board;
  await tx
    .update(collections)
    .set({ revision: sql`${collections.revision} + 1` })
    .where(eq(collections.id, id));
  const isTheirs =
    chatKind === 'group'
      ? (await linkOf(tx, chatId))?.merchantId === merchantId
      : (await memberAt(tx, merchantId, userId)) !== undefined;
  if (!isTheirs) return;
  // One waiting row is enough: what the board says is read when it is sent.
  await tx
    .insert(outbox)
    .values({ kind: 'card', chatId, collectionId: id, merchantId, createdAt: at, dueAt: 0 })
    .onConflictDoNothing();
}

/** Makes the board due that shows a payer. */
export async function outdateBoardOf(tx: Tx, payerId: number, at: number): Promise<void> {
  const collection = await collectionOfPayer(tx, payerId);
  if (collection !== undefined) await outdateBoard(tx, collection, at);
}
