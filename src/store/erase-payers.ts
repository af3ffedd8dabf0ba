import { and, asc, desc, eq, inArray, lt, lte, notExists, sql } from 'drizzle-orm';
import { statesWhere } from '../domain/charge-states.ts';
import { asErased, isErased, type Msisdn } from '../domain/msisdn.ts';
import { requireCollection } from './collection-rows.ts';
import { first, type Tx } from './engine.ts';
import { outdateBoard } from './outdate-board.ts';
import type { PhoneHash } from './port/phones.ts';
import { charges, collectionPayers, collections, hasWholePayerNumber } from './schema.ts';

/**
 * Takes a number out of a merchant's collections: it is not asked any more.
 *
 * @param hash erases the number and the name beside it; undefined while a charge to it is open, which needs the number
 */
export async function erasePayer(
  tx: Tx,
  merchantId: number,
  msisdn: Msisdn,
  hash: PhoneHash | undefined,
  at: number,
): Promise<void> {
  const found = await tx
    .select({
      id: collectionPayers.id,
      collectionId: collectionPayers.collectionId,
      state: collectionPayers.state,
    })
    .from(collectionPayers)
    .innerJoin(collections, eq(collections.id, collectionPayers.collectionId))
    .where(and(eq(collectionPayers.msisdn, msisdn), eq(collections.merchantId, merchantId)));
  for (const { id, state } of found)
    await tx
      .update(collectionPayers)
      .set({
        name: null,
        ...(state === 'waiting' ? { state: 'left', dueAt: null } : {}),
        ...(hash === undefined ? {} : { msisdn: asErased(hash(msisdn)) }),
      })
      .where(eq(collectionPayers.id, id));
  await outdateWaiting(tx, found, at);
}

/** Makes the boards due that show an erased payer as one to be asked. What else they say was said, and stays. */
async function outdateWaiting(
  tx: Tx,
  erased: readonly Pick<typeof collectionPayers.$inferSelect, 'collectionId' | 'state'>[],
  at: number,
): Promise<void> {
  const waited = erased.filter(({ state }) => state === 'waiting').map(({ collectionId }) => collectionId);
  for (const id of new Set(waited)) await outdateBoard(tx, await requireCollection(tx, id), at);
}

type OldPayer = Pick<typeof collectionPayers.$inferSelect, 'id' | 'msisdn' | 'collectionId' | 'state'> & {
  readonly merchantId: number;
};

/** Returns at most `limit` payers of collections that were begun before a moment, and whose charges are all over. */
export async function oldPayers(tx: Tx, before: number, limit: number): Promise<readonly OldPayer[]> {
  const open = tx
    .select({ id: charges.id })
    .from(charges)
    .where(
      and(
        eq(charges.collectionPayerId, collectionPayers.id),
        inArray(charges.state, [...statesWhere('open')]),
      ),
    );
  // Collections are numbered in the order of their time.
  const last = await first(
    tx
      .select({ id: collections.id })
      .from(collections)
      .where(lt(collections.createdAt, before))
      .orderBy(desc(collections.createdAt))
      .limit(1),
  );
  if (last === undefined) return [];
  return await tx
    .select({
      id: collectionPayers.id,
      msisdn: collectionPayers.msisdn,
      collectionId: collectionPayers.collectionId,
      state: collectionPayers.state,
      merchantId: collections.merchantId,
    })
    .from(collectionPayers)
    .innerJoin(collections, eq(collections.id, collectionPayers.collectionId))
    .where(and(hasWholePayerNumber, lte(collectionPayers.collectionId, last.id), notExists(open)))
    .orderBy(asc(collectionPayers.collectionId))
    .limit(limit);
}

/** Erases the numbers and names of payers. They are not asked any more. */
export async function eraseOldPayers(
  tx: Tx,
  old: readonly OldPayer[],
  hash: PhoneHash,
  at: number,
): Promise<void> {
  for (const { id, msisdn } of old) {
    if (isErased(msisdn)) continue;
    await tx
      .update(collectionPayers)
      .set({
        msisdn: asErased(hash(msisdn)),
        name: null,
        state: sql`CASE state WHEN 'waiting' THEN 'left' ELSE state END`,
        dueAt: null,
      })
      .where(eq(collectionPayers.id, id));
  }
  await outdateWaiting(tx, old, at);
}
