import { and, asc, desc, eq, inArray, isNotNull, lte, min } from 'drizzle-orm';
import { hasPaid, MAX_PAYERS, mayRemind, type Collection } from '../domain/collection.ts';
import type { DraftPayer } from '../domain/draft.ts';
import type { Member } from '../domain/member.ts';
import { isAtLeast } from '../domain/roles.ts';
import { keyOfBot } from './bot-identity.ts';
import { chargeNext } from './charge-next-payer.ts';
import { closeCharges } from './close-collection.ts';
import { findCollection, readBoard, requireCollection, selectCollections } from './collection-rows.ts';
import { scheduleCollection } from './collection-schedule.ts';
import { first, only, type Engine, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { newRef } from './new-ref.ts';
import { outdateBoard } from './outdate-board.ts';
import type { PhoneForms } from './phone-forms.ts';
import type {
  CollectionChange,
  CollectionOutcome,
  CollectionPress,
  CollectionRequest,
  Collections,
} from './port/collections.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { equalsUnindexed } from './prepared.ts';
import { collectionPayers, collections, isOpenCollection, program } from './schema.ts';
import { addToOutbox, applyEffects } from './update-effects.ts';

/** @param formsOf every form in which a number may be stored */
export function collectionStore(engine: Engine, formsOf: PhoneForms): Collections {
  return {
    create: (...args) => engine.write((tx) => create(tx, ...args)),
    add: (id, payers, press, react) =>
      engine.write((tx) =>
        change(tx, id, press, react, (found) => addPayers(tx, found, formsOf, payers, press)),
      ),
    remind: (id, press, react) =>
      engine.write((tx) => change(tx, id, press, react, (found) => remind(tx, found, press))),
    goOn: (id, press, react) =>
      engine.write((tx) => change(tx, id, press, react, (found) => goOn(tx, found, press))),
    close: (id, press, react) =>
      engine.write((tx) => change(tx, id, press, react, (found) => close(tx, found, press))),
    turnPage: (...args) => engine.write((tx) => turnPage(tx, ...args)),
    showAgain: (...args) => engine.write((tx) => showAgain(tx, ...args)),
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
    due: (now, limit) =>
      engine.read((db) =>
        db
          .select({ id: collections.id, merchantId: collections.merchantId })
          .from(collections)
          .where(and(isNotNull(collections.dueAt), lte(collections.dueAt, now)))
          .orderBy(asc(collections.dueAt), asc(collections.id))
          .limit(limit),
      ),
    chargeNext: (id, rule) => engine.write((tx) => chargeNext(engine, tx, formsOf, id, rule)),
    nextDueAt: () =>
      engine.read(
        async (db) =>
          (
            await first(
              db
                .select({ at: min(collections.dueAt) })
                .from(collections)
                .where(isNotNull(collections.dueAt)),
            )
          )?.at ?? undefined,
      ),
  };
}

async function create(
  tx: Tx,
  { idempotencyKey, payers, ...request }: CollectionRequest,
  press: CollectionPress,
  effects: UpdateEffects,
): Promise<CollectionOutcome> {
  const bot = await first(tx.select({ botId: program.botId, firstBotId: program.firstBotId }).from(program));
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

/** What a change is about, once it is known who asks for it. */
interface Found {
  readonly collection: Collection;
  readonly member: Member;
}

/** Looks whether a person may change a collection, changes it, and commits what the update leaves behind. */
async function change(
  tx: Tx,
  collectionId: number,
  press: CollectionPress,
  react: (change: CollectionChange) => UpdateEffects,
  act: (
    found: Found,
  ) => Promise<{ readonly change: CollectionChange; readonly commit?: () => Promise<void> }>,
): Promise<CollectionChange> {
  const collection = await requireCollection(tx, collectionId);
  const member = await memberAt(tx, collection.merchantId, press.userId);
  const may =
    member !== undefined && (isAtLeast(member.role, 'manager') || collection.userId === press.userId);
  const isOver = collection.closedAt !== null;
  const { change: outcome, commit } = !may
    ? { change: { kind: 'forbidden' } as const }
    : isOver
      ? { change: { kind: 'nothing' } as const }
      : await act({ collection, member });
  if (!(await applyEffects(tx, react(outcome)))) return outcome;
  if (commit === undefined) return outcome;
  await commit();
  await outdateBoard(tx, collection, press.at);
  return outcome;
}

async function addPayers(
  tx: Tx,
  { collection, member }: Found,
  formsOf: PhoneForms,
  payers: readonly DraftPayer[],
  press: CollectionPress,
): ReturnType<Parameters<typeof change>[4]> {
  const there = await tx
    .select({ msisdn: collectionPayers.msisdn })
    .from(collectionPayers)
    .where(eq(collectionPayers.collectionId, collection.id));
  const known = new Set<string>(there.map(({ msisdn }) => msisdn));
  // Nor those who were erased from it.
  const added = onceEach(payers, known).filter(
    ({ msisdn }) => !formsOf(msisdn).some((form) => known.has(form)),
  );
  const room = MAX_PAYERS - there.length;
  if (added.length > room) return { change: { kind: 'full', room } };
  if (added.length === 0) return { change: { kind: 'nothing' } };
  return {
    change: { kind: 'done', count: added.length },
    async commit() {
      await insertPayers(tx, collection, added, member, press);
      await scheduleCollection(tx, collection, press, press.steadyAt);
    },
  };
}

/** Leaves out those who are there already or come twice. */
function onceEach(payers: readonly DraftPayer[], there: ReadonlySet<string>): readonly DraftPayer[] {
  const seen = new Set(there);
  return payers.filter(({ msisdn }) => {
    if (seen.has(msisdn)) return false;
    seen.add(msisdn);
    return true;
  });
}

async function insertPayers(
  tx: Tx,
  collection: Collection,
  payers: readonly DraftPayer[],
  { userId, name }: Member,
  { steadyAt }: CollectionPress,
): Promise<void> {
  if (payers.length === 0) return;
  await tx.insert(collectionPayers).values(
    payers.map((payer) => ({
      collectionId: collection.id,
      msisdn: payer.msisdn,
      name: payer.name,
      amountKes: payer.amountKes ?? collection.amountKes,
      state: 'waiting' as const,
      askedBy: userId,
      askedByName: name,
      dueAt: steadyAt,
    })),
  );
}

async function remind(
  tx: Tx,
  { collection, member }: Found,
  press: CollectionPress,
): ReturnType<Parameters<typeof change>[4]> {
  const { payers } = await readBoard(tx, collection);
  const asked = payers.filter((payer) => !hasPaid(payer) && mayRemind(payer)).map(({ id }) => id);
  if (asked.length === 0) return { change: { kind: 'nothing' } };
  return {
    change: { kind: 'done', count: asked.length },
    async commit() {
      await tx
        .update(collectionPayers)
        .set({
          state: 'waiting',
          refusal: null,
          askedBy: member.userId,
          askedByName: member.name,
          dueAt: press.steadyAt,
        })
        .where(inArray(collectionPayers.id, asked));
      await scheduleCollection(tx, collection, press, press.steadyAt);
    },
  };
}

async function goOn(
  tx: Tx,
  { collection }: Found,
  press: CollectionPress,
): ReturnType<Parameters<typeof change>[4]> {
  if (collection.pause === null) return { change: { kind: 'nothing' } };
  const waiting = await tx
    .select({ id: collectionPayers.id })
    .from(collectionPayers)
    .where(and(eq(collectionPayers.collectionId, collection.id), isNotNull(collectionPayers.dueAt)));
  return {
    change: { kind: 'done', count: waiting.length },
    async commit() {
      await tx.update(collections).set({ pause: null }).where(eq(collections.id, collection.id));
      await scheduleCollection(tx, { ...collection, pause: null }, press, press.steadyAt);
    },
  };
}

async function close(
  tx: Tx,
  { collection, member }: Found,
  press: CollectionPress,
): ReturnType<Parameters<typeof change>[4]> {
  const { payers } = await readBoard(tx, collection);
  const unpaid = payers.filter((payer) => !hasPaid(payer));
  return {
    change: { kind: 'done', count: unpaid.length },
    async commit() {
      await tx
        .update(collectionPayers)
        .set({ state: 'left', dueAt: null })
        .where(and(eq(collectionPayers.collectionId, collection.id), isNotNull(collectionPayers.dueAt)));
      await tx
        .update(collections)
        .set({
          closedAt: press.at,
          closedBy: press.userId,
          closedByName: member.name,
          pause: null,
          // Its pushed charges are closed a few at a time: see charge-next-payer.ts.
          dueAt: press.steadyAt,
          dueWallAt: press.at,
        })
        .where(eq(collections.id, collection.id));
      // No prompt leaves after this. There are few such charges: the collection waits for them before it asks more.
      const closing = {
        id: collection.id,
        closedBy: press.userId,
        closedByName: member.name,
        closedAt: press.at,
      };
      await closeCharges(tx, closing, ['created'], press.at, MAX_PAYERS);
    },
  };
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
