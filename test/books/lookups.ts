import type { ChargeFilter } from '../../src/domain/charge-search.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import { differing, type Reads } from './books.ts';
import { inScope, type FoldedCharge } from './fold.ts';

/** Compares what `/pending` lists, and what `/find` finds by an amount, with the audit log. */
export async function wrongLookups(
  { store: { chargeQueries } }: Reads,
  folded: readonly FoldedCharge[],
  scope: Scope,
  amountKes: number,
): Promise<readonly string[]> {
  const mine = inScope(folded, scope);
  const most = mine.length + 1;
  const waiting = await chargeQueries.waiting(scope, most);
  const toCheck = await chargeQueries.mismatched(scope, most);
  const said = {
    waiting: [waiting.total, ...idsOf(waiting.charges)],
    toCheck: [toCheck.total, ...idsOf(toCheck.charges)],
    found: idsOf(await found(chargeQueries, scope, { amountKes })),
  };
  const listed = (which: (one: FoldedCharge) => boolean): readonly number[] =>
    idsOf(mine.filter(which).map(({ charge }) => charge)).toReversed();
  const [isWaiting, isToCheck] = [listed((one) => one.isWaiting), listed((one) => one.isToCheck)];
  return differing(`a list of ${JSON.stringify(scope)}`, said, {
    waiting: [isWaiting.length, ...isWaiting],
    toCheck: [isToCheck.length, ...isToCheck],
    found: listed(({ charge }) => charge.amountKes === amountKes),
  });
}

/** Searches all slices, as `/find` does. */
async function found(
  { search }: Reads['store']['chargeQueries'],
  scope: Scope,
  filter: ChargeFilter,
): Promise<readonly Charge[]> {
  const all: Charge[] = [];
  let from: number | undefined;
  do {
    const slice = await search(scope, [filter], { toward: 'older', from, limit: 1_000 });
    all.push(...slice.charges);
    from = slice.next;
  } while (from !== undefined);
  return all;
}

const idsOf = (charges: readonly Charge[]): readonly number[] => charges.map(({ id }) => id);
