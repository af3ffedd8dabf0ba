import { and, desc, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import { isPaid } from '../../../src/domain/charge.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import type { AdmissionRule } from '../../../src/store/port/admission-rule.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { charges, collectionPayers, collections, outbox } from '../../../src/store/schema.ts';
import type { Db } from '../../support/sqlite.ts';
import { placeOfBoard } from '../boards.ts';
import type { FakeTelegram } from '../fake-telegram.ts';
import type { SeededBug } from '../seeded-bug.ts';

type PayerRow = typeof collectionPayers.$inferSelect;

/** Faults in whom a collection asks, and in what its board and its messages tell. */
export const COLLECTIONS: Readonly<Record<string, SeededBug>> = {
  'a board counts as shown although it changed meanwhile': {
    from: 46,
    given: { collects: true },
    breaks: /was not announced|the board of/,
    store: (store, db) => ({
      ...store,
      outbox: {
        ...store.outbox,
        boardShown(row, shown, ...rest) {
          const now = db.select().from(collections).where(eq(collections.id, shown.id)).get();
          return store.outbox.boardShown(row, { ...shown, revision: now?.revision ?? 0 }, ...rest);
        },
      },
    }),
  },
  'a board that was deleted is not sent again': {
    given: { collects: true },
    breaks: /was not announced|the board of/,
    messenger: (messenger) => ({
      ...messenger,
      async send(message) {
        const { boards } = messenger as FakeTelegram;
        const { chatId, collectionId } = message.row;
        const board = message.board?.collection.boardMessageId;
        const isLost = collectionId !== null && boards.isLost(placeOfBoard(chatId, board ?? 0));
        return isLost ? { kind: 'delivered', messageId: undefined } : await messenger.send(message);
      },
    }),
  },
  'a reminder does not look at what became of its payer meanwhile': {
    given: { collects: true, limited: true },
    breaks: /was asked for though #\d+ (?:was paid|was marked_paid|was closed|had a payment)/,
    store: (store, db) =>
      beforeNext(store, db, async (payer, rule) => {
        const theirs = db.select().from(charges).where(eq(charges.collectionPayerId, payer.id)).all();
        const isOver = theirs.some(
          (charge) => isPaid(charge) || charge.closedAt !== null || charge.mismatch !== null,
        );
        if (isOver) await ask(store, db, payer, rule);
      }),
  },
  'closing a collection leaves those who wait': {
    given: { collects: true },
    breaks: /after its collection was closed/,
    store: (store, db) => ({
      ...store,
      collections: {
        ...store.collections,
        async close(id, press, effects) {
          const waiting = waitingIn(db, id);
          const outcome = await store.collections.close(id, press, effects);
          const rule = { ...RULE, at: press.at, steadyAt: press.steadyAt };
          if (outcome.kind === 'done') for (const payer of waiting) await ask(store, db, payer, rule);
          return outcome;
        },
      },
    }),
  },
  'a payment of a closed collection is told on its board alone': {
    given: { collects: true },
    breaks: /was not announced/,
    store: (store, db) =>
      onPaid(store, db, (row, collection) => row.collectionId === null && collection.closedAt !== null),
  },
  'the payment after which all have paid does not ring': {
    given: { collects: true },
    breaks: /no message said so/,
    store: (store, db) => onPaid(store, db, (_row, collection) => collection.closedAt === null),
  },
  'a restored copy goes on with its collections by itself': {
    given: { collects: true, copies: true },
    breaks: /waited for a person to go on/,
    store: (store, db) => ({
      ...store,
      restoreHold: {
        ...store.restoreHold,
        async resume(copiedAt, effects) {
          const isResumed = await store.restoreHold.resume(copiedAt, effects);
          const isRestored = eq(collections.pause, 'restored');
          if (isResumed) db.update(collections).set({ pause: null, dueAt: 0 }).where(isRestored).run();
          return isResumed;
        },
      },
    }),
  },
  'a collection goes on by itself after a long absence': {
    given: { collects: true, absent: true, limited: true },
    breaks: /waited for a person to go on/,
    store: (store, db) =>
      beforeNext(store, db, async (payer) => {
        db.update(collections).set({ dueWallAt: null }).where(eq(collections.id, payer.collectionId)).run();
      }),
  },
  'a collection reminds by itself': {
    given: { collects: true },
    breaks: /reminders were sent/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
          const payerId = outcome.kind === 'moved' ? outcome.charge.collectionPayerId : null;
          if (payerId === null || move.to !== 'unconfirmed') return outcome;
          const payer = db.select().from(collectionPayers).where(eq(collectionPayers.id, payerId)).get();
          const again = { state: 'waiting', dueAt: 0 } as const;
          db.update(collectionPayers).set(again).where(eq(collectionPayers.id, payerId)).run();
          const isOpen = and(eq(collections.id, payer?.collectionId ?? 0), isNull(collections.closedAt));
          db.update(collections).set({ dueAt: 0 }).where(isOpen).run();
          return outcome;
        },
      },
    }),
  },
  'a collection asks a phone that may be showing a prompt': {
    given: { collects: true },
    breaks: /was pushed to a phone with a prompt of/,
    store: (store) => withRule(store, (rule) => ({ ...rule, windowMs: 0 })),
  },
  'a collection uses all of the limits of a person and a shop': {
    given: { collects: true, limited: true },
    breaks: /above the velocity limit of \d+ of a (?:member|merchant)/,
    store: (store) => withRule(store, ({ share: _share, ...rule }) => rule),
  },
};

