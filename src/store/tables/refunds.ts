import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import { charges } from './charges.ts';
import { merchants } from './merchants.ts';

/** Money that went back to customers outside of this till, as people of the shop recorded it. */
export const refunds = sqliteTable(
  'refunds',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Names the refund in a button. */
    ref: text().notNull(),
    chargeId: integer('charge_id')
      .notNull()
      .references(() => charges.id),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    amountKes: integer('amount_kes').$type<AmountKes>().notNull(),
    reason: text().notNull(),
    /** Names the question that was answered: a second answer to it finds the first refund. */
    idempotencyKey: text('idempotency_key').notNull(),
    recordedAt: integer('recorded_at').notNull(),
    recordedBy: integer('recorded_by').notNull(),
    recordedByName: text('recorded_by_name').notNull(),
    takenBackAt: integer('taken_back_at'),
    takenBackBy: integer('taken_back_by'),
    takenBackByName: text('taken_back_by_name'),
    takenBackReason: text('taken_back_reason'),
  },
  (table) => [
    uniqueIndex('refunds_ref').on(table.ref),
    uniqueIndex('refunds_idempotency_key').on(table.idempotencyKey),
    index('refunds_by_charge').on(table.chargeId, table.id),
    index('refunds_by_time').on(table.merchantId, table.recordedAt),
    check('refunds_amount', sql`amount_kes BETWEEN 1 AND 250000`),
  ],
);
