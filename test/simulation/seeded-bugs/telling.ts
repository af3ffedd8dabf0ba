import { chargeRow, isItsCustomer, isItsMessage, toCharge } from '../../../src/store/charge-rows.ts';
import { chargeMessageOf } from '../../support/store.ts';
import { and, desc, eq, isNotNull, lte, notInArray } from 'drizzle-orm';
import { chargeEvents, chargeMessages, charges, customers, outbox } from '../../../src/store/schema.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import type { SeededBug } from '../seeded-bug.ts';

/** Faults in the check of a payment, and in what is told. */
export const TELLING: Readonly<Record<string, SeededBug>> = {
  'a paid notice is committed apart from the payment': {
    from: 20,
    breaks: /was not announced/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move({ notice, ...move }, effects) {
          const outcome = await store.charges.move(move, effects);
          if (outcome.kind !== 'moved' || notice === undefined) return outcome;
          // The program may crash here.
          await store.chargeQueries.byId(move.chargeId);
          const { id: chargeId } = outcome.charge;
          const { chatId } = chargeMessageOf(outcome.charge);
          db.insert(outbox)
            .values({ kind: 'notice', chatId, chargeId, notice, createdAt: move.at, dueAt: move.at })
            .run();
          return outcome;
        },
      },
    }),
  },
  'the mark of a person ends the watch': {
    breaks: /\(marked_paid\) was not announced/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async mark(mark, effects) {
          const outcome = await store.charges.mark(mark, effects);
          if (outcome.kind === 'marked') await store.charges.watchAgainAt(mark.chargeId, undefined);
          return outcome;
        },
      },
    }),
  },
  'a notice counts as sent after any answer of Telegram': {
    breaks: /was not announced/,
    messenger: (messenger) => ({
      ...messenger,
      async send(message) {
        const delivery = await messenger.send(message);
        return delivery.kind === 'later' ? { kind: 'delivered', messageId: undefined } : delivery;
      },
    }),
  },
  'the amount is not checked': {
    from: 40,
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
  'the transaction id is not checked': {
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
  'a receipt can pay two charges': {
    breaks: /was announced for/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
          if (outcome.kind !== 'taken' || outcome.what !== 'receipt') return outcome;
          // The unique key has no effect: the same receipt gets another value in the database.
          return await store.charges.move(
            { ...move, set: { ...move.set, receipt: `${move.set?.receipt}!` } },
            effects,
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
  'a card that could not be edited is not edited again': {
    breaks: /the card of/,
    messenger: (messenger) => ({
      ...messenger,
      async showCard(charge) {
        const delivery = await messenger.showCard(charge);
        return delivery.kind === 'later' ? { kind: 'delivered', messageId: undefined } : delivery;
      },
    }),
  },
  'an unconfirmed charge is no longer watched': {
    breaks: /was not announced|is still unconfirmed/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        move: (move, effects) =>
          store.charges.move(
            move.to === 'unconfirmed' ? { ...move, set: { ...move.set, watchDueAt: null } } : move,
            effects,
          ),
      },
    }),
  },
  'a charge that the shop closed is no longer watched': {
    breaks: /was not announced/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async close(close, effects) {
          const outcome = await store.charges.close(close, effects);
          if (outcome.kind === 'closed')
            db.update(charges).set({ watchDueAt: null }).where(eq(charges.id, close.chargeId)).run();
          return outcome;
        },
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
            .orderBy(desc(outbox.id))
            .limit(limit)
            .all();
          const chats = new Set<number>();
          return rows
            .filter(({ row }) => !chats.has(row.chatId) && chats.add(row.chatId))
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
  'the audit log misses a move': {
    breaks: /the audit log (?:says|has)|its audit log/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
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
};
