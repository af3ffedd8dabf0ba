import { eq, sql } from 'drizzle-orm';
import { charges } from '../../../src/store/schema.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import type { SeededBug } from '../seeded-bug.ts';

/** Faults in what is pushed, and how often. */
export const PUSHES: Readonly<Record<string, SeededBug>> = {
  'a push leaves before its intent is committed': {
    breaks: /was pushed 2 times/,
    store: (store) => {
      const held = new Map<number, Parameters<typeof store.charges.move>[0]>();
      return {
        ...store,
        charges: {
          ...store.charges,
          async move(move, effects) {
            if (move.to === 'pushing') {
              held.set(move.chargeId, move);
              const charge = await store.chargeQueries.byId(move.chargeId);
              return { kind: 'moved', charge: { ...(charge as Charge), state: 'pushing' } };
            }
            const before = held.get(move.chargeId);
            held.delete(move.chargeId);
            if (before !== undefined) await store.charges.move(before);
            return await store.charges.move(move, effects);
          },
          // A held charge is on its way. It must not be found again as one to push.
          toPush: async (merchantId, limit) =>
            (await store.charges.toPush(merchantId, limit + held.size)).filter(({ id }) => !held.has(id)),
        },
      };
    },
  },
  'no commit is on the disk before what follows from it': {
    given: { powerCuts: true },
    allDelayed: true,
    breaks: /was pushed [2-9] times|nothing came of/,
  },
  'a double tap makes two charges': {
    breaks: /was pushed [2-9] times/,
    store: (store) => {
      let taps = 0;
      return {
        ...store,
        charges: {
          ...store.charges,
          create: (asked, rule, effects) => {
            taps += 1;
            const tap = { ...asked, idempotencyKey: `${asked.idempotencyKey}#${taps}` };
            // An open prompt also prevents a second push.
            return store.charges.create(tap, { ...rule, windowMs: 0 }, effects);
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
  'an unknown outcome is recorded as declined': {
    breaks: /was told as declined/,
    gateway: (gateway) => ({
      ...gateway,
      async push(charge) {
        const outcome = await gateway.push(charge);
        if (outcome.kind !== 'unknown') return outcome;
        return { kind: 'declined', cause: 'refused', gatewayMessage: undefined, evidence: outcome.evidence };
      },
    }),
  },
  'a push that a crash interrupted is repeated': {
    from: 60,
    breaks: /was pushed [2-9] times/,
    store: (store, db) => {
      let isStart = true;
      return {
        ...store,
        charges: {
          ...store.charges,
          async pushing(merchantId, limitMs) {
            const cutOff = await store.charges.pushing(merchantId, limitMs);
            if (!isStart) return cutOff;
            isStart = false;
            db.update(charges).set({ state: 'created' }).where(eq(charges.state, 'pushing')).run();
            return [];
          },
        },
      };
    },
  },
  'a push starts although another program has started it': {
    from: 125,
    given: { programs: 2, slow: true },
    breaks: /was pushed [2-9] times/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
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
        async receive(...args) {
          void (async () => {
            // The program may crash here.
            await store.chargeQueries.byId(1);
            await store.inbox.receive(...args);
          })().catch(() => undefined);
          return [];
        },
      },
    }),
  },
  'a restored database pushes before an owner says to go on': {
    given: { copies: true },
    breaks: /was pushed from a copy/,
    store: (store, db) => {
      db.run(sql.raw('PRAGMA user_version = 0'));
      return store;
    },
  },
  'a charge that a restored copy has as created is canceled': {
    given: { copies: true },
    breaks: /was told as canceled/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        move: (move, effects) =>
          store.charges.move(
            move.from === 'created' && move.to === 'unknown'
              ? { ...move, to: 'canceled', notice: 'canceled' }
              : move,
            effects,
          ),
      },
    }),
  },
};
