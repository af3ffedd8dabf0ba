import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Language } from '../../domain/language.ts';
import { merchants } from './merchants.ts';

/** Groups in which a merchant's staff may charge. */
export const chats = sqliteTable(
  'chats',
  {
    chatId: integer('chat_id').primaryKey(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    linkedAt: integer('linked_at').notNull(),
    /** The owner who linked it; null if it was not kept. */
    linkedBy: integer('linked_by'),
    /** The group's title; null until it is known. */
    title: text(),
    /** Whether the owner who linked it was an administrator of the group at the last check. */
    linkerIsAdmin: integer('linker_is_admin', { mode: 'boolean' }).notNull().default(false),
    /** When that is checked next, in steady time: 0 for at once, null for never. */
    checkDueAt: integer('check_due_at'),
    /** Whether the bot is an administrator of the group who may delete other people's messages, as far as it was told. */
    botMayDelete: integer('bot_may_delete', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    index('chats_by_merchant').on(table.merchantId),
    index('chats_check_due')
      .on(table.checkDueAt)
      .where(sql`check_due_at IS NOT NULL`),
  ],
);

/** A request to link a group. It waits until Telegram says whether the owner is an administrator there. */
export const linkRequests = sqliteTable(
  'link_requests',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    userId: integer('user_id').notNull(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    title: text(),
    /** Where the answer goes, and in which language. */
    threadId: integer('thread_id'),
    commandMessageId: integer('command_message_id'),
    /** What the answer quotes of that message; null if nothing may be quoted. */
    commandWord: text('command_word'),
    language: text().$type<Language>().notNull(),
    attempts: integer().notNull().default(0),
    /** When Telegram is asked next, in steady time: 0 for at once. */
    dueAt: integer('due_at').notNull(),
  },
  (table) => [
    uniqueIndex('link_requests_by_person').on(table.chatId, table.userId),
    index('link_requests_due').on(table.dueAt),
  ],
);

/**
 * A question to a merchant's owners: whether to keep what somebody set up in a group. `left-shop`: they left the merchant, and
 * it has ended. `no-admin`: they are no administrator of the group, and it goes on meanwhile.
 */
export const chatQuestions = sqliteTable(
  'chat_questions',
  {
    /** Names the question in a button. Random. */
    ref: text().primaryKey(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    title: text(),
    why: text().$type<'left-shop' | 'no-admin'>().notNull(),
    /** Who set it up; null if it was not kept. */
    personId: integer('person_id'),
    /** What would be kept: the link, and the announcements. */
    isLinked: integer('is_linked', { mode: 'boolean' }).notNull(),
    isAnnounced: integer('is_announced', { mode: 'boolean' }).notNull(),
    threadId: integer('thread_id'),
    language: text().$type<Language>(),
    askedAt: integer('asked_at').notNull(),
    /** When it was answered, or settled otherwise; null while it is open. */
    settledAt: integer('settled_at'),
  },
  (table) => [
    index('chat_questions_open')
      .on(table.merchantId, table.chatId)
      .where(sql`settled_at IS NULL`),
    index('chat_questions_by_chat').on(table.chatId),
  ],
);

/** A chat in which every payment of a merchant is announced: a linked group or a topic of it, or an owner's private chat. */
export const announcements = sqliteTable(
  'announcements',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    threadId: integer('thread_id'),
    language: text().$type<Language>().notNull(),
    /** The owner who asked for it; null if it was not kept. */
    setBy: integer('set_by'),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.chatId] }),
    index('announcements_by_chat').on(table.chatId),
  ],
);
