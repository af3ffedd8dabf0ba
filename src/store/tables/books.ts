import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ENTRY_KINDS, type EntryKind } from '../../domain/books.ts';
import type { ClosingFigures } from '../../domain/closing.ts';
import { charges } from './charges.ts';
import { merchants } from './merchants.ts';
import { refunds } from './refunds.ts';

/**
 * The books: one row for each payment and each refund that was recorded or taken back, added in the transaction that does it. Rows are never
 * changed. A closing counts a range of ids, so that no clock decides which closing a payment or a refund is in.
 */
export const bookEntries = sqliteTable(
  'book_entries',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chargeId: integer('charge_id')
      .notNull()
      .references(() => charges.id),
    /** Who asked for the charge; null if it was not asked for in a chat. */
    userId: integer('user_id'),
    at: integer().notNull(),
    kind: text().$type<EntryKind>().notNull(),
    /** What is in the till afterwards that was not before: below zero for a refund, and for a payment that is taken back. */
    amountKes: integer('amount_kes').notNull(),
    /** The entry that it takes back; null if it takes none. */
    takesBack: integer('takes_back'),
    /** The refund that it counts or takes back; null for a payment. */
    refundId: integer('refund_id').references(() => refunds.id),
  },
  (table) => [
    index('book_entries_by_merchant').on(table.merchantId, table.id),
    index('book_entries_by_cashier').on(table.userId, table.id),
    index('book_entries_by_charge').on(table.chargeId, table.id),
    uniqueIndex('book_entries_taken_back_once')
      .on(table.takesBack)
      .where(sql`takes_back IS NOT NULL`),
    check('book_entries_kind', sql.raw(`kind IN (${ENTRY_KINDS.map((kind) => `'${kind}'`).join(', ')})`)),
  ],
);

/** `shiftOf` of the shop's day, as it is stored. */
export const THE_DAY = 0;

/** Closings of days and shifts. Rows are only added. */
export const closings = sqliteTable(
  'closings',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** Whose shift it ends; `THE_DAY` for the shop's day, so that an index can hold it. */
    shiftOf: integer('shift_of').notNull(),
    number: integer().notNull(),
    ref: text().notNull(),
    /** When the previous closing was made; null for the first one. */
    from: integer('from_at'),
    at: integer().notNull(),
    closedBy: integer('closed_by').notNull(),
    closedByName: text('closed_by_name').notNull(),
    /** The last entry of the books that it counts. The next closing counts those after it. */
    throughEntry: integer('through_entry').notNull(),
    /** The last number of a charge at that time. */
    throughNumber: integer('through_number').notNull(),
    figures: text({ mode: 'json' }).$type<ClosingFigures>().notNull(),
  },
  (table) => [
    uniqueIndex('closings_number').on(table.merchantId, table.shiftOf, table.number),
    uniqueIndex('closings_ref').on(table.ref),
    index('closings_by_merchant').on(table.merchantId, table.id),
    index('closings_by_shift').on(table.merchantId, table.shiftOf, table.id),
  ],
);
