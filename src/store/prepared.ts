import { sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Tx } from './engine.ts';
import type { FreeAt } from './port/outbox.ts';

/**
 * Returns a function that gives a query for a transaction and builds it once, because building costs ten times as much as running. A
 * query whose text varies, for example with the length of a list, is built once for each variant.
 *
 * @param build builds the query, with placeholders for all that differs between its runs
 */
export function preparedOnce<Query, Variant extends readonly [] | readonly [number | string] = []>(
  build: (tx: Tx, ...variant: Variant) => { prepare(): Query },
): (tx: Tx, ...variant: Variant) => Query {
  const prepared = new WeakMap<Tx, Map<number | string | undefined, Query>>();
  return (tx, ...variant) => {
    let queries = prepared.get(tx);
    if (queries === undefined) prepared.set(tx, (queries = new Map()));
    let query = queries.get(variant[0]);
    if (query === undefined) queries.set(variant[0], (query = build(tx, ...variant).prepare()));
    return query;
  };
}

/** A query that can be prepared. */
interface Preparable {
  prepare(): unknown;
}

/** Returns queries by name, each of which is built when it is first used: opening a store builds none. */
export function lazily<Queries extends Readonly<Record<string, () => Preparable>>>(
  queries: Queries,
): { readonly [Name in keyof Queries]: ReturnType<ReturnType<Queries[Name]>['prepare']> } {
  const prepared = {};
  for (const [name, build] of Object.entries(queries))
    Object.defineProperty(prepared, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = build().prepare();
        Object.defineProperty(prepared, name, { value, enumerable: true });
        return value;
      },
    });
  return prepared as ReturnType<typeof lazily<Queries>>;
}

/** Placeholders for the values of a list of this length, which `listed` gives. */
export const listOf = (length: number): Placeholder[] =>
  Array.from({ length }, (_, n) => sql.placeholder(`${n}`));
export const listed = <Value>(values: readonly Value[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(values.entries());

/** Placeholders of prepared queries. */
export const NOW = sql.placeholder('now');
export const MERCHANT = sql.placeholder('merchantId');
export const USER = sql.placeholder('userId');
export const CHAT = sql.placeholder('chatId');
export const CHARGE = sql.placeholder('chargeId');
export const AFTER = sql.placeholder('after');
export const ID = sql.placeholder('id');
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
