import { eq, like } from 'drizzle-orm';
import { merchantDays } from '../../../src/reports/merchant-days.ts';
import { NO_SUMS } from '../../../src/domain/takings.ts';
import { charges, refunds } from '../../../src/store/schema.ts';
import type { Db } from '../../support/sqlite.ts';
import type { SeededBug } from '../seeded-bug.ts';

const HOUR_MS = 3_600_000;

/** Faults in lists, reports, closings, exports, charts and summaries. */
export const BOOKS: Readonly<Record<string, SeededBug>> = {
  'an erased charge leaves the sums': {
    given: { erases: true },
    breaks: /a report of .* differs/,
    store: (store, db) => ({
      ...store,
      phones: {
        ...store.phones,
        async erase(...args) {
          const erasure = await store.phones.erase(...args);
          forgetErased(db);
          return erasure;
        },
        async eraseBefore(...args) {
          const erased = await store.phones.eraseBefore(...args);
          forgetErased(db);
          return erased;
        },
      },
    }),
  },
  'a late payment belongs to the day on which it was asked for': {
    breaks: /a report of .* differs/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
          if (outcome.kind === 'moved' && move.to === 'paid')
            db.update(charges)
              .set({ paidAt: outcome.charge.createdAt })
              .where(eq(charges.id, move.chargeId))
              .run();
          return outcome;
        },
      },
    }),
  },
  'a day begins at midnight in Greenwich': {
    breaks: /a report of .* differs/,
    reads: (reads) => ({ ...reads, days: () => merchantDays('UTC') }),
  },
  'a bar of a chart stands an hour late': {
    breaks: /a chart of .* by hour differs/,
    reads: (reads) => ({
      ...reads,
      days(zone) {
        const days = reads.days(zone);
        return { ...days, unitAt: (at, by) => days.unitAt(by === 'hour' ? at + HOUR_MS : at, by) };
      },
    }),
  },
  'a chart of the days leaves out what was marked by hand': {
    breaks: /a chart of .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        reports: {
          ...store.reports,
          // A chart needs nobody's name.
          async sums(scope, bounds, mostCashiers) {
            const sums = await store.reports.sums(scope, bounds, mostCashiers);
            const nothing = { count: 0, amountKes: 0 };
            return mostCashiers > 0
              ? sums
              : {
                  ...sums,
                  parts: sums.parts.map(({ confirmed, refunded }) => ({
                    confirmed,
                    byHand: nothing,
                    refunded,
                  })),
                };
          },
        },
      },
    }),
  },
  'a chart has refunds in no bar': {
    breaks: /a chart of .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        reports: {
          ...store.reports,
          async sums(...args) {
            const sums = await store.reports.sums(...args);
            const { refunded } = NO_SUMS;
            return {
              ...sums,
              parts: sums.parts.map(({ confirmed, byHand }) => ({ confirmed, byHand, refunded })),
            };
          },
        },
      },
    }),
  },
  'a refund that was taken back is deducted all the same': {
    breaks: /a report of .* differs/,
    store: (store, db) => ({
      ...store,
      refunds: {
        ...store.refunds,
        async takeBack(back, react) {
          const outcome = await store.refunds.takeBack(back, react);
          db.update(refunds).set({ takenBackAt: null }).where(eq(refunds.id, back.refundId)).run();
          return outcome;
        },
      },
    }),
  },
  'a summary leaves out refunds': {
    breaks: /a summary of .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        summaries: {
          ...store.summaries,
          async takings(...args) {
            const members = await store.summaries.takings(...args);
            const { refunded } = NO_SUMS;
            return members?.map(({ userId, confirmed, byHand }) => ({ userId, confirmed, byHand, refunded }));
          },
        },
      },
    }),
  },
  'a summary leaves out the last hour of each day': {
    breaks: /a summary of .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        summaries: {
          ...store.summaries,
          takings: (summary, from, to) => store.summaries.takings(summary, from, to - HOUR_MS),
        },
      },
    }),
  },
  'an export drops the last row of a page': {
    breaks: /an export of .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        exports: {
          ...store.exports,
          async charges(...args) {
            const page = await store.exports.charges(...args);
            return { ...page, charges: page.charges.slice(0, -1) };
          },
        },
      },
    }),
  },
  'the export of a closing has no refunds': {
    breaks: /the export of closing .* differs/,
    reads: ({ store, ...reads }) => ({
      ...reads,
      store: {
        ...store,
        exports: {
          ...store.exports,
          entriesOf: async (...args) =>
            (await store.exports.entriesOf(...args)).filter(({ kind }) => kind !== 'refund'),
        },
      },
    }),
  },
  'what the shop closed stays in the list of what waits': {
    breaks: /a list of .* differs/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async close(close, effects) {
          const outcome = await store.charges.close(close, effects);
          if (outcome.kind === 'closed')
            db.update(charges).set({ closedAt: null }).where(eq(charges.id, close.chargeId)).run();
          return outcome;
        },
      },
    }),
  },
};

const forgetErased = (db: Db): void => {
  db.update(charges).set({ paidAt: null }).where(like(charges.msisdn, 'erased:%')).run();
};
