import type { MerchantDays } from '../../src/reports/merchant-days.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import type { Store } from '../../src/store/port/store.ts';
import { wallTime } from '../reports/zones.ts';
import type { FoldedCharge } from './fold.ts';

/** What makes lists, reports, exports, charts and summaries. A seeded bug puts another one in its place. */
export interface Reads {
  readonly store: Pick<Store, 'reports' | 'chargeQueries' | 'closings' | 'exports' | 'summaries'>;
  readonly days: (zone: string) => MerchantDays;
}

/** Days of a zone, from the first to the last, as `2026-11-27`. */
export interface DayRange {
  readonly zone: string;
  readonly first: string;
  readonly last: string;
}

/** What is compared: what the program says of some days in a scope, and what the audit log says. */
export interface Comparison {
  readonly reads: Reads;
  readonly folded: readonly FoldedCharge[];
  readonly scope: Scope;
  readonly range: DayRange;
}

/** Returns the moments of a range, as the program makes them. */
export const momentsOf = ({ days }: Reads, { zone, first, last }: DayRange) =>
  days(zone).momentsOf({ first, last } as Parameters<MerchantDays['momentsOf']>[0]);

/** Returns the day at the shop, without the program's library. */
export const dayOf = (at: number, zone: string): string => wallTime(at, zone).slice(0, DATE);

/** Whether a moment is on a day of the range, without the program's library. */
export function isIn(at: number, { zone, first, last }: DayRange): boolean {
  const day = dayOf(at, zone);
  return first <= day && day <= last;
}

/** The charges that were paid in a range. */
export const paidIn = (folded: readonly FoldedCharge[], range: DayRange): readonly FoldedCharge[] =>
  folded.filter(({ paid }) => paid !== undefined && isIn(paid.at, range));

/** Returns what differs, in words; nothing if the two are the same. */
export function differing(what: string, said: unknown, folded: unknown): readonly string[] {
  const [a, b] = [JSON.stringify(said), JSON.stringify(folded)];
  return a === b ? [] : [`${what} differs from the audit log: ${a}, not ${b}`];
}

/** Names a comparison in a message. */
export const named = ({ scope, range }: Comparison): string => JSON.stringify({ ...scope, ...range });

/** Adds up amounts by a key. Sums of nothing are left out, and the keys are in order. */
export function sumsBy<T>(
  rows: readonly T[],
  key: (row: T) => string,
  amount: (row: T) => number,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + amount(row));
  return [...sums].filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => a.localeCompare(b));
}

/** The length of `2026-11-27`. */
const DATE = 10;
