import { eq } from 'drizzle-orm';
import { charges } from '../../../src/store/schema.ts';
import type { SeededBug } from '../seeded-bug.ts';

/** Faults in who leads, of several programs on one database. */
export const LEADING: Readonly<Record<string, SeededBug>> = {
  'a push begins without a look at the lease': {
    given: { sharing: 3 },
    noFence: true,
    breaks: /was begun by \w+, which does not lead/,
  },
  'a program leads on past its lease': {
    given: { sharing: 3 },
    leads: (leadership) => ({ ...leadership, mayBegin: () => true }),
    breaks: /was pushed by \w+, which does not lead/,
  },
  'a push is given up as soon as another program takes over': {
    given: { sharing: 3 },
    breaks: /was given up while its push could still be answered/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        pushing: async (...args) =>
          (await store.charges.pushing(...args)).map((charge) => Object.assign(charge, { awaitedMs: 0 })),
      },
    }),
  },
  'a push that another program began is begun again': {
    given: { sharing: 3 },
    breaks: /was pushed [2-9] times/,
    store: (store, db) => {
      let isStart = true;
      return {
        ...store,
        charges: {
          ...store.charges,
          async pushing(merchantId, limitMs) {
            if (isStart)
              db.update(charges).set({ state: 'created' }).where(eq(charges.state, 'pushing')).run();
            isStart = false;
            return await store.charges.pushing(merchantId, limitMs);
          },
        },
      };
    },
  },
};
