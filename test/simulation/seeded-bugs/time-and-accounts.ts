import type { SeededBug } from '../seeded-bug.ts';

/** Faults in the time, and in the choice of the account. */
export const TIME_AND_ACCOUNTS: Readonly<Record<string, SeededBug>> = {
  'a query that is refused for the account counts as “not paid”': {
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
  'a charge is queried through the present account of its shop': {
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
        async stillClaimed(claims) {
          const claimed = await store.charges.stillClaimed(claims);
          return claimed.map((charge) => Object.assign(charge, { accountId: null }));
        },
      },
    }),
  },
  'due times follow the wall clock': {
    breaks: /before the clock was set right|nobody had answered for it|was not announced/,
    given: { clocks: true },
    clock: (clock) => ({ ...clock, steady: clock.now }),
  },
};
