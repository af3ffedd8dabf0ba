import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { merchants } from './merchants.ts';

/** An update from Telegram. It is committed before it is confirmed to Telegram, and handled once. */
export const inbox = sqliteTable(
  'inbox',
  {
    /** The order of arrival. Telegram's ids are not in order. */
    seq: integer().primaryKey({ autoIncrement: true }),
    updateId: integer('update_id').notNull(),
    /** Updates of one chat are handled one after the other. */
    chatId: integer('chat_id').notNull(),
    /** The merchant whose turn it takes; null for none. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** The same as `merchantId`, with 0 for none, so that an index can hold it. */
    tenant: integer()
      .generatedAlwaysAs(sql`coalesce(merchant_id, 0)`, { mode: 'virtual' })
      .notNull(),
    isStranger: integer('is_stranger', { mode: 'boolean' }).notNull().default(false),
    /** Sealed if there is a `SECRET_KEY`: it may hold a gateway's credentials. */
    payload: text({ mode: 'json' }).$type<unknown>(),
    receivedAt: integer('received_at').notNull(),
    /** When it is due, in steady time: 0 for at once, null for never. */
    dueAt: integer('due_at'),
    attempts: integer().notNull().default(0),
    /** When it was handled or given up. The payload is dropped then, and the id is kept to recognise a redelivery. */
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
