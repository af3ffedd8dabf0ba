import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from 'pg';

/** Codes of faults that end with another try (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const RETRIED: ReadonlySet<string> = new Set([
  // The transaction lost against another one, or both waited for each other.
  '40001',
  '40P01',
  // Another transaction inserted the row first. The next try finds it.
  '23505',
]);

/** Returns PostgreSQL's or the system's code of a fault; undefined if it has none. Drizzle wraps what a statement fails with. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** Whether a transaction that failed so, and left nothing behind, is tried again. */
export const mayRetry = (error: unknown): boolean => RETRIED.has(codeOf(error) ?? '');

/**
 * What a statement failed with, without its values: they are customers' numbers and names, which no log must have. Drizzle writes them into its
 * message, and PostgreSQL into details.
 */
export function withoutValues(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) return withoutValues(error.cause);
  if (!(error instanceof DatabaseError)) return error;
  const { message, code, table, constraint } = error;
  return Object.assign(new Error(message), { code, table, constraint });
}
