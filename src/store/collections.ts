import { and, asc, desc, eq, isNotNull, lte, min } from 'drizzle-orm';
import { MAX_PAYERS } from '../domain/collection.ts';
import { keyOfBot, selectBot } from './bot-identity.ts';
import { addPayers, change, close, resume, remind } from './change-collection.ts';
import { chargeNext, ofNextPayer } from './charge-next-payer.ts';
import { findCollection, readBoard, requireCollection, selectCollections } from './collection-rows.ts';
import { scheduleCollection } from './collection-schedule.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { insertPayers, onceEach } from './insert-payers.ts';
import { ofCollection, ofMerchant, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { newRef } from './new-ref.ts';
import { outdateBoard } from './outdate-board.ts';
import type { PhoneForms } from './phone-forms.ts';
import type {
  CollectionOutcome,
  CollectionPress,
  CollectionRequest,
  Collections,
} from './port/collections.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { equalsUnindexed, LIMIT, NOW, preparedOnce } from './prepared.ts';
import { collections, isOpenCollection } from './schema.ts';
import { addToOutbox, applyEffects } from './update-effects.ts';

/** @param formsOf every form in which a number may be stored */
export function collectionStore(engine: Engine, formsOf: PhoneForms): Collections {
  return {
    create: (request, ...args) =>
      engine.write((tx) => create(tx, request, ...args), ofMerchant(request.merchantId)),
    add: (id, payers, press, react) =>
      engine.write(
        (tx) => change(tx, id, press, react, (found) => addPayers(tx, found, formsOf, payers, press)),
        once(ofCollection(id)),
      ),
    remind: (id, press, react) =>
      engine.write(
        (tx) => change(tx, id, press, react, (found) => remind(tx, found, press)),
        once(ofCollection(id)),
      ),
    resume: (id, press, react) =>
      engine.write(
        (tx) => change(tx, id, press, react, (found) => resume(tx, found, press)),
        once(ofCollection(id)),
      ),
    close: (id, press, react) =>
      engine.write(
        (tx) => change(tx, id, press, react, (found) => close(tx, found, press)),
        once(ofCollection(id)),
      ),
    turnPage: (id, ...args) => engine.write((tx) => turnPage(tx, id, ...args), ofCollection(id)),
    showAgain: (id, ...args) => engine.write((tx) => showAgain(tx, id, ...args), ofCollection(id)),
    byRef: (ref) => engine.read((db) => first(selectCollections(db).where(eq(collections.ref, ref)))),
    board: (id) =>
      engine.read(async (db) => {
        const found = await findCollection(db, id);
        return found === undefined ? undefined : await readBoard(db, found);
      }),
    openIn: (merchantId, chatId, limit) =>
      engine.read((db) =>
        selectCollections(db)
          .where(
            and(
              eq(collections.merchantId, merchantId),
              isOpenCollection,
              equalsUnindexed(collections.chatId, chatId),
            ),
          )
          .orderBy(desc(collections.id))
          .limit(limit),
      ),
    due: (now, limit) => engine.read((db) => dueCollections(db).execute({ now, limit })),
    chargeNext: (id, rule) =>
      engine.write((tx, holds) => chargeNext(engine, tx, holds, formsOf, id, rule), ofNextPayer(id, rule)),
    nextDueAt: () => engine.read(async (db) => (await first(earliestDue(db).execute()))?.at ?? undefined),
  };
}

const isWaiting = isNotNull(collections.dueAt);
const dueCollections = preparedOnce((db) =>
  db
    .select({ id: collections.id, merchantId: collections.merchantId })
    .from(collections)
    .where(and(isWaiting, lte(collections.dueAt, NOW)))
    .orderBy(asc(collections.dueAt), asc(collections.id))
    .limit(LIMIT),
);
const earliestDue = preparedOnce((db) =>
  db
    .select({ at: min(collections.dueAt) })
    .from(collections)
    .where(isWaiting),
);

async function create(
  tx: Tx,
  { idempotencyKey, payers, ...request }: CollectionRequest,
  press: CollectionPress,
  effects: UpdateEffects,
): Promise<CollectionOutcome> {
  const bot = await first(selectBot(tx));
  const key = keyOfBot(idempotencyKey, bot);
  const same = await first(selectCollections(tx).where(eq(collections.idempotencyKey, key)));
  if (same !== undefined) {
    await applyEffects(tx, effects);
    return { kind: 'already', collection: same };
  }
  const member = await memberAt(tx, request.merchantId, press.userId);
  if (member === undefined) return { kind: 'not-a-member' };
  if (!(await applyEffects(tx, effects))) throw new Error('the update was settled without its collection');
  const { id } = await only(
    tx
      .insert(collections)
      .values({ ...request, idempotencyKey: key, ref: newRef(), userId: press.userId, createdAt: press.at })
      .returning({ id: collections.id }),
  );
  const collection = await requireCollection(tx, id);
  await insertPayers(tx, collection, onceEach(payers, new Set()).slice(0, MAX_PAYERS), member, press);
  await scheduleCollection(tx, collection, press, press.steadyAt);
  await outdateBoard(tx, collection, press.at);
  return { kind: 'created', collection: await requireCollection(tx, id) };
}

async function turnPage(tx: Tx, collectionId: number, page: number, effects: UpdateEffects): Promise<void> {
  if (!(await applyEffects(tx, effects))) return;
  const collection = await requireCollection(tx, collectionId);
  if (collection.boardPage === page) return;
  await tx.update(collections).set({ boardPage: page }).where(eq(collections.id, collectionId));
  await outdateBoard(tx, collection, effects.at);
}

async function showAgain(tx: Tx, collectionId: number, effects: UpdateEffects): Promise<void> {
  if (!(await applyEffects(tx, effects))) return;
  const collection = await requireCollection(tx, collectionId);
  const { boardMessageId, chatId } = collection;
  await tx.update(collections).set({ boardMessageId: null }).where(eq(collections.id, collectionId));
  if (boardMessageId !== null)
    await addToOutbox(tx, [{ kind: 'delete', chatId, payload: { message_id: boardMessageId } }], effects.at);
  await outdateBoard(tx, collection, effects.at);
}
