import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Msisdn } from '../../domain/msisdn.ts';
import { merchants } from './merchants.ts';

/** Customers with a name. */
export const hasName = sql`name IS NOT NULL`;

/** The customers of a merchant who have paid or have a name, by their whole number. An erased number has no row. */
export const customers = sqliteTable(
  'customers',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Names the customer in a button. Random, so that it does not reveal how many there are. */
    ref: text()
      .notNull()
      .default(sql`(lower(hex(randomblob(12))))`),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    msisdn: text().$type<Msisdn>().notNull(),
    name: text(),
    /** Who gave the name (a Telegram user id), and when; null without a name. */
    namedBy: integer('named_by'),
    namedAt: integer('named_at'),
    /** When they last paid or were named. The name is kept for the retention time from then on. */
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [
    uniqueIndex('customers_ref').on(table.ref),
    uniqueIndex('customers_by_phone').on(table.merchantId, table.msisdn),
    index('customers_named').on(table.seenAt).where(hasName),
  ],
);

/** What a customer has paid: in all (`user_id` is 0), and on the charges of each person. It follows the charges (store/takings.ts). */
export const customerTakings = sqliteTable(
  'customer_takings',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** Who asked for the charges; 0 for all of the merchant's. */
    userId: integer('user_id').notNull(),
    /** Confirmed by the gateway. */
    confirmedCount: integer('confirmed_count').notNull(),
    confirmedKes: integer('confirmed_kes').notNull(),
    /** Marked as paid by a person. */
    byHandCount: integer('by_hand_count').notNull(),
    byHandKes: integer('by_hand_kes').notNull(),
    /** What went back to them of it. */
    refundedKes: integer('refunded_kes').notNull().default(0),
    firstPaidAt: integer('first_paid_at').notNull(),
    lastPaidAt: integer('last_paid_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.userId] }),
    index('customer_takings_latest').on(table.merchantId, table.userId, table.lastPaidAt, table.customerId),
  ],
);

/** The words of customers' names as they are compared (see domain/customer-name.ts). */
export const customerWords = sqliteTable(
  'customer_words',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    word: text().notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.word, table.customerId] }),
    index('customer_words_of').on(table.customerId),
  ],
);
