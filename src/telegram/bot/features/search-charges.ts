import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { ChargeFilter } from '../../../domain/charge-search.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { Scope, Toward } from '../../../store/port/charge-queries.ts';
import type { BotServices } from '../bot-services.ts';

/** How many calls of the store one search makes at most: some hundreds of milliseconds of work, between which others go on. */
const MAX_SLICES = 134;
/** What `MAX_SLICES` are in charges, for people. */
export const SEARCHED_AT_MOST = '200,000';

export interface Found {
  /** In the order of the search. */
  readonly charges: readonly Charge[];
  /** Whether the search ended at its limit. There may be more. */
  readonly isCut: boolean;
}

/** Searches a merchant's charges slice by slice until `limit` are found. */
export async function searchCharges(
  { store }: BotServices,
  scope: Scope,
  filters: readonly ChargeFilter[],
  {
    toward,
    from,
    limit,
  }: { readonly toward: Toward; readonly from: number | undefined; readonly limit: number },
): Promise<Found> {
  const charges: Charge[] = [];
  let next = from;
  for (let slice = 0; slice < MAX_SLICES; slice += 1) {
    // The store's queries are synchronous: without a pause, a long search would let nobody else in.
    if (slice > 0) await letOthersRun();
    const left = limit - charges.length;
    const found = await store.chargeQueries.search(scope, filters, { toward, from: next, limit: left });
    charges.push(...found.charges);
    if (charges.length >= limit || found.next === undefined) return { charges, isCut: false };
    ({ next } = found);
  }
  return { charges, isCut: true };
}
