import { sql, type SQL } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import type { Actor, EventDetail } from '../../domain/audit.ts';
import { CHARGE_STATES, statesWhere, type ChargeState, type StateTrait } from '../../domain/charge-states.ts';
import type { ChatKind, ReportedPayment } from '../../domain/charge.ts';
import type { CloseReason } from '../../domain/close-reason.ts';
import type { Language } from '../../domain/language.ts';
import type { ErasedPhone, Msisdn } from '../../domain/msisdn.ts';
import type { Mismatch } from '../../domain/verify-payment.ts';
import { collectionPayers } from './collections.ts';
import { merchants, accounts } from './merchants.ts';

/**
 * The rows of a partial index. SQLite uses the index only for a query that repeats its condition word for word, with the
 * values written out: a bound value is not known when SQLite plans.
 */
const isIn = (trait: StateTrait): SQL =>
  sql.raw(
    `state IN (${statesWhere(trait)
      .map((state) => `'${state}'`)
      .join(', ')})`,
  );

/** Charges that are still open. */
export const isOpen = isIn('open');
/** Charges with a reported payment that does not fit, which nobody has decided on yet. */
export const isMismatched = sql`mismatch IS NOT NULL AND ${isIn('mismatchOpen')}`;
/** Charges whose phone number is not erased. */
export const hasWholeNumber = sql`substr(msisdn, 1, 7) <> 'erased:'`;
/**
 * The time that puts a charge into a day of the books: when it was paid, or otherwise when it was asked for. (Not `coalesce`: drizzle-kit takes an
 * expression apart at a comma.)
 */
export const dayTime = sql<number>`CASE WHEN paid_at IS NULL THEN created_at ELSE paid_at END`;

export const charges = sqliteTable(
  'charges',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** The number that people see (#12). Each merchant counts from 1. */
    number: integer().notNull(),
    /** Names the charge in a button. Random, so that it does not reveal how many there are. */
    ref: text().notNull(),
    /** Names the command or press that asked; a second delivery of it finds the first charge. */
    idempotencyKey: text('idempotency_key').notNull(),
    state: text().$type<ChargeState>().notNull(),
    /** Whole until it is erased. Only a finished charge's number can be erased. */
    msisdn: text().$type<Msisdn | ErasedPhone>().notNull(),
    amountKes: integer('amount_kes').$type<AmountKes>().notNull(),
    note: text(),

    /** Who asked for it; null if it was not asked for in a chat. */
    userId: integer('user_id'),
    /** When the person asked, by Telegram's clock for commands. */
    requestedAt: integer('requested_at').notNull(),
    createdAt: integer('created_at').notNull(),
    pushedAt: integer('pushed_at'),
    /** The same moments in steady time. */
    createdSteadyAt: integer('created_steady_at').notNull(),
    pushedSteadyAt: integer('pushed_steady_at'),
    /** The account through which it is pushed, from when the push begins. */
    accountId: integer('account_id').references(() => accounts.id),
    transactionId: text('transaction_id'),
    /** When it is told as not confirmed, when the watch ends, and when it is looked at next: in steady time. */
    confirmBy: integer('confirm_by'),
    watchUntil: integer('watch_until'),
    watchDueAt: integer('watch_due_at'),
    /** Since when the gateway refuses the account on queries about it; null if it does not. */
    accountRefusedAt: integer('account_refused_at'),
    receipt: text(),
    /** When the gateway confirmed the payment, or a person marked it as paid; null if neither happened. */
    paidAt: integer('paid_at'),
    /** The gateway's own words on a refusal: empty if it gave none, null if it was never reached. */
    gatewayMessage: text('gateway_message'),
    /** What does not fit in a payment that the gateway reported; null if there is none, or once it is put aside. */
    mismatch: text().$type<Mismatch>(),
    /**
     * The mismatched payment as it was reported; for a marked charge, the one that a person assigned to it. Null if it was not
     * kept.
     */
    reported: text({ mode: 'json' }).$type<ReportedPayment>(),
    /** Who marked it as paid or unpaid (a Telegram user id). */
    markedBy: integer('marked_by'),
    markedByName: text('marked_by_name'),
    /** When the shop closed it, who did, and why; null while nobody has. */
    closedAt: integer('closed_at'),
    closedBy: integer('closed_by'),
    closedByName: text('closed_by_name'),
    closeReason: text('close_reason').$type<CloseReason>(),
    /** Which payer of a collection it asks; null for a charge of its own. */
    collectionPayerId: integer('collection_payer_id').references(() => collectionPayers.id),
  },
  (table) => [
    uniqueIndex('charges_idempotency_key').on(table.idempotencyKey),
    uniqueIndex('charges_number').on(table.merchantId, table.number),
    uniqueIndex('charges_ref').on(table.ref),
    uniqueIndex('charges_transaction_id').on(table.merchantId, table.transactionId),
    uniqueIndex('charges_receipt').on(table.receipt),
    index('charges_to_push')
      .on(table.merchantId, table.id)
      .where(sql`state = 'created'`),
    index('charges_pushing')
      .on(table.merchantId, table.id)
      .where(sql`state = 'pushing'`),
    index('charges_watch_due')
      .on(table.merchantId, table.watchDueAt)
      .where(sql`watch_due_at IS NOT NULL`),
    index('charges_open').on(table.merchantId, table.id).where(isOpen),
    index('charges_by_phone').on(table.msisdn, table.createdSteadyAt),
    index('charges_mismatched').on(table.merchantId, table.id).where(isMismatched),
    // It holds all that sums need, so that they read no row of the table.
    index('charges_paid')
      .on(table.merchantId, table.paidAt, table.id, table.state, table.amountKes, table.userId)
      .where(sql`paid_at IS NOT NULL`),
    index('charges_by_cashier').on(table.merchantId, table.userId, table.number),
    index('charges_by_member').on(table.merchantId, table.userId, table.createdSteadyAt),
    index('charges_by_merchant').on(table.merchantId, table.createdSteadyAt),
    index('charges_by_day').on(table.merchantId, dayTime),
    index('charges_whole_phone').on(table.createdAt).where(hasWholeNumber),
    index('charges_by_payer')
      .on(table.collectionPayerId, table.id)
      .where(sql`collection_payer_id IS NOT NULL`),
    check('charges_state', sql.raw(`state IN (${CHARGE_STATES.map((state) => `'${state}'`).join(', ')})`)),
    check('charges_amount', sql`amount_kes BETWEEN 1 AND 250000`),
    check('charges_paid_has_receipt', sql`state <> 'paid' OR receipt IS NOT NULL`),
  ],
);

