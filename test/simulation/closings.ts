import { ENTRY_KINDS, type EntryKind } from '../../src/domain/books.ts';
import type { BookTotals } from '../../src/domain/closing.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Chance } from './chance.ts';
import type { Outcome } from './model.ts';
import { standingRefunds } from './refunds.ts';
import type { Setting } from './setting.ts';
import { peopleOf, SHOPS } from './shops.ts';

/** Count and sum by kind. */
type Sums = Readonly<Record<EntryKind, { count: number; amountKes: number }>>;

const noSums = (): Sums => ({
  confirmed: { count: 0, amountKes: 0 },
  by_hand: { count: 0, amountKes: 0 },
  refund: { count: 0, amountKes: 0 },
});

/** Somebody closes the day, or their shift. */
export function closeOnePeriod({ people }: Setting, chance: Chance): void {
  const shop = chance.pick(SHOPS);
  const { merchantId } = shop;
  const userId = chance.pick(peopleOf(shop));
  const shiftOf = chance.is(0.5) ? userId : null;
  people.act(userId, { kind: 'closePeriod', merchantId, shiftOf, userId });
}

/**
 * Compares all closings of each day and shift, with what is not closed yet, with an independent fold over the audit trail, to the shilling.
 * Returns what differs.
 */
export async function wrongClosings(
  outcome: Pick<Outcome, 'charges' | 'events'>,
  store: Pick<Store, 'closings'>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const shop of SHOPS)
    for (const shiftOf of [null, ...peopleOf(shop)]) {
      const period = { merchantId: shop.merchantId, shiftOf };
      const scope = { merchantId: shop.merchantId, of: shiftOf ?? ('days' as const) };
      const closed = await store.closings.list(scope, undefined, 10_000);
      const rest = (await store.closings.preview(period)).figures;
      const totals = [
        ...closed.map(({ figures }) => figures.total),
        ...(rest === undefined ? [] : [rest.total]),
      ];
      const [stated, folded] = [sumOf(totals), fold(outcome, period)].map((sums) => JSON.stringify(sums));
      if (stated !== folded)
        problems.push(`the closings of ${JSON.stringify(period)} state ${stated}, the audit trail ${folded}`);
    }
  return problems;
}

function sumOf(totals: readonly BookTotals[]): Sums {
  const sums = noSums();
  for (const { taken, takenBack } of totals)
    for (const kind of ENTRY_KINDS) {
      sums[kind].count += taken[kind].count - takenBack[kind].count;
      sums[kind].amountKes += taken[kind].amountKes - takenBack[kind].amountKes;
    }
  return sums;
}

/** What is paid and refunded in the end, charge by charge. A refund counts while its charge does. */
function fold(
  { charges, events }: Pick<Outcome, 'charges' | 'events'>,
  { merchantId, shiftOf }: { readonly merchantId: number; readonly shiftOf: number | null },
): Sums {
  const sums = noSums();
  for (const charge of charges) {
    const trail = events.get(charge.id) ?? [];
    const state = trail.at(-1)?.to;
    if (charge.merchantId !== merchantId || (shiftOf !== null && charge.userId !== shiftOf)) continue;
    if (state !== 'paid' && state !== 'marked_paid') continue;
    const payment = sums[state === 'paid' ? 'confirmed' : 'by_hand'];
    payment.count += 1;
    payment.amountKes += charge.amountKes;
    for (const { amountKes } of standingRefunds(trail)) {
      sums.refund.count += 1;
      sums.refund.amountKes -= amountKes;
    }
  }
  return sums;
}
