import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import { merchants } from './merchants.ts';

/** What a merchant sells, with its price. */
export const items = sqliteTable(
  'items',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** Names it in a button. Random. */
    ref: text().notNull(),
    name: text().notNull(),
    /** The name by which it is found, however its letters are written. */
    nameKey: text('name_key').notNull(),
    priceKes: integer('price_kes').$type<AmountKes>().notNull(),
  },
  (table) => [
    uniqueIndex('items_ref').on(table.ref),
    uniqueIndex('items_name').on(table.merchantId, table.nameKey),
    index('items_by_merchant').on(table.merchantId, table.id),
  ],
);