/** Where and how a charge is told: the chat that asked for it, and the card there. */
export const chargeMessages = sqliteTable(
  'charge_messages',
  {
    chargeId: integer('charge_id')
      .primaryKey()
      .references(() => charges.id),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    chatKind: text('chat_kind').$type<ChatKind>().notNull(),
    threadId: integer('thread_id'),
    /** The message that asked, which card and notices reply to. */
    commandMessageId: integer('command_message_id'),
    /** What a reply to that message quotes of it in a group; null if nothing may be quoted. */
    commandWord: text('command_word'),
    userName: text('user_name').notNull(),
    language: text().$type<Language>().notNull(),
    /** The shop's name, if the person who charged works at several; null otherwise. */
    shop: text(),
    /**
     * The id of the card's message; null until Telegram has it, and once it is gone. `cardDueAt`: when it is updated, in steady
     * time; 0 for at once, null if it is up to date.
     */
    cardMessageId: integer('card_message_id'),
    cardDueAt: integer('card_due_at'),
    cardAttempts: integer('card_attempts').notNull().default(0),
    /** Grows by one with every change of what the card says. */
    revision: integer().notNull().default(1),
    /** The id of the notice that says all that the card says; null until Telegram has it. */
    noticeMessageId: integer('notice_message_id'),
  },
  (table) => [
    index('charge_messages_card_due')
      .on(table.cardDueAt)
      .where(sql`card_due_at IS NOT NULL`),
    index('charge_messages_card_lanes')
      .on(table.merchantId, table.chatId, table.cardDueAt)
      .where(sql`card_due_at IS NOT NULL`),
    index('charge_messages_by_chat').on(table.chatId, table.chargeId),
    index('charge_messages_by_card')
      .on(table.chatId, table.cardMessageId)
      .where(sql`card_message_id IS NOT NULL`),
  ],
);

/** A row of the audit log of charges: a transition, or an observation that changed no state but must be kept. */
export const chargeEvents = sqliteTable(
  'charge_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chargeId: integer('charge_id')
      .notNull()
      .references(() => charges.id),
    at: integer().notNull(),
    /** The former state: null for the first row, the same as `to` for an observation. */
    from: text().$type<ChargeState>(),
    to: text().$type<ChargeState>().notNull(),
    /** Who or what: `tillbot`, `gateway`, `operator` (at the machine) or `user:<Telegram id>`. */
    actor: text().$type<Actor>().notNull(),
    detail: text({ mode: 'json' }).$type<EventDetail>().notNull(),
  },
  (table) => [index('charge_events_by_charge').on(table.chargeId, table.id)],
);
