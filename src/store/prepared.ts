import type { FreeAt } from './port/outbox.ts';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/**
 * Placeholders of the queries that a loop asks at every turn. Those are prepared once: building and compiling one anew costs
 * ten times as much as running it.
 */
export const NOW = sql.placeholder('now');
export const MERCHANT = sql.placeholder('merchantId');
export const LIMIT = sql.placeholder('limit');

/**
 * That a column has a value, for SQLite to look at in the rows that it finds by the other conditions. With a plain `=` it may
 * look for the rows by an index on this column instead, and go through years of a shop's charges; it has no statistics to tell
 * that they are many. (The plus: https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_.)
 */
export const equalsUnindexed = (column: SQLiteColumn, value: number): SQL => sql`+${column} = ${value}`;

/**
 * Whether anything is due, by the earliest due time: one look at an index. Idle loops ask every minute for months, and what
 * finds the rows costs twenty times as much.
 */
export const isDue = (earliest: { readonly at: number | null } | undefined, now: number): boolean =>
  earliest?.at != null && earliest.at <= now;

/** For callers that set no limits. */
export const AT_ONCE: FreeAt = () => 0;
/** Before every due time. */
export const NEVER_YET = -1;
