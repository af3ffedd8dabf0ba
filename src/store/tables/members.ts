import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Actor } from '../../domain/audit.ts';
import type { Role } from '../../domain/roles.ts';
import { merchants } from './merchants.ts';

/** A person who works for a merchant, and their role. */
export const members = sqliteTable(
  'members',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    userId: integer('user_id').notNull(),
    role: text().$type<Role>().notNull(),
    name: text().notNull(),
    /** `environment`: named in OWNER_IDS. `first-link`: opened the link of the first start. */
    origin: text().$type<'environment' | 'first-link' | 'invite' | 'connect'>().notNull(),
    addedAt: integer('added_at').notNull(),
    /** The suspension (its `suspendedAt`) that they were told of last. Each is told once. */
    suspensionTold: integer('suspension_told'),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.userId] }),
    index('members_by_user').on(table.userId),
    check('members_role', sql`role IN ('owner', 'manager', 'cashier')`),
  ],
);

/**
 * A one-time link, by the hash of its code. It is kept for a while after its end, to tell whoever opens it late why it does not
 * work.
 */
export const invites = sqliteTable(
  'invites',
  {
    codeHash: text('code_hash').primaryKey(),
    /**
     * Names the link where it is listed and revoked. It reveals nothing of the code. Letters only, so that it is never a user's
     * id.
     */
    ref: text().notNull(),
    /** Null for a link that lets somebody connect a shop of their own. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** The role that its user gets; null without a merchant. */
    role: text().$type<Role>(),
    createdBy: text('created_by').$type<Actor>().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
    usedBy: integer('used_by'),
    /** When it was revoked. */
    revokedAt: integer('revoked_at'),
  },
  (table) => [
    uniqueIndex('invites_ref').on(table.ref),
    index('invites_by_maker').on(table.createdBy),
    index('invites_by_end').on(table.expiresAt),
  ],
);

/** People who were let in to connect a shop and have not done so. */
export const applicants = sqliteTable('applicants', {
  userId: integer('user_id').primaryKey(),
  name: text().notNull(),
  letInAt: integer('let_in_at').notNull(),
  /** Who made the link that let them in; null if it was not kept. */
  invitedBy: text('invited_by').$type<Actor>(),
});

/** The merchant that a person of several merchants acts for in private. */
export const chosenShops = sqliteTable('chosen_shops', {
  userId: integer('user_id').primaryKey(),
  merchantId: integer('merchant_id')
    .notNull()
    .references(() => merchants.id),
});
