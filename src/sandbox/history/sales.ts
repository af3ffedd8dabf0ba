import { DateTime } from 'luxon';
import type { AmountKes } from '../../domain/amount.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import type { MadeUpShop } from './made-up-shops.ts';

/** A sale of the made-up month, from the charge to its end. Times are epoch milliseconds. */
export interface Sale {
  readonly merchantId: number;
  /** Its place among all made-up sales. The same place always has the same sale. */
  readonly place: number;
  readonly at: number;
  /** Who asks for the money. */
  readonly cashierId: number;
  readonly msisdn: Msisdn;
  readonly customerName: string | null;
  readonly amountKes: AmountKes;
  readonly note: string | null;
  readonly end: SaleEnd;
  /** When it came to its end. */
  readonly endedAt: number;
  readonly refund:
    | { readonly amountKes: AmountKes; readonly reason: string; readonly at: number }
    | undefined;
}

/** `late`: paid after it was told as not confirmed. `by-hand`: marked as paid by the cashier. */
type SaleEnd = 'paid' | 'late' | 'by-hand' | 'never';

const MINUTE_MS = 60_000;
const DAYS = 31;
const OPENS_AT = 7;
const OPEN_HOURS = 13;
const NAMES = ['Wanjiku', 'Otieno', 'Achieng Atieno', 'Mwangi', 'Halima', 'Kiprono', 'Njeri Kamau', 'Baraka'];
const CUSTOMERS = 45;

/**
 * Makes up the sales of a shop in the 31 days that end with `until`, in the order of time. All of it is over by then. The same `until` always
 * gives the same sales.
 */
export function monthOfSales(until: number, timeZone: string, shop: MadeUpShop): readonly Sale[] {
  const random = randomNumbers();
  const lastDay = DateTime.fromMillis(until, { zone: timeZone }).startOf('day');
  const times: number[] = [];
  for (let back = DAYS - 1; back >= 0; back -= 1) {
    const day = lastDay.minus({ days: back });
    const opens = day.set({ hour: OPENS_AT }).toMillis();
    for (let n = shop.salesADay[day.weekday - 1] ?? 0; n > 0; n -= 1)
      times.push(Math.floor(opens + random() * OPEN_HOURS * 60 * MINUTE_MS));
  }
  return times
    .toSorted((a, b) => a - b)
    .map((at, index) => saleAt(shop, at, shop.firstPlace + index, random))
    .filter(({ endedAt, refund }) => (refund?.at ?? endedAt) < until);
}

function saleAt(shop: MadeUpShop, at: number, place: number, random: () => number): Sale {
  const amountKes = pick(shop.amounts, random) as AmountKes;
  // The square makes a few customers come often.
  const customer = Math.floor(random() ** 2 * CUSTOMERS);
  const end = endOf(random());
  const endedAt = at + Math.floor(MINUTES_TO[end] * (0.5 + random()) * MINUTE_MS);
  const isRefunded = end === 'paid' && place % 97 === 0;
  const [first, second = first] = shop.cashiers;
  return {
    merchantId: shop.merchantId,
    place,
    at,
    cashierId: (random() < 0.6 ? first : second)?.id ?? 0,
    msisdn: `${shop.phones}${String(10_000 + customer * 137)}` as Msisdn,
    customerName: NAMES[customer] ?? null,
    amountKes,
    note: random() < 0.6 ? pick(shop.notes, random) : null,
    end,
    endedAt,
    refund: isRefunded ? refundOf(amountKes, endedAt, random) : undefined,
  };
}

/** How many minutes a sale takes to its end, on average. Nobody is marked before the watch has ended. */
const MINUTES_TO: Readonly<Record<SaleEnd, number>> = { paid: 0.4, late: 25, 'by-hand': 180, never: 120 };

const endOf = (chance: number): SaleEnd =>
  chance < 0.92 ? 'paid' : chance < 0.95 ? 'late' : chance < 0.975 ? 'by-hand' : 'never';

const refundOf = (amountKes: AmountKes, paidAt: number, random: () => number): Sale['refund'] => ({
  amountKes: (random() < 0.5 ? amountKes : Math.ceil(amountKes / 2)) as AmountKes,
  reason: 'goods brought back',
  at: paidAt + 45 * MINUTE_MS,
});

const pick = <T>(from: readonly T[], random: () => number): T =>
  from[Math.floor(random() * from.length)] as T;

/** Numbers in [0, 1) that look random and are always the same (mulberry32). */
function randomNumbers(): () => number {
  let state = 4_545;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
