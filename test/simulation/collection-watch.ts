import { and, eq, gt, inArray, isNotNull, isNull, lt, max } from 'drizzle-orm';
import { chargeEvents, charges, collectionPayers, collections } from '../../src/store/schema.ts';
import type { Collections } from '../../src/store/port/collections.ts';
import type { Db } from '../support/sqlite.ts';
import { placeOf } from './state-checker.ts';
import type { World } from './world.ts';

/** After this long without the program, nobody is asked before a person says to go on. */
const LATE_MS = 10 * 60_000;

/**
 * What people have said of collections, by the numbers of the audit log's rows at that moment. It is about the present database: see
 * `restored`.
 */
export interface CollectionsSeen {
  /** Collections that were closed, with the last row of the audit log before that. */
  readonly closedAfter: ReadonlyMap<number, number>;
  /** How often a reminder was taken, by collection. */
  readonly reminders: ReadonlyMap<number, number>;
  /** Payers who are not to be asked until a person says to go on, with the last row of the audit log before that. */
  readonly held: ReadonlyMap<number, number>;
  /** When a group was unlinked, in elapsed time. */
  readonly unlinkedAt: Map<number, number>;
  /** Groups that may have been unlinked: the program may die before it hears that they were. */
  readonly unlinkAsked: Set<number>;
  /** The database was put back from a copy. */
  restored(db: Db): void;
  /** The program starts after it was away, by a clock that is right. */
  away(db: Db, now: number): void;
  /** Returns the store's collections, observed. `db` gives the present database. */
  watched(port: Collections, db: () => Db, taken: (idempotencyKey: string) => void): Collections;
}

export function collectionsSeen(world: World): CollectionsSeen {
  const closedAfter = new Map<number, number>();
  const reminders = new Map<number, number>();
  const held = new Map<number, number>();
  const unlinkedAt = new Map<number, number>();
  /** Held payers of collections that are late and not paused yet. */
  const late = new Set<number>();

  /** A person who reminds or adds wants prompts now: one that was late, and is not paused, is late no more. */
  const wanted = (db: Db, collectionId: number): void => {
    for (const id of waitingOrAsked(db, collectionId)) if (late.delete(id)) held.delete(id);
  };
  const hold = (db: Db, payers: readonly number[]): void => {
    const after = lastEvent(db);
    for (const id of payers) if (!held.has(id)) held.set(id, after);
  };

  return {
    closedAfter,
    reminders,
    held,
    unlinkedAt,
    unlinkAsked: new Set(),
    restored(db) {
      for (const map of [closedAfter, reminders, held, unlinkedAt]) map.clear();
      for (const { id, closedAt } of db.select().from(collections).all()) {
        if (closedAt !== null) closedAfter.set(id, lastEvent(db));
        reminders.set(id, Math.max(0, ...roundsOf(db, id).map((rounds) => rounds - 1)));
      }
      hold(db, waitingIn(db));
    },
    away(db, now) {
      const isLate = and(isNotNull(collections.dueAt), lt(collections.dueWallAt, now - LATE_MS - 1_000));
      for (const { id } of db.select().from(collections).where(isLate).all()) {
        const waiting = waitingIn(db, id);
        for (const payer of waiting) if (!held.has(payer)) late.add(payer);
        hold(db, waiting);
      }
    },
    watched: (port, db, taken) => ({
      ...port,
      async create(...args) {
        const outcome = await port.create(...args);
        if (outcome.kind === 'not-a-member') return outcome;
        const [{ idempotencyKey, merchantId }, { userId }] = args;
        taken(idempotencyKey);
        if (outcome.kind === 'created' && world.removed.has(placeOf(merchantId, userId)))
          world.caught.push(`${idempotencyKey} was taken from somebody who was removed`);
        world.note(`collection ${outcome.collection.id}: ${outcome.kind} by ${idempotencyKey}`);
        return outcome;
      },
      async remind(...args) {
        const outcome = await port.remind(...args);
        if (outcome.kind === 'done') reminders.set(args[0], (reminders.get(args[0]) ?? 0) + 1);
        if (outcome.kind === 'done') wanted(db(), args[0]);
        world.note(`collection ${args[0]}: remind: ${outcome.kind}`);
        return outcome;
      },
      async add(...args) {
        const outcome = await port.add(...args);
        if (outcome.kind === 'done') wanted(db(), args[0]);
        return outcome;
      },
      async close(...args) {
        const outcome = await port.close(...args);
        if (outcome.kind === 'done') closedAfter.set(args[0], lastEvent(db()));
        world.note(`collection ${args[0]}: close: ${outcome.kind}`);
        return outcome;
      },
      async resume(...args) {
        // They were held until this moment.
        world.caught.push(...askedThoughHeld(db(), held, waitingOrAsked(db(), args[0])));
        const outcome = await port.resume(...args);
        world.note(`collection ${args[0]}: go on: ${outcome.kind}`);
        if (outcome.kind === 'done') for (const id of waitingOrAsked(db(), args[0])) held.delete(id);
        return outcome;
      },
      async chargeNext(...args) {
        const outcome = await port.chargeNext(...args);
        world.note(`collection ${args[0]}: next: ${outcome}`);
        if (outcome === 'paused') {
          const waiting = waitingIn(db(), args[0]);
          for (const id of waiting) late.delete(id);
          hold(db(), waiting);
        }
        return outcome;
      },
    }),
  };
}

/** Returns the charges of held payers that were created since they are held. */
export function askedThoughHeld(
  db: Db,
  held: ReadonlyMap<number, number>,
  payers: readonly number[] = [...held.keys()],
): readonly string[] {
  return payers.flatMap((id) => {
    const after = held.get(id);
    return after === undefined
      ? []
      : createdSince(db, id, after).map(
          (chargeId) => `#${chargeId} was asked for though its collection waited for a person to go on`,
        );
  });
}

const createdSince = (db: Db, payerId: number, after: number): readonly number[] =>
  db
    .select({ id: charges.id })
    .from(charges)
    .innerJoin(chargeEvents, eq(chargeEvents.chargeId, charges.id))
    .where(and(eq(charges.collectionPayerId, payerId), isNull(chargeEvents.from), gt(chargeEvents.id, after)))
    .all()
    .map(({ id }) => id);

/** The number of the audit log's last row. */
const lastEvent = (db: Db): number =>
  db
    .select({ id: max(chargeEvents.id) })
    .from(chargeEvents)
    .get()?.id ?? 0;

const payersOf = (db: Db, collectionId: number) =>
  db.select().from(collectionPayers).where(eq(collectionPayers.collectionId, collectionId)).all();

const waitingOrAsked = (db: Db, collectionId: number): readonly number[] =>
  payersOf(db, collectionId).map(({ id }) => id);

/** Payers who wait, of one collection or of all. */
const waitingIn = (db: Db, collectionId?: number): readonly number[] =>
  db
    .select()
    .from(collectionPayers)
    .where(
      and(
        eq(collectionPayers.state, 'waiting'),
        collectionId === undefined ? undefined : eq(collectionPayers.collectionId, collectionId),
      ),
    )
    .all()
    .map(({ id }) => id);

/** Returns how often each payer was asked or is to be asked. */
function roundsOf(db: Db, collectionId: number): readonly number[] {
  const payers = payersOf(db, collectionId);
  const ids = payers.map(({ id }) => id);
  const asked = db.select().from(charges).where(inArray(charges.collectionPayerId, ids)).all();
  return payers.map(
    ({ id, state }) =>
      asked.filter(({ collectionPayerId }) => collectionPayerId === id).length +
      (state === 'waiting' ? 1 : 0),
  );
}
