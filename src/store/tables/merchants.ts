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
 * Every account at a gateway that a merchant has or had. What was pushed through one is asked about through it, whatever the
 * merchant's account is by then.
 */
export const accounts = sqliteTable(
  'accounts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** A hash of what names it at the gateway, which another key of the same account does not change; null where not kept. */
    identity: text(),
    /**
     * The credentials, sealed for this merchant (see seal.ts). Null where they are in the environment alone, or are not needed
     * any more.
     */
    keyId: text('key_id'),
    sealed: text(),
    openedAt: integer('opened_at').notNull(),
    /** Null: it is the merchant's account now. */
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
