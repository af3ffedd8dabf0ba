import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { merchants } from './merchants.ts';

/** Updates from Telegram, committed before they are confirmed to it; handled once each. */
export const inbox = sqliteTable(
  'inbox',
  {
    /** The order of arrival: Telegram's ids are not an order. */
    seq: integer().primaryKey({ autoIncrement: true }),
    updateId: integer('update_id').notNull(),
    /** Updates of one chat are handled one after the other. */
    chatId: integer('chat_id').notNull(),
    /** The merchant whose turn it takes; null for what concerns none. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** Whose turn it takes, as an index can have it: 0 for nobody's. */
    tenant: integer()
      .generatedAlwaysAs(sql`coalesce(merchant_id, 0)`, { mode: 'virtual' })
      .notNull(),
    isStranger: integer('is_stranger', { mode: 'boolean' }).notNull().default(false),
    /** Sealed where there is a `SECRET_KEY`: it may hold a gateway's key. */
    payload: text({ mode: 'json' }).$type<unknown>(),
    receivedAt: integer('received_at').notNull(),
    /** When it is tried again, in steady time: 0 for at once. */
    dueAt: integer('due_at'),
    attempts: integer().notNull().default(0),
    /** Set once handled or given up; the payload is dropped then and the id kept, to know a redelivery. */
    settledAt: integer('settled_at'),
    failure: text(),
  },
  (table) => [
    uniqueIndex('inbox_update_id').on(table.updateId),
    index('inbox_due')
      .on(table.dueAt)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_lanes')
      .on(table.tenant, table.chatId, table.seq)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_waiting')
      .on(table.chatId, table.seq)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_strangers')
      .on(table.isStranger)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_settled')
      .on(table.settledAt)
      .where(sql`settled_at IS NOT NULL`),
  ],
);
