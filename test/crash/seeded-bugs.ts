import { chargeMessageOf } from '../support/store.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../support/sqlite.ts';
import { outbox } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/port/store.ts';
import { FIRST, SECOND, SHOPS } from './shop.ts';

/** Makes a store break one promise. Most delay a write that must be committed at once. */
type SeededBug = (store: Store, db: Db) => Store;

/** Longer than a kill takes, shorter than a program runs. */
const HELD_BACK_MS = 3_000;

export const SEEDED_BUGS = {
  'a push leaves before its intent is committed': (store) => {
    const held = new Map<number, Parameters<Store['charges']['move']>[0]>();
    return {
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          if (move.to === 'pushing') {
            const charge = await store.chargeQueries.byId(move.chargeId);
            if (charge === undefined) throw new Error(`no charge ${move.chargeId}`);
            held.set(move.chargeId, move);
            return { kind: 'moved', charge: { ...charge, state: 'pushing' } };
          }
          const before = held.get(move.chargeId);
          held.delete(move.chargeId);
          if (before !== undefined) await store.charges.move(before);
          return await store.charges.move(move, effects);
        },
        // A charge on its way must not be found again.
        toPush: async (merchantId, limit) =>
          (await store.charges.toPush(merchantId, limit + held.size)).filter(({ id }) => !held.has(id)),
      },
    };
  },

  'a notice is committed apart from the payment': (store, db) => ({
    ...store,
    charges: {
      ...store.charges,
      async move(move, effects) {
        if (move.to !== 'paid') return await store.charges.move(move, effects);
        const { notice = 'paid', ...rest } = move;
        const outcome = await store.charges.move(rest, effects);
        if (outcome.kind !== 'moved') return outcome;
        const { id: chargeId } = outcome.charge;
        const { chatId } = chargeMessageOf(outcome.charge);
        const row = { kind: 'notice', chatId, chargeId, notice, createdAt: move.at, dueAt: move.at } as const;
        void sleep(HELD_BACK_MS).then(() => db.insert(outbox).values(row).run());
        return outcome;
      },
    },
  }),

  'updates are confirmed before they are committed': (store) => ({
    ...store,
    inbox: {
      ...store.inbox,
      async receive(...args) {
        void sleep(HELD_BACK_MS).then(() => store.inbox.receive(...args));
        return [];
      },
    },
  }),

  // Two things prevent a second push for a second delivery: the idempotency key, and the wait while a prompt may be open.
  'a second delivery makes a second charge, in spite of the open prompt': (store) => {
    let deliveries = 0;
    return {
      ...store,
      inbox: {
        ...store.inbox,
        receive: (updates, at) =>
          store.inbox.receive(
            updates.map(({ chatId, payload }) => {
              deliveries += 1;
              const updateId = process.pid * 1_000 + deliveries;
              return { updateId, chatId, payload: { ...(payload as object), update_id: updateId } };
            }),
            at,
          ),
      },
      charges: {
        ...store.charges,
        create: (asked, rule, effects) =>
          store.charges.create(
            { ...asked, idempotencyKey: `${asked.idempotencyKey}#${effects?.updateId}` },
            { ...rule, windowMs: 0 },
            effects,
          ),
      },
    };
  },

  'a shop pushes the charges of another shop': (store) => ({
    ...store,
    charges: {
      ...store.charges,
      toPush: async (merchantId, limit) =>
        merchantId === FIRST.merchantId
          ? [
              ...(await store.charges.toPush(merchantId, limit)),
              ...(await store.charges.toPush(SECOND.merchantId, limit)),
            ]
          : [],
    },
  }),

  'a shop waits while another pushes': (store) => ({
    ...store,
    charges: {
      ...store.charges,
      async toPush(merchantId, limit) {
        const others = SHOPS.filter((shop) => shop.merchantId !== merchantId);
        const pushing = await Promise.all(others.map((other) => store.charges.pushing(other.merchantId, 0)));
        return pushing.flat().length > 0 ? [] : await store.charges.toPush(merchantId, limit);
      },
    },
  }),

  'a payment is told in another shop’s group': (store, db) => ({
    ...store,
    charges: {
      ...store.charges,
      async move(move, effects) {
        const outcome = await store.charges.move(move, effects);
        if (outcome.kind !== 'moved' || move.to !== 'paid') return outcome;
        const { id: chargeId, merchantId } = outcome.charge;
        const chatId = SHOPS.find((shop) => shop.merchantId !== merchantId)?.group ?? 0;
        const payload = { threadId: null, language: 'en', shop: null } as const;
        const { at: createdAt, at: dueAt } = move;
        const row = {
          kind: 'announcement',
          chatId,
          chargeId,
          notice: 'paid',
          payload,
          createdAt,
          dueAt,
        } as const;
        db.insert(outbox).values(row).run();
        return outcome;
      },
    },
  }),
} satisfies Record<string, SeededBug>;

export const isSeededBug = (name: string): name is keyof typeof SEEDED_BUGS =>
  Object.hasOwn(SEEDED_BUGS, name);