const RULE: AdmissionRule = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: ['conversation'],
  hasOwnReasons: false,
  velocityLimits: [],
};

const withRule = (store: Store, change: (rule: AdmissionRule) => AdmissionRule): Store => ({
  ...store,
  collections: {
    ...store.collections,
    chargeNext: (id, rule) => store.collections.chargeNext(id, change(rule)),
  },
});

/** Does something about the payer who is asked next. */
function beforeNext(
  store: Store,
  db: Db,
  act: (payer: PayerRow, rule: AdmissionRule) => Promise<void>,
): Store {
  return {
    ...store,
    collections: {
      ...store.collections,
      async chargeNext(id, rule) {
        const [next] = waitingIn(db, id, rule.steadyAt);
        if (next !== undefined) await act(next, rule);
        return await store.collections.chargeNext(id, rule);
      },
    },
  };
}

const waitingIn = (db: Db, collectionId: number, until = Number.MAX_SAFE_INTEGER): readonly PayerRow[] =>
  db
    .select()
    .from(collectionPayers)
    .where(
      and(
        eq(collectionPayers.collectionId, collectionId),
        isNotNull(collectionPayers.dueAt),
        lte(collectionPayers.dueAt, until),
      ),
    )
    .orderBy(collectionPayers.dueAt, collectionPayers.id)
    .all();

/** Creates a payer's next charge, whatever stands against it. */
async function ask(store: Store, db: Db, payer: PayerRow, rule: AdmissionRule): Promise<void> {
  const collection = db.select().from(collections).where(eq(collections.id, payer.collectionId)).get();
  if (collection === undefined) return;
  const { merchantId, chatId, chatKind, language } = collection;
  const message = { chatId, chatKind, language, threadId: null, commandMessageId: 1, shop: null };
  await store.charges.create(
    {
      merchantId,
      idempotencyKey: `collect:${payer.id}:${payer.round}`,
      msisdn: payer.msisdn as Msisdn,
      amountKes: payer.amountKes,
      note: null,
      userId: payer.askedBy,
      requestedAt: rule.at,
      collectionPayerId: payer.id,
      message: { ...message, userName: payer.askedByName, cardMessageId: undefined },
    },
    { ...rule, windowMs: 0, velocityLimits: [] },
    undefined,
  );
}

/** Tells a payment on the board alone. */
function onPaid(
  store: Store,
  db: Db,
  isQuiet: (row: typeof outbox.$inferSelect, collection: typeof collections.$inferSelect) => boolean,
): Store {
  return {
    ...store,
    charges: {
      ...store.charges,
      async move(move, effects) {
        const outcome = await store.charges.move(move, effects);
        if (outcome.kind !== 'moved' || move.to !== 'paid') return outcome;
        const payerId = outcome.charge.collectionPayerId ?? 0;
        const theirs = db
          .select({ collection: collections })
          .from(collections)
          .innerJoin(collectionPayers, eq(collectionPayers.collectionId, collections.id))
          .where(eq(collectionPayers.id, payerId))
          .get();
        const isNotice = and(
          eq(outbox.chargeId, move.chargeId),
          inArray(outbox.notice, ['paid', 'paid_late']),
          eq(outbox.kind, 'notice'),
        );
        const row = db.select().from(outbox).where(isNotice).orderBy(desc(outbox.id)).get();
        if (theirs === undefined || row === undefined || !isQuiet(row, theirs.collection)) return outcome;
        db.update(outbox).set({ collectionId: theirs.collection.id }).where(eq(outbox.id, row.id)).run();
        return outcome;
      },
    },
  };
}
