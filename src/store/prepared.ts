import { sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { FreeAt } from './port/outbox.ts';

/**
 * Placeholders of prepared queries. Building and compiling a query costs ten times as much as running it.
 */
export const NOW = sql.placeholder('now');
export const MERCHANT = sql.placeholder('merchantId');
export const LIMIT = sql.placeholder('limit');

/**
 * Compares a column without using an index on it: SQLite checks it in the rows that the other conditions find. With a plain `=`
 * it may use that index instead and scan years of a merchant's charges, because it has no statistics. (The plus:
 * https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_.)
 */
export const equalsUnindexed = (column: SQLiteColumn, value: number | Placeholder): SQL =>
  sql`+${column} = ${value}`;

/**
 * Returns whether anything is due, by the earliest due time: one look at an index. An idle worker asks every minute, and the
 * query for the rows costs twenty times as much.
 */
export const isDue = (earliest: { readonly at: number | null } | undefined, now: number): boolean =>
  earliest?.at != null && earliest.at <= now;

/** For callers that set no limits. */
export const AT_ONCE: FreeAt = () => 0;
/** Before every due time. */
export const NEVER_YET = -1;
