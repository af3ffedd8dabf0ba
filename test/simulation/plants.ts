import { and, desc, eq, isNotNull, lte, notInArray, sql } from 'drizzle-orm';
import { chargeEvents, charges, outbox, type Charge } from '../../src/store/schema.ts';
import type { Plant } from './simulate.ts';

export interface PlantedFault extends Plant {
  /** What the model must say. */
  readonly breaks: RegExp;
  /** The first seed to try, for faults that only show when a crash hits between two awaits. */
  readonly from?: number;
}

/** Faults to plant, each of which breaks one promise: the simulation must find every one of them. */
export const PLANTS: Readonly<Record<string, PlantedFault>> = {
  'a push leaves before its intent is committed': {
    breaks: /was pushed 2 times/,
    store: (store) => {
      const held = new Map<number, Parameters<typeof store.charges.move>[0]>();
      return {
        ...store,
        charges: {
          ...store.charges,
          async move(move, reaction) {
            if (move.to === 'pushing') {
              held.set(move.chargeId, move);
              const charge = await store.ledger.byId(move.chargeId);
              return { kind: 'moved', charge: { ...(charge as Charge), state: 'pushing' } };
            }
            const before = held.get(move.chargeId);
            held.delete(move.chargeId);
            if (before !== undefined) await store.charges.move(before);
            return await store.charges.move(move, reaction);
          },
          // It is on its way, and nobody must take it for another to be pushed meanwhile.
          toPush: async (limit) =>
            (await store.charges.toPush(limit + held.size)).filter(({ id }) => !held.has(id)),
        },
      };
    },
  },
  'a double tap makes two charges': {
    breaks: /was pushed [2-9] times/,
    store: (store) => {
      let taps = 0;
      return {
        ...store,
        charges: {
          ...store.charges,
          take: (asked, ...rest) => {
            taps += 1;
            return store.charges.take({ ...asked, requestKey: `${asked.requestKey}#${taps}` }, ...rest);
          },
        },
      };
    },
  },
  'a push is repeated when its outcome is unknown': {
    breaks: /was pushed [2-9] times/,
    gateway: (gateway) => ({
      ...gateway,
      async push(charge) {
        const outcome = await gateway.push(charge);
        return outcome.kind === 'unknown' ? await gateway.push(charge) : outcome;
      },
    }),
  },
  'a paid notice is committed apart from the payment': {
    from: 20,
    breaks: /was not announced/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move({ notice, ...move }, reaction) {
          const outcome = await store.charges.move(move, reaction);
          if (outcome.kind !== 'moved' || notice === undefined) return outcome;
          // The program may die here.
          await store.ledger.byId(move.chargeId);
          const { id: chargeId, chatId } = outcome.charge;
          db.insert(outbox)
            .values({ kind: 'notice', chatId, chargeId, notice, createdAt: move.at, dueAt: move.at })
            .run();
          return outcome;
        },
      },
    }),
  },
  'a notice counts as sent whatever Telegram says': {
    breaks: /was not announced/,
    messenger: (messenger) => ({
      ...messenger,
      async send(message) {
        const delivery = await messenger.send(message);
        return delivery.kind === 'later' ? { kind: 'delivered', messageId: undefined } : delivery;
      },
    }),
  },
  'the amount is not looked at': {
    breaks: /nobody confirmed|announced as paid/,
    gateway: (gateway) => ({
      ...gateway,
      async query(charge) {
        const outcome = await gateway.query(charge);
        if (outcome.kind !== 'reported') return outcome;
        const amount = String((charge as unknown as Charge).amountKes);
        return { ...outcome, report: { ...outcome.report, amount } };
      },
    }),
  },
  'the transaction is not looked at': {
    breaks: /nobody confirmed|announced as paid/,
    gateway: (gateway) => ({
      ...gateway,
      async query(charge) {
        const outcome = await gateway.query(charge);
        if (outcome.kind !== 'reported') return outcome;
        const { amountKes, transactionId } = charge as unknown as Charge;
        const report = { ...outcome.report, phone: undefined, amount: String(amountKes) };
        return { ...outcome, report: { ...report, transactionIds: [transactionId ?? ''] } };
      },
    }),
  },
  'a receipt may pay twice': {
    breaks: /was announced for/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, reaction) {
          const outcome = await store.charges.move(move, reaction);
          if (outcome.kind !== 'taken' || outcome.what !== 'receipt') return outcome;
          // The unique key is gone: the same receipt, told apart in the database only.
          return await store.charges.move(
            { ...move, set: { ...move.set, receipt: `${move.set?.receipt}!` } },
            reaction,
          );
        },
      },
    }),
    messenger: (messenger) => ({
      ...messenger,
      send: (message) =>
        messenger.send(
          message.charge?.receipt?.endsWith('!') === true
            ? { ...message, charge: { ...message.charge, receipt: message.charge.receipt.slice(0, -1) } }
            : message,
        ),
    }),
  },
  'what is unknown is called declined': {
    breaks: /was told as declined/,
    gateway: (gateway) => ({
      ...gateway,
      async push(charge) {
        const outcome = await gateway.push(charge);
        if (outcome.kind !== 'unknown') return outcome;
        return { kind: 'declined', cause: 'refused', words: undefined, evidence: outcome.evidence };
      },
    }),
  },
  'a card that could not be changed is left as it was': {
    breaks: /the card of/,
    messenger: (messenger) => ({
      ...messenger,
      async showCard(charge) {
        const delivery = await messenger.showCard(charge);
        return delivery.kind === 'later' ? { kind: 'delivered', messageId: undefined } : delivery;
      },
    }),
  },
  'a push that was cut off is made again': {
    breaks: /was pushed [2-9] times/,
    store: (store, db) => {
      let isStart = true;
      return {
        ...store,
        charges: {
          ...store.charges,
          async pushing() {
            const cutOff = await store.charges.pushing();
            if (!isStart) return cutOff;
            isStart = false;
            db.update(charges).set({ state: 'created' }).where(eq(charges.state, 'pushing')).run();
            return [];
          },
        },
      };
    },
  },
  'a push begins whoever else has begun it': {
    given: { programs: 2, slow: true },
    breaks: /was pushed [2-9] times/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, reaction) {
          const outcome = await store.charges.move(move, reaction);
          return outcome.kind === 'stale' && move.to === 'pushing' ? { ...outcome, kind: 'moved' } : outcome;
        },
      },
    }),
  },
  'updates are confirmed before they are committed': {
    breaks: /nothing came of/,
    store: (store) => ({
      ...store,
      inbox: {
        ...store.inbox,
        async receive(updates, at) {
          void (async () => {
            // The program may die here.
            await store.ledger.byId(1);
            await store.inbox.receive(updates, at);
          })().catch(() => undefined);
        },
      },
    }),
  },
  'a charge is no longer watched once it was told as not confirmed': {
    breaks: /was not announced|is still unconfirmed/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        move: (move, reaction) =>
          store.charges.move(
            move.to === 'unconfirmed' ? { ...move, set: { ...move.set, watchDueAt: null } } : move,
            reaction,
          ),
      },
    }),
  },
  'a message overtakes one that waits': {
    breaks: /chat .* got/,
    store: (store, db) => ({
      ...store,
      outbox: {
        ...store.outbox,
        async due(now, limit, exceptChats) {
          const rows = db
            .select({ row: outbox, charge: charges })
            .from(outbox)
            .leftJoin(charges, eq(charges.id, outbox.chargeId))
            .where(
              and(
                isNotNull(outbox.dueAt),
                lte(outbox.dueAt, now),
                notInArray(outbox.chatId, [...exceptChats]),
              ),
            )
            .orderBy(desc(outbox.id))
            .limit(limit)
            .all();
          const chats = new Set<number>();
          return rows
            .filter(({ row }) => !chats.has(row.chatId) && chats.add(row.chatId))
            .map(({ row, charge }) => ({ row, charge: charge ?? undefined }));
        },
      },
    }),
  },
  'the audit trail misses a move': {
    breaks: /the trail (?:says|holds)|its trail/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, reaction) {
          const outcome = await store.charges.move(move, reaction);
          if (outcome.kind !== 'moved' || move.to !== 'pending') return outcome;
          const last = db.select().from(chargeEvents).orderBy(desc(chargeEvents.id)).limit(1).get();
          db.delete(chargeEvents)
            .where(eq(chargeEvents.id, last?.id ?? 0))
            .run();
          return outcome;
        },
      },
    }),
  },
  'a database from a copy goes on by itself': {
    breaks: /was pushed from a copy/,
    store: (store, db) => {
      db.run(sql.raw('PRAGMA user_version = 0'));
      return store;
    },
  },
  'what a copy has as created is called never sent': {
    given: { copies: true },
    breaks: /was told as canceled/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        move: (move, reaction) =>
          store.charges.move(
            move.from === 'created' && move.to === 'unknown'
              ? { ...move, to: 'canceled', notice: 'canceled' }
              : move,
            reaction,
          ),
      },
    }),
  },
};
