import { and, asc, eq, inArray, isNotNull, notExists, sql } from 'drizzle-orm';
import type { Board, Collection, PayersCharge } from '../domain/collection.ts';
import { statesWhere } from '../domain/charge-states.ts';
import { first, type Tx } from './engine.ts';
import { refundedOf } from './refund-queries.ts';
import { charges, collectionPayers, collections, customers } from './schema.ts';

/** The columns of a `Collection`. */
const collectionRow = {
  id: collections.id,
  merchantId: collections.merchantId,
  ref: collections.ref,
  userId: collections.userId,
  amountKes: collections.amountKes,
  note: collections.note,
  createdAt: collections.createdAt,
  chatId: collections.chatId,
  chatKind: collections.chatKind,
  threadId: collections.threadId,
  commandMessageId: collections.commandMessageId,
  commandWord: collections.commandWord,
  language: collections.language,
  shop: collections.shop,
  boardMessageId: collections.boardMessageId,
  boardPage: collections.boardPage,
  revision: collections.revision,
  dueAt: collections.dueAt,
  dueWallAt: collections.dueWallAt,
  pause: collections.pause,
  closedAt: collections.closedAt,
  closedByName: collections.closedByName,
} as const;

export const selectCollections = (db: Tx) => db.select(collectionRow).from(collections);

export const findCollection = async (db: Tx, id: number): Promise<Collection | undefined> =>
  await first(selectCollections(db).where(eq(collections.id, id)));

/** @throws if there is no such collection: callers have its id from the store */
export async function requireCollection(db: Tx, id: number): Promise<Collection> {
  const found = await findCollection(db, id);
  if (found === undefined) throw new Error(`no collection ${id}`);
  return found;
}

/** The collection of a payer. */
export const collectionOfPayer = async (db: Tx, payerId: number): Promise<Collection | undefined> =>
  await first(
    selectCollections(db)
      .innerJoin(collectionPayers, eq(collectionPayers.collectionId, collections.id))
      .where(eq(collectionPayers.id, payerId)),
  );

/** Reads a collection's payers with their charges. A board has at most 200 payers, with a few charges each. */
export async function readBoard(db: Tx, collection: Collection): Promise<Board> {
  const payers = await db
    .select({
      id: collectionPayers.id,
      msisdn: collectionPayers.msisdn,
      customerName: sql<string | null>`coalesce(${customers.name}, ${collectionPayers.name})`,
      amountKes: collectionPayers.amountKes,
      state: collectionPayers.state,
      refusal: collectionPayers.refusal,
      dueAt: collectionPayers.dueAt,
    })
    .from(collectionPayers)
    .leftJoin(
      customers,
      and(eq(customers.merchantId, collection.merchantId), eq(customers.msisdn, collectionPayers.msisdn)),
    )
    .where(eq(collectionPayers.collectionId, collection.id));
  const all = await chargesOfPayers(
    db,
    payers.map(({ id }) => id),
  );
  return {
    collection,
    payers: payers
      .toSorted((a, b) => a.id - b.id)
      .map((payer) => Object.assign(payer, { charges: all.get(payer.id) ?? [] })),
  };
}

/** Whether all payers of a collection have paid (see `hasPaid`). It looks no further than to the first who has not. */
export async function haveAllPaid(db: Tx, collectionId: number): Promise<boolean> {
  const paid = db
    .select({ id: charges.id })
    .from(charges)
    .where(
      and(
        eq(charges.collectionPayerId, collectionPayers.id),
        inArray(charges.state, [...statesWhere('countsAsPaid')]),
      ),
    );
  const unpaid = db
    .select({ id: collectionPayers.id })
    .from(collectionPayers)
    .where(and(eq(collectionPayers.collectionId, collectionId), notExists(paid)));
  return (await first(unpaid.limit(1))) === undefined;
}

const NONE: ReadonlyMap<number, number> = new Map();

/** Returns the charges of some payers, by payer, the oldest first. */
export async function chargesOfPayers(
  db: Tx,
  payerIds: readonly number[],
): Promise<ReadonlyMap<number, readonly PayersCharge[]>> {
  const rows = await db
    .select({
      payerId: charges.collectionPayerId,
      id: charges.id,
      ref: charges.ref,
      number: charges.number,
      state: charges.state,
      amountKes: charges.amountKes,
      receipt: charges.receipt,
      paidAt: charges.paidAt,
      mismatch: charges.mismatch,
      markedByName: charges.markedByName,
      closedAt: charges.closedAt,
      closeReason: charges.closeReason,
      gatewayMessage: charges.gatewayMessage,
    })
    .from(charges)
    .where(and(isNotNull(charges.collectionPayerId), inArray(charges.collectionPayerId, [...payerIds])))
    .orderBy(asc(charges.collectionPayerId), asc(charges.id));
  const paid = rows.filter(({ paidAt }) => paidAt !== null).map(({ id }) => id);
  const refunded = paid.length === 0 ? NONE : await refundedOf(db, paid);
  const byPayer = new Map<number, PayersCharge[]>();
  for (const { payerId, ...charge } of rows) {
    if (payerId === null) continue;
    const its = byPayer.get(payerId) ?? [];
    its.push({ ...charge, refundedKes: refunded.get(charge.id) ?? 0 });
    byPayer.set(payerId, its);
  }
  return byPayer;
}
