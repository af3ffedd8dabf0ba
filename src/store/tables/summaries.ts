import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Language } from '../../domain/language.ts';
import type { SummaryPeriod } from '../../domain/summary.ts';
import { merchants } from './merchants.ts';

/** A summary that is told again and again in one place: a private chat, a linked group, or a topic of it. */
export const summaries = sqliteTable(
  'summaries',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    /** 0 outside of topics, so that an index can hold it. */
    topic: integer().notNull(),
    period: text().$type<SummaryPeriod>().notNull(),
    minute: integer().notNull(),
    language: text().$type<Language>().notNull(),
    setBy: integer('set_by').notNull(),
    /**
     * By the clock, not in steady time: it is a time of day. It is set and compared only while the clock is known to be right. 0
     * until it is known.
     */
    dueAt: integer('due_at').notNull(),
    /** The first day of the last period that was summed, as `2026-11-27`. */
    lastKey: text('last_key'),
    summedUntil: integer('summed_until'),
  },
  (table) => [
    uniqueIndex('summaries_by_place').on(table.merchantId, table.chatId, table.topic, table.period),
    index('summaries_by_chat').on(table.chatId),
    index('summaries_due').on(table.dueAt),
    check('summaries_period', sql`period IN ('day', 'week', 'month')`),
    check('summaries_minute', sql`minute BETWEEN 0 AND 1439`),
  ],
);
