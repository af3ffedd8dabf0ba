import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { PRIORITIES, type NoticeKind, type OutboxKind, type Priority } from '../../domain/messages.ts';
import { charges } from './charges.ts';
import { collections } from './collections.ts';
import { merchants } from './merchants.ts';

/** Settled messages that are deleted after a while. Notices are kept: they are part of a charge's history. */
export const isForgettable = sql`settled_at IS NOT NULL AND kind <> 'notice'`;

/** What waits to be shown on a collection's board. */
export const isOnBoard = sql`collection_id IS NOT NULL AND due_at IS NOT NULL`;

/** Messages about a charge that were sent. */
export const tellsCharge = sql`message_id IS NOT NULL AND charge_id IS NOT NULL`;

/** A message to send, edit or delete, in order per chat and priority. It is due until Telegram has it, or never can have it. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    kind: text().$type<OutboxKind>().notNull(),
    /**
     * For `card`, `notice` and `announcement`: the charge from which their words are derived when they are sent. For a `message`: the charge
     * that it is about.
     */
    chargeId: integer('charge_id').references(() => charges.id),
    /** For a `card`: the collection whose board it is. For a `notice`: the collection on whose board it is told. Null for the others. */
    collectionId: integer('collection_id').references(() => collections.id),
    /** The merchant whose turn it takes; null for none. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** The same as `merchantId`, with 0 for none, so that an index can hold it. */
    tenant: integer()
      .generatedAlwaysAs(sql`coalesce(merchant_id, 0)`, { mode: 'virtual' })
      .notNull(),
    /** Lower goes first. */
    priority: integer()
      .$type<Priority>()
      .generatedAlwaysAs(
        sql.raw(
          `CASE kind ${Object.entries(PRIORITIES)
            .map(([kind, priority]) => `WHEN '${kind}' THEN ${priority}`)
            .join(' ')} END`,
        ),
        { mode: 'virtual' },
      )
      .notNull(),
    notice: text().$type<NoticeKind>(),
    /**
     * For a `notice` of a mismatch: its report. For an `announcement`: its place. For the others: the message, which only the
     * messenger reads.
     */
    payload: text({ mode: 'json' }).$type<unknown>(),
    /** The draft whose question this is: it learns the message's id once Telegram has it. */
    draftToken: text('draft_token'),
    createdAt: integer('created_at').notNull(),
    /** When it is due, in steady time: 0 for at once, null for never. */
    dueAt: integer('due_at'),
    attempts: integer().notNull().default(0),
    /** Since when it is parked: nobody could be told, and it waits until one of the merchant's people is heard of. */
    parkedAt: integer('parked_at'),
    /** When it was settled: sent (see `messageId`), or given up (see `failure`). */
    settledAt: integer('settled_at'),
    messageId: integer('message_id'),
    failure: text(),
  },
  (table) => [
    index('outbox_due')
      .on(table.dueAt)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_lanes')
      .on(table.priority, table.tenant, table.chatId)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_waiting')
      .on(table.chatId, table.priority, table.id)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_parked')
      .on(table.merchantId, table.id)
      .where(sql`parked_at IS NOT NULL`),
    // Notices are kept. Without the condition, deleting the rest would scan them for nothing.
    index('outbox_to_forget').on(table.settledAt).where(isForgettable),
    index('outbox_unsettled')
      .on(table.chatId)
      .where(sql`settled_at IS NULL`),
    index('outbox_told').on(table.chatId, table.messageId).where(tellsCharge),
    // Each state of a charge is told once. Mismatches and marks may repeat.
    uniqueIndex('outbox_one_notice')
      .on(table.chargeId, table.notice)
      .where(sql`kind = 'notice' AND notice NOT IN ('mismatch', 'marked')`),
    uniqueIndex('outbox_one_announcement')
      .on(table.chargeId, table.notice, table.chatId)
      .where(sql`kind = 'announcement' AND notice NOT IN ('mismatch', 'marked')`),
    uniqueIndex('outbox_one_card')
      .on(table.chargeId)
      .where(sql`kind = 'card'`),
    index('outbox_on_board').on(table.collectionId).where(isOnBoard),
    uniqueIndex('outbox_one_board')
      .on(table.collectionId)
      .where(sql`collection_id IS NOT NULL AND due_at IS NOT NULL AND kind = 'card'`),
  ],
);
