import { sql } from 'drizzle-orm';

/**
 * Placeholders of the queries that a loop asks at every turn. Those are prepared once: building and compiling one anew costs
 * ten times as much as running it.
 */
export const NOW = sql.placeholder('now');
export const MERCHANT = sql.placeholder('merchantId');
export const LIMIT = sql.placeholder('limit');

/**
 * Whether anything is due, by the earliest due time: one look at an index. Idle loops ask every minute for months, and what
 * finds the rows costs twenty times as much.
 */
export const isDue = (earliest: { readonly at: number | null } | undefined, now: number): boolean =>
  earliest?.at != null && earliest.at <= now;
