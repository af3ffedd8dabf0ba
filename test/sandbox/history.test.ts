import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { MAMA_DUKA, salon } from '../../src/sandbox/history/made-up-shops.ts';
import { history } from '../../src/sandbox/history/history.ts';
import { monthOfSales, type Sale } from '../../src/sandbox/history/sales.ts';
import { ASHA, JUMA, NEEMA } from '../../src/sandbox/people.ts';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import { connectShop } from '../support/connected.ts';
import type { Store } from '../../src/store/port/store.ts';
import { deliverAll, tempFolder, tempStore } from '../support/store.ts';

const ZONE = 'Africa/Nairobi';
/** A Friday evening in Nairobi. */
const UNTIL = Date.parse('2026-11-27T18:00:00+03:00');
const SINCE = Date.parse('2026-10-28T00:00:00+03:00');

const isPaid = ({ end }: Sale): boolean => end !== 'never';
const sum = (sales: readonly Sale[]) => ({
  count: sales.length,
  amountKes: sales.reduce((total, { amountKes }) => total + amountKes, 0),
});

test('the month has some 600 payments on 31 days by two cashiers, of every kind, and all of it is over', () => {
  const sales = monthOfSales(UNTIL, ZONE, MAMA_DUKA);
  const paid = sales.filter(isPaid);
  expect(paid.length).toBeGreaterThan(550);
  expect(paid.length).toBeLessThan(700);
  const days = new Set(sales.map(({ at }) => new Date(at + 3 * 3_600_000).toISOString().slice(0, 10)));
  expect([days.size, [...days].at(0), [...days].at(-1)]).toEqual([31, '2026-10-28', '2026-11-27']);
  expect(new Set(sales.map(({ cashierId }) => cashierId))).toEqual(new Set([ASHA.id, JUMA.id]));
  for (const end of ['late', 'by-hand', 'never'] as const)
    expect(sales.filter((sale) => sale.end === end).length).toBeGreaterThan(5);
  expect(sales.filter(({ refund }) => refund !== undefined).length).toBeGreaterThan(3);
  expect(sales.filter(({ note }) => note !== null).length).toBeGreaterThan(200);
  expect(Math.max(...sales.map(({ endedAt, refund }) => refund?.at ?? endedAt))).toBeLessThan(UNTIL);
  expect(monthOfSales(UNTIL, ZONE, MAMA_DUKA)).toEqual(sales);
});

test('the month of the second shop is smaller and its own', () => {
  const [sales, others] = [salon(2), MAMA_DUKA].map((shop) => monthOfSales(UNTIL, ZONE, shop)) as [
    Sale[],
    Sale[],
  ];
  expect(sales.length).toBeGreaterThan(120);
  expect(sales.length).toBeLessThan(220);
  expect(new Set(sales.map(({ merchantId, cashierId }) => `${merchantId} ${cashierId}`))).toEqual(
    new Set([`2 ${NEEMA.id}`]),
  );
  const places = new Set(others.map(({ place }) => place));
  expect(sales.filter(({ place }) => places.has(place))).toEqual([]);
});

test(
  'reports, books and customers agree with the sales to the shilling, nothing is told, and a second time changes nothing',
  // Two months are filled in, each twice. The machine may be busy.
  { tags: 'slow', timeout: 240_000 },
  async () => {
    const path = join(tempFolder(), 'till.db');
    const store = tempStore(path);
    await store.members.configureOwners([ASHA.id, JUMA.id], 0);
    const shop = {
      name: 'Neema Salon',
      account: { apiKey: 'second-key', username: 'second', email: 's@t.example' },
    };
    const owner = { userId: NEEMA.id, name: 'Neema' };
    const second = await connectShop(store, keyring([newSecretKey()]), shop, owner);
    // The owners are told who connected a shop.
    await deliverAll(store);
    const shops = [MAMA_DUKA, salon(second)];
    const months = shops.map((one) => monthOfSales(UNTIL, ZONE, one));
    const charges = months.flat().length;
    const month = history(path, ZONE, UNTIL, shops);

    const [one, other] = await Promise.all([month.fillIn(), month.fillIn()]);
    expect([one, other]).toEqual([
      { charges, already: false },
      { charges, already: true },
    ]);
    expect(await month.fillIn()).toEqual({ charges, already: true });
    // As after a failure: what is there is not recorded again.
    expect(await history(path, ZONE, UNTIL, shops).fillIn()).toEqual({ charges: 0, already: false });

    await agrees(store, FIRST_MERCHANT, months[0] ?? [], ['Asha', 'Juma']);
    await agrees(store, second, months[1] ?? [], ['Neema']);
    expect(await store.outbox.due(Number.MAX_SAFE_INTEGER, 10, [])).toEqual([]);
    expect(await store.inbox.waiting()).toBe(0);
    expect(await store.charges.toPush(FIRST_MERCHANT, 10)).toEqual([]);
    expect(await store.charges.nextWatchAt(FIRST_MERCHANT)).toBeUndefined();
  },
);

/** Compares a shop's reports, books and customers with the sales that were made up for it. */
async function agrees(
  store: Store,
  merchantId: number,
  sales: readonly Sale[],
  cashiers: readonly string[],
): Promise<void> {
  const paid = sales.filter(isPaid);
  const confirmed = sum(paid.filter(({ end }) => end !== 'by-hand'));
  const byHand = sum(paid.filter(({ end }) => end === 'by-hand'));
  const refunds = sales.flatMap(({ refund }) => (refund === undefined ? [] : [refund.amountKes]));
  const refund = { count: refunds.length, amountKes: -refunds.reduce((total, kes) => total + kes, 0) };
  const scope = { merchantId, chatId: undefined, userId: undefined };
  const report = await store.reports.sums(scope, [SINCE, UNTIL], 5);
  expect(report).toMatchObject({ confirmed, byHand });
  expect(report.cashiers.map(({ name }) => name).toSorted()).toEqual(cashiers);
  const { figures } = await store.closings.preview({ merchantId, shiftOf: null });
  expect(figures?.total.taken).toEqual({ confirmed, by_hand: byHand, refund });
  const customers = await store.customers.list(scope, 0, 1_000);
  const inAll = (of: (takings: (typeof customers)[number]['takings']) => number): number =>
    customers.reduce((total, { takings }) => total + of(takings), 0);
  expect(inAll(({ confirmedKes }) => confirmedKes)).toBe(confirmed.amountKes);
  expect(inAll(({ byHandKes }) => byHandKes)).toBe(byHand.amountKes);
  expect(customers.filter(({ customer }) => customer.name !== null).length).toBeGreaterThan(4);
}
