import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import type { Basket } from '../../domain/basket.ts';
import type { ConfirmationReason, DraftPayer, DraftStep } from '../../domain/draft.ts';
import type { Language } from '../../domain/language.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import type { Sealed } from '../../domain/sealed.ts';
import { merchants } from './merchants.ts';

/** A conversation half-way: one per person and chat. */
export const drafts = sqliteTable(
  'drafts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    userId: integer('user_id').notNull(),
    /** The merchant that it is about; null while a shop is being connected. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** While a shop is being connected: the answers so far, sealed. */
    answers: text({ mode: 'json' }).$type<Sealed>(),
    /** Names this very question. Every question has a new one, so that a press counts only for what was shown. */
    token: text().notNull(),
    step: text().$type<DraftStep>().notNull(),
    msisdn: text().$type<Msisdn>(),
    amountKes: integer('amount_kes').$type<AmountKes>(),
    note: text(),
    /** The name in the contact that the number came from; null if it came from none. */
    contactName: text('contact_name'),
    /** At `amount`: the items that were tapped so far; null for none. */
    basket: text({ mode: 'json' }).$type<Basket>(),
    /** The `ref` of the charge, the refund or the collection that it is about. */
    about: text(),
    /** At `payers`: those who were named so far; null for none. */
    payers: text({ mode: 'json' }).$type<readonly DraftPayer[]>(),
    /** At `confirm`: the reasons that the question showed. */
    shownReasons: text('shown_reasons', { mode: 'json' }).$type<readonly ConfirmationReason[]>().notNull(),
    threadId: integer('thread_id'),
    commandMessageId: integer('command_message_id'),
    /** What a reply to that message quotes of it in a group; null if nothing may be quoted. */
    commandWord: text('command_word'),
    /** The id of the question's message, once Telegram has it. */
    promptMessageId: integer('prompt_message_id'),
    askedAt: integer('asked_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('drafts_by_person').on(table.chatId, table.userId),
    uniqueIndex('drafts_by_token').on(table.token),
    index('drafts_by_merchant').on(table.merchantId, table.userId),
    index('drafts_by_end').on(table.expiresAt),
  ],
);

export const preferences = sqliteTable('preferences', {
  userId: integer('user_id').primaryKey(),
  language: text().$type<Language>().notNull(),
});

/** People who switched the keyboard of commands off or on. */
export const keyboards = sqliteTable('keyboards', {
  userId: integer('user_id').primaryKey(),
  isOn: integer('is_on', { mode: 'boolean' }).notNull(),
});

/** Strangers, with when they were last told that they may not use the bot. */
export const strangers = sqliteTable(
  'strangers',
  {
    userId: integer('user_id').primaryKey(),
    toldAt: integer('told_at').notNull(),
  },
  (table) => [index('strangers_by_time').on(table.toldAt)],
);
