import type { SeededBug } from '../seeded-bug.ts';

/** Faults in what time it is, and in which account is asked. */
export const TIME_AND_ACCOUNTS: Readonly<Record<string, SeededBug>> = {
  'a query that is refused for its account is taken for "not paid"': {
    breaks: /nobody had answered for it|was not announced/,
    given: { refused: true },
    gateway: (gateway) => ({
      ...gateway,
      async query(charge) {
        const outcome = await gateway.query(charge);
        return outcome.kind === 'account' ? { ...outcome, kind: 'pending' } : outcome;
      },
    }),
  },
  'a shop is asked through the account that it has now': {
    breaks: /was asked about from the account/,
    given: { reconnects: true },
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async claimWatched(...args) {
          const claimed = await store.charges.claimWatched(...args);
          return claimed.map((charge) => Object.assign(charge, { accountId: null }));
        },
      },
    }),
  },
  'what waits is counted by the clock on the wall': {
    breaks: /before the clock was set right|nobody had answered for it|was not announced/,
    given: { clocks: true },
    clock: (clock) => ({ ...clock, steady: clock.now }),
  },
};
