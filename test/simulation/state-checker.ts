import { and, eq, gt, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { VelocityLimit } from '../../src/domain/velocity-limit.ts';
import type { Db } from '../support/sqlite.ts';
import { charges, members } from '../../src/store/schema.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Store } from '../../src/store/port/store.ts';
import { REPEAT_WINDOW_MS } from '../../src/domain/closed-charge.ts';
import type { Push } from './fake-gateway.ts';
import type { CollectionsSeen } from './collection-watch.ts';
import { peopleOf, SHOPS } from './shops.ts';
import type { World } from './world.ts';

/** What was committed, even if the database is lost. */
export interface Seen {
  /** Idempotency keys of charges. */
  readonly taken: Set<string>;
  /** Until when a transaction had to be watched, in elapsed time. */
  readonly watchedUntil: Map<string, number>;
  /** When the watch of a transaction ended, in elapsed time. */
  readonly expiredAt: Map<string, number>;
  /** Whether two programs have run at once. */
  hadSecondProgram: boolean;
  readonly collections: CollectionsSeen;
}

/** Names a person at a shop: the same person may work at another one. */
export const placeOf = (merchantId: number, userId: number): string => `${userId} at ${merchantId}`;

/** Returns a store whose commits are observed and checked. */
export function checkedStore(
  store: Omit<Store, 'close'>,
  {
    world,
    seen,
    watchFor,
    db,
  }: { readonly world: World; readonly seen: Seen; readonly watchFor: number; readonly db: () => Db },
  onTaken: () => void,
): Store {
  return {
    ...store,
    close: () => undefined,
    collections: seen.collections.watched(store.collections, db, (key) => seen.taken.add(key)),
    merchants: {
      ...store.merchants,
      async unlink(...args) {
        seen.collections.unlinkAsked.add(args[1]);
        const isUnlinked = await store.merchants.unlink(...args);
        if (isUnlinked) seen.collections.unlinkedAt.set(args[1], world.clock.elapsed());
        return isUnlinked;
      },
    },
    charges: {
      ...store.charges,
      async create(...args) {
        const outcome = await store.charges.create(...args);
        if (outcome.kind !== 'created') return outcome;
        const { idempotencyKey, merchantId, userId } = args[0];
        seen.taken.add(idempotencyKey);
        if (world.removed.has(placeOf(merchantId, userId ?? 0)))
          world.caught.push(`${idempotencyKey} was taken from somebody who was removed`);
        onTaken();
        return outcome;
      },
      async move(...args) {
        const outcome = await store.charges.move(...args);
        if (outcome.kind !== 'moved') return outcome;
        const { id, transactionId } = outcome.charge;
        const { to } = args[0];
        if (to === 'pending') seen.watchedUntil.set(transactionId ?? '', world.clock.elapsed() + watchFor);
        if (to === 'expired') seen.expiredAt.set(transactionId ?? '', world.clock.elapsed());
        world.note(`#${id} → ${to}`);
        return outcome;
      },
    },
    members: {
      ...store.members,
      async remove(...args) {
        const removal = await store.members.remove(...args);
        if (removal.kind === 'removed') {
          world.removed.add(placeOf(args[0], args[1]));
          world.note(`${args[1]} is removed from ${args[0]}`);
        }
        return removal;
      },
    },
    restoreHold: {
      ...store.restoreHold,
      async resume(...args) {
        const isResumed = await store.restoreHold.resume(...args);
        if (isResumed) world.held = false;
        return isResumed;
      },
    },
  };
}

/** Returns who is removed according to a database: a restored copy may still have people who were removed later. */
export function removedIn(db: Db): Set<string> {
  const here = new Set(
    db
      .select()
      .from(members)
      .all()
      .map(({ merchantId, userId }) => placeOf(merchantId, userId)),
  );
  const all = SHOPS.flatMap((shop) => peopleOf(shop).map((userId) => placeOf(shop.merchantId, userId)));
  return new Set(all.filter((place) => !here.has(place)));
}

/** The charges that count for a limit. Of a person and a shop, all do; of a phone, those that may have reached it. */
function countedFor({ of }: VelocityLimit, { msisdn, merchantId, userId }: typeof charges.$inferSelect) {
  switch (of) {
    case 'phone':
      return and(eq(charges.msisdn, msisdn), notInArray(charges.state, ['declined', 'canceled']));
    case 'member':
      return and(eq(charges.merchantId, merchantId), eq(charges.userId, userId ?? 0));
    case 'merchant':
      return eq(charges.merchantId, merchantId);
  }
}

/** Returns the charge of a push, which a gateway does not know. Records a push that must not happen now. */
export function chargeOf(push: Push, db: Db, velocityLimits: readonly VelocityLimit[], world: World): Charge {
  const { msisdn, amountKes } = push;
  const [charge] = db
    .select()
    .from(charges)
    .where(and(eq(charges.msisdn, msisdn), eq(charges.amountKes, amountKes)))
    .orderBy(sql`${charges.state} = 'pushing' DESC, ${charges.state} = 'created' DESC, ${charges.id} DESC`)
    .limit(1)
    .all();
  if (charge === undefined) throw new Error('a push that nobody asked for');
  // By the store's own times, and by the present states of the other charges.
  const since = (ms: number) =>
    and(
      eq(charges.msisdn, msisdn),
      lt(charges.id, charge.id),
      gt(charges.createdSteadyAt, charge.createdSteadyAt - ms),
    );
  const open = db
    .select()
    .from(charges)
    .where(and(since(REPEAT_WINDOW_MS), inArray(charges.state, ['created', 'pushing', 'pending', 'unknown'])))
    .all();
  // The shop's own word that the customer cancelled frees the phone for that shop.
  const isCancelled = (other: (typeof open)[number]): boolean =>
    other.closeReason === 'customer-cancelled' && other.merchantId === charge.merchantId;
  for (const other of open.filter((each) => !isCancelled(each)))
    world.caught.push(`#${charge.id} was pushed to a phone with a prompt of #${other.id}, ${other.state}`);
  for (const limit of velocityLimits) {
    const before = and(
      lt(charges.id, charge.id),
      gt(charges.createdSteadyAt, charge.createdSteadyAt - limit.withinMs),
    );
    const sent = db
      .select()
      .from(charges)
      .where(and(before, countedFor(limit, charge)))
      .all();
    // A collection leaves a quarter of the limits of a person and a shop to the counter.
    const isShared = charge.collectionPayerId !== null && limit.of !== 'phone';
    const most = isShared ? Math.floor(limit.count * 0.75) : limit.count;
    if (sent.length >= most)
      world.caught.push(`#${charge.id} was pushed above the velocity limit of ${most} of a ${limit.of}`);
  }
  return { ...charge, customerName: null, message: null };
}
