import { and, asc, eq, gt, isNotNull, min, sql } from 'drizzle-orm';
import { chargeRow, isItsCustomer, isItsMessage, selectCharges } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import { AFTER, CHAT, ID, lazily, LIMIT } from './prepared.ts';
import { chargeMessages, charges, customers, members, merchantSettings, outbox } from './schema.ts';

/** What is read of a waiting message to decide whether it is sent. */
export type WaitingMessage = Awaited<
  ReturnType<ReturnType<typeof messageQueries>['first']['execute']>
>[number];

/** What is read of an outdated card to decide whether it is sent. */
export type WaitingCard = Awaited<ReturnType<ReturnType<typeof cardQueries>['first']['execute']>>[number];

const PRIORITY = sql.placeholder('priority');
const TENANT = sql.placeholder('tenant');

/**
 * The queries for waiting messages, prepared once. Each is one look at an index, whatever waits: a query for all that is due would
 * pass everything that waits behind something else each time.
 */
export function messageQueries(db: Tx) {
  const waits = isNotNull(outbox.dueAt);
  const message = {
    id: outbox.id,
    chatId: outbox.chatId,
    tenant: outbox.tenant,
    kind: outbox.kind,
    collectionId: outbox.collectionId,
    dueAt: sql<number>`${outbox.dueAt}`,
  };
  return lazily({
    few: () => db.select(message).from(outbox).where(waits).orderBy(asc(outbox.dueAt)).limit(LIMIT),
    tenantAfter: () =>
      db
        .select({ tenant: outbox.tenant })
        .from(outbox)
        .where(and(waits, eq(outbox.priority, PRIORITY), gt(outbox.tenant, AFTER)))
        .orderBy(asc(outbox.tenant))
        .limit(1),
    chatAfter: () =>
      db
        .select({ chatId: outbox.chatId })
        .from(outbox)
        .where(and(waits, eq(outbox.priority, PRIORITY), eq(outbox.tenant, TENANT), gt(outbox.chatId, AFTER)))
        .orderBy(asc(outbox.chatId))
        .limit(1),
    first: () =>
      db
        .select(message)
        .from(outbox)
        .where(and(waits, eq(outbox.chatId, CHAT), eq(outbox.priority, PRIORITY)))
        .orderBy(asc(outbox.id))
        .limit(1),
    message: () =>
      db
        .select({ row: outbox, ...chargeRow, settings: merchantSettings, role: members.role })
        .from(outbox)
        .leftJoin(charges, eq(charges.id, outbox.chargeId))
        .leftJoin(customers, isItsCustomer)
        .leftJoin(chargeMessages, isItsMessage)
        .leftJoin(merchantSettings, eq(merchantSettings.merchantId, outbox.merchantId))
        // A private chat has its person's id.
        .leftJoin(members, and(eq(members.merchantId, outbox.merchantId), eq(members.userId, outbox.chatId)))
        .where(eq(outbox.id, ID)),
    nextDueAt: () =>
      db
        .select({ at: min(outbox.dueAt) })
        .from(outbox)
        .where(and(waits, gt(outbox.dueAt, AFTER))),
  });
}

/** The queries for outdated cards, prepared once, in the manner of `messageQueries`. */
export function cardQueries(db: Tx) {
  const cardWaits = isNotNull(chargeMessages.cardDueAt);
  const card = {
    id: chargeMessages.chargeId,
    chatId: chargeMessages.chatId,
    tenant: chargeMessages.merchantId,
    dueAt: sql<number>`${chargeMessages.cardDueAt}`,
  };
  return lazily({
    few: () =>
      db
        .select(card)
        .from(chargeMessages)
        .where(cardWaits)
        .orderBy(asc(chargeMessages.cardDueAt), asc(chargeMessages.chargeId))
        .limit(LIMIT),
    tenantAfter: () =>
      db
        .select({ tenant: chargeMessages.merchantId })
        .from(chargeMessages)
        .where(and(cardWaits, gt(chargeMessages.merchantId, AFTER)))
        .orderBy(asc(chargeMessages.merchantId))
        .limit(1),
    chatAfter: () =>
      db
        .select({ chatId: chargeMessages.chatId })
        .from(chargeMessages)
        .where(and(cardWaits, eq(chargeMessages.merchantId, TENANT), gt(chargeMessages.chatId, AFTER)))
        .orderBy(asc(chargeMessages.chatId))
        .limit(1),
    first: () =>
      db
        .select(card)
        .from(chargeMessages)
        .where(and(cardWaits, eq(chargeMessages.merchantId, TENANT), eq(chargeMessages.chatId, CHAT)))
        .orderBy(asc(chargeMessages.cardDueAt), asc(chargeMessages.chargeId))
        .limit(1),
    charge: () => selectCharges(db).where(eq(charges.id, ID)),
    nextDueAt: () =>
      db
        .select({ at: min(chargeMessages.cardDueAt) })
        .from(chargeMessages)
        .where(and(cardWaits, gt(chargeMessages.cardDueAt, AFTER))),
  });
}
