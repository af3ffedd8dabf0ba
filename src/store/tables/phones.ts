import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ErasedPhone, Msisdn } from '../../domain/msisdn.ts';
import { merchants } from './merchants.ts';

/** Blocked numbers that are not erased. */
export const isWholeNumber = sql`substr(phone, 1, 7) <> 'erased:'`;

/** Phone numbers that a merchant must not charge. */
export const blockedPhones = sqliteTable(
  'blocked_phones',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    phone: text().$type<Msisdn | ErasedPhone>().notNull(),
    blockedAt: integer('blocked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.phone] }),
    index('blocked_phones_whole').on(table.blockedAt).where(isWholeNumber),
  ],
);
