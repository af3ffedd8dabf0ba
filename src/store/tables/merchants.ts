import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Actor, EventDetail, MerchantEventKind } from '../../domain/audit.ts';

/** Shops, each with its own account at the gateway. */
export const merchants = sqliteTable('merchants', {
  id: integer().primaryKey({ autoIncrement: true }),
  /** Names it in a button. Random, so that it does not reveal how many there are. */
  ref: text()
    .notNull()
    .unique()
    .default(sql`(lower(hex(randomblob(12))))`),
  /** The shop's name; empty for the first one until its owner names it. */
  name: text().notNull(),
  createdAt: integer('created_at').notNull(),
  /** Since when it is suspended and may not charge; null if it is not. */
  suspendedAt: integer('suspended_at'),
  /** When its owners were last told that the gateway refuses the account. */
  refusalToldAt: integer('refusal_told_at'),
  /** The number of its next charge. */
  nextNumber: integer('next_number').notNull().default(1),
});

/**
 * Every account at a gateway that a merchant has or had. A charge is asked about through the account that pushed it, whatever
 * the merchant's current account is.
 */
export const accounts = sqliteTable(
  'accounts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** A hash of what names it at the gateway. Another key of the same account does not change it. Null if it was not kept. */
    identity: text(),
    /**
     * The credentials, sealed for this merchant (see gateway/sealed-accounts.ts). Null if they are in the environment only, or
     * are no longer needed.
     */
    keyId: text('key_id'),
    sealed: text(),
    openedAt: integer('opened_at').notNull(),
    /** Null for the merchant's current account. */
    endedAt: integer('ended_at'),
  },
  (table) => [
    index('accounts_by_merchant').on(table.merchantId),
    uniqueIndex('accounts_one_current')
      .on(table.merchantId)
      .where(sql`ended_at IS NULL`),
  ],
);

/** A row of the audit log of everything but charges: who let whom in, linked what, changed which account. Rows are only added. */
export const merchantEvents = sqliteTable(
  'merchant_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Null if it concerns no merchant yet. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    at: integer().notNull(),
    actor: text().$type<Actor>().notNull(),
    what: text().$type<MerchantEventKind>().notNull(),
    detail: text({ mode: 'json' }).$type<EventDetail>().notNull(),
  },
  (table) => [index('merchant_events_by_merchant').on(table.merchantId, table.id)],
);
