import { chargeRow, isItsCustomer, isItsMessage, toCharge } from '../../../src/store/charge-rows.ts';
import { and, asc, eq, isNotNull, lte, notInArray } from 'drizzle-orm';
import { chargeMessages, charges, customers, outbox } from '../../../src/store/schema.ts';
import type { SeededBug } from '../seeded-bug.ts';

/** How many chats get messages at the same time. A chat that must wait keeps its place. */
const PLACES = 8;

/** Faults in the order of messages, and in what happens to a notice that can reach nobody. */
export const NOISE: Readonly<Record<string, SeededBug>> = {
  'messages go out by age alone, and a chat that must wait keeps its place': {
    given: { noisy: true },
    breaks: /behind another shop's noise/,
    store: (store, db) => ({
      ...store,
      outbox: {
        ...store.outbox,
        async due(now, limit, exceptChats, freeAt = () => 0) {
          const rows = db
            .select({ row: outbox, ...chargeRow })
            .from(outbox)
            .leftJoin(charges, eq(charges.id, outbox.chargeId))
            .leftJoin(customers, isItsCustomer)
            .leftJoin(chargeMessages, isItsMessage)
            .where(
              and(
                isNotNull(outbox.dueAt),
                lte(outbox.dueAt, now),
                notInArray(outbox.chatId, [...exceptChats]),
              ),
            )
            .orderBy(asc(outbox.id))
            .all();
          const chats = new Set<number>();
          const first = rows.filter(({ row }) => !chats.has(row.chatId) && chats.add(row.chatId));
          return first
            .slice(0, Math.min(PLACES, limit))
            .filter(({ row }) => freeAt(row) <= now)
            .map(({ row, charge, ...told }) => ({
              row,
              charge: charge === null ? undefined : toCharge({ charge, ...told }),
              board: undefined,
              quietHours: null,
              mayMarkPaid: true,
            }));
        },
      },
    }),
  },
  'a notice that can reach nobody is given up': {
    given: { unreachable: true },
    breaks: /was not announced/,
    store: (store, db) => ({
      ...store,
      outbox: {
        ...store.outbox,
        async elsewhere(row, failure, at) {
          const told = await store.outbox.elsewhere(row, failure, at);
          if (!told)
            db.update(outbox).set({ parkedAt: null, settledAt: at }).where(eq(outbox.id, row.id)).run();
          return told;
        },
      },
    }),
  },
};
