import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { hasPaid, MAX_PAYERS, mayRemind, type Collection } from '../domain/collection.ts';
import type { DraftPayer } from '../domain/draft.ts';
import type { Member } from '../domain/member.ts';
import { isAtLeast } from '../domain/roles.ts';
import { closeCharges } from './close-collection.ts';
import { readBoard, requireCollection } from './collection-rows.ts';
import { scheduleCollection } from './collection-schedule.ts';
import type { Tx } from './engine.ts';
import { insertPayers, onceEach } from './insert-payers.ts';
import { memberAt } from './membership-queries.ts';
import { outdateBoard } from './outdate-board.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { CollectionChange, CollectionPress } from './port/collections.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { collectionPayers, collections } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** What a change is about, once it is known who asks for it. */
interface Found {
  readonly collection: Collection;
  readonly member: Member;
}

/** What is told of a change, and what is committed if the update that asked for it still waits. */
interface Change {
  readonly change: CollectionChange;
  readonly commit?: () => Promise<void>;
}

/** Looks whether a person may change a collection, changes it, and commits what the update leaves behind. */
export async function change(
  tx: Tx,
  collectionId: number,
  press: CollectionPress,
  react: (change: CollectionChange) => UpdateEffects,
  act: (found: Found) => Promise<Change>,
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

export async function addPayers(
  tx: Tx,
  { collection, member }: Found,
  formsOf: PhoneForms,
  payers: readonly DraftPayer[],
  press: CollectionPress,
): Promise<Change> {
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

export async function remind(tx: Tx, { collection, member }: Found, press: CollectionPress): Promise<Change> {
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

export async function resume(tx: Tx, { collection }: Found, press: CollectionPress): Promise<Change> {
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

export async function close(tx: Tx, { collection, member }: Found, press: CollectionPress): Promise<Change> {
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
