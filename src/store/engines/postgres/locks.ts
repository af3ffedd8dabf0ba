import { createHash } from 'node:crypto';
import type { Lock } from '../../engine.ts';

/** What every transaction that writes holds: alone, or together with others that name their locks. */
const STORE = 'store';

/**
 * Returns the statement that takes a transaction's locks, which it keeps until it has ended. They are taken in one order, so that two transactions do
 * not wait for each other.
 *
 * @param locks undefined to run alone
 */
export function lockStatement(locks: readonly Lock[] | undefined): string {
  if (locks === undefined) return `SELECT pg_advisory_xact_lock(${keyOf(STORE)});`;
  return `SELECT pg_advisory_xact_lock_shared(${keyOf(STORE)});${namedLocks(locks)}`;
}

/** The part of `lockStatement` for locks that become known within the transaction. */
export const namedLocks = (locks: readonly Lock[]): string =>
  [...new Set(locks.map(keyOf))]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((key) => `SELECT pg_advisory_xact_lock(${key});`)
    .join('');

/** A lock's number. Two names with the same one, which nobody will see, would wait for each other without need. */
const keyOf = (name: string): bigint => createHash('sha256').update(name).digest().readBigInt64BE();
