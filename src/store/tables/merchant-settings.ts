import { sql } from 'drizzle-orm';
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../../domain/amount.ts';
import type { Language } from '../../domain/language.ts';
import type { Logo } from '../../domain/merchant-settings.ts';
import { merchants } from './merchants.ts';

/** What a merchant's owners have set. A merchant without a row has set nothing (see `DEFAULT_SETTINGS`). */
export const merchantSettings = sqliteTable(
  'merchant_settings',
  {
    merchantId: integer('merchant_id')
      .primaryKey()
      .references(() => merchants.id),
    language: text().$type<Language>(),
    /** In minutes since midnight; both null without quiet hours. */
    quietFrom: integer('quiet_from'),
    quietTo: integer('quiet_to'),
    cashiersMarkPaid: integer('cashiers_mark_paid', { mode: 'boolean' }).notNull().default(true),
    asksFirst: integer('asks_first', { mode: 'boolean' }).notNull().default(false),
    phoneLimit: integer('phone_limit'),
    memberLimit: integer('member_limit'),
    maxAmountKes: integer('max_amount_kes').$type<AmountKes>(),
    receiptLine: text('receipt_line'),
    receiptLogo: text('receipt_logo', { mode: 'json' }).$type<Logo>(),
  },
  () => [
    check('merchant_settings_quiet', sql`(quiet_from IS NULL) = (quiet_to IS NULL)`),
    check('merchant_settings_amount', sql`max_amount_kes BETWEEN 1 AND 250000`),
  ],
);
