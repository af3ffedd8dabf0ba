import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Scope } from '../../../src/store/port/charge-queries.ts';
import { addSums, NO_SUMS, type PaidSums } from '../../../src/domain/takings.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const [ASHA, JUMA, WANJIRU] = [7, 8, 20];
const GROUP = -5;
const HOUR = 3_600_000;
/** Midnight in Nairobi at the beginning of 27 November 2026. */
const MIDNIGHT = Date.parse('2026-11-26T21:00:00Z');
const SHOP: Scope = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };
const MANY = 100;

/** A charge and what becomes of it. */
interface Sale {
  readonly userId: number;
  readonly amountKes: number;
  readonly chatId: number;
  readonly merchantId?: number;
  readonly askedAt: number;
  readonly end:
    | { readonly kind: 'paid' | 'marked' | 'confirmed-after-mark' | 'mark-undone'; readonly at: number }
    | { readonly kind: 'open' | 'declined' };
}

const aSale = (over: Partial<Sale> = {}): Sale => ({
  userId: ASHA,
  amountKes: 100,
  chatId: ASHA,
  askedAt: MIDNIGHT,
  end: { kind: 'paid', at: MIDNIGHT },
  ...over,
});

let sales = 0;

/** Makes a charge and lets it come to its end. */
async function sell(
  store: Store,
  { userId, amountKes, chatId, merchantId = FIRST_MERCHANT, askedAt, end }: Sale,
): Promise<number> {
  const n = (sales += 1);
  const rule = {
    at: askedAt,
    steadyAt: askedAt,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  const wanted = aCharge({
    idempotencyKey: `sale ${n}`,
    merchantId,
    userId,
    userName: `Name of ${userId}`,
    chatId,
    chatKind: chatId < 0 ? 'group' : 'private',
    amountKes: amountKes as AmountKes,
    msisdn: phone(`07${String(10_000_000 + n)}`),
    requestedAt: askedAt,
  });
  const outcome = await store.charges.create(wanted, rule, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const chargeId = outcome.charge.id;
  const move = { chargeId, at: askedAt, actor: 'gateway', detail: {}, sameCard: true } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  if (end.kind === 'declined') {
    await store.charges.move({ ...move, from: 'pushing', to: 'declined' });
    return chargeId;
  }
  if (end.kind === 'open' || end.kind === 'paid') {
    await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: `T${n}` } });
    if (end.kind === 'paid') await confirm(store, chargeId, 'pending', end.at);
    return chargeId;
  }
  await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
  const markedAt = end.kind === 'marked' ? end.at : askedAt;
  await mark(store, chargeId, merchantId, true, markedAt);
  if (end.kind === 'mark-undone') await mark(store, chargeId, merchantId, false, end.at);
  if (end.kind === 'confirmed-after-mark') await confirm(store, chargeId, 'marked_paid', end.at);
  return chargeId;
}

const mark = async (store: Store, chargeId: number, merchantId: number, paid: boolean, at: number) =>
  await store.charges.mark(
    { chargeId, paid, userId: merchantId === FIRST_MERCHANT ? ASHA : WANJIRU, at },
    await effectsOf(store, at),
  );

const confirm = async (store: Store, chargeId: number, from: 'pending' | 'marked_paid', at: number) =>
  await store.charges.move({
    chargeId,
    from,
    to: 'paid',
    at,
    actor: 'gateway',
    detail: {},
    set: { receipt: `UK${String(chargeId).padStart(8, '0')}`, paidAt: at },
  });

/** Records a refund, and returns its id. */
async function refund(store: Store, chargeId: number, amountKes: number, at: number): Promise<number> {
  const effects = await effectsOf(store, at);
  const idempotencyKey = `refund ${chargeId} ${amountKes} ${at}`;
  const asked = { chargeId, amountKes: amountKes as AmountKes, reason: 'torn', userId: ASHA, at };
  const outcome = await store.refunds.record({ ...asked, idempotencyKey }, () => effects);
  if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
  return outcome.refund.id;
}

/** Sums that are made charge by charge, as a person with the list of charges would. */
function naiveSums(charges: readonly Charge[], scope: Scope, from: number, to: number): PaidSums {
  const takings = (state: Charge['state']) => {
    const found = charges.filter(
      (charge) =>
        charge.state === state &&
        charge.merchantId === scope.merchantId &&
        (scope.userId === undefined || charge.userId === scope.userId) &&
        (scope.chatId === undefined || charge.message?.chatId === scope.chatId) &&
        charge.paidAt !== null &&
        charge.paidAt >= from &&
        charge.paidAt < to,
    );
    return { count: found.length, amountKes: found.reduce((sum, { amountKes }) => sum + amountKes, 0) };
  };
  return { ...NO_SUMS, confirmed: takings('paid'), byHand: takings('marked_paid') };
}

const paidOf = ({ confirmed, byHand, refunded }: PaidSums): PaidSums => ({ confirmed, byHand, refunded });
const nothing = { count: 0, amountKes: 0 };
const sumsOf = (confirmed: number, byHand = 0): PaidSums => ({
  ...NO_SUMS,
  confirmed: { count: confirmed === 0 ? 0 : 1, amountKes: confirmed },
  byHand: { count: byHand === 0 ? 0 : 1, amountKes: byHand },
});

async function withTwoPeople(): Promise<Store> {
  const store = await newStore();
  await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
  return store;
}

onEveryEngine(() => {
  describe('sums', () => {
    test('of nothing are zero in every part', async () => {
      const store = await newStore();
      expect(await store.reports.sums(SHOP, [0, HOUR, 2 * HOUR], MANY)).toEqual({
        ...NO_SUMS,
        cashiers: [],
        otherCashiers: { people: 0, ...NO_SUMS },
        parts: [sumsOf(0), sumsOf(0)],
      });
    });

    test('count a payment on the day of its confirmation, to the millisecond around midnight', async () => {
      const store = await newStore();
      await sell(
        store,
        aSale({ amountKes: 1, askedAt: MIDNIGHT - 60_000, end: { kind: 'paid', at: MIDNIGHT - 1 } }),
      );
      await sell(
        store,
        aSale({ amountKes: 20, askedAt: MIDNIGHT - 60_000, end: { kind: 'paid', at: MIDNIGHT } }),
      );
      const DAY = 24 * HOUR;
      const sums = await store.reports.sums(SHOP, [MIDNIGHT - DAY, MIDNIGHT, MIDNIGHT + DAY], MANY);
      expect(sums.parts).toEqual([sumsOf(1), sumsOf(20)]);
      expect(paidOf(sums)).toEqual({ ...NO_SUMS, confirmed: { count: 2, amountKes: 21 } });
    });

    test('hold a mark apart until M-Pesa confirms it, and then count it on the day of the confirmation', async () => {
      const store = await newStore();
      const bounds = [MIDNIGHT, MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR];
      const id = await sell(store, aSale({ end: { kind: 'marked', at: MIDNIGHT } }));
      expect((await store.reports.sums(SHOP, bounds, MANY)).parts).toEqual([sumsOf(0, 100), sumsOf(0)]);
      await confirm(store, id, 'marked_paid', MIDNIGHT + HOUR);
      expect((await store.reports.sums(SHOP, bounds, MANY)).parts).toEqual([sumsOf(0), sumsOf(100)]);
    });

    test('leave out a mark that was undone, and what was never paid', async () => {
      const store = await newStore();
      await sell(store, aSale({ end: { kind: 'mark-undone', at: MIDNIGHT } }));
      await sell(store, aSale({ end: { kind: 'open' } }));
      await sell(store, aSale({ end: { kind: 'declined' } }));
      expect(paidOf(await store.reports.sums(SHOP, [0, MIDNIGHT + HOUR], MANY))).toEqual(sumsOf(0));
    });

    test('name the cashiers as they are called now, the greatest sum first, and those who left by their last charge', async () => {
      const store = await withTwoPeople();
      await sell(store, aSale({ userId: JUMA, amountKes: 50 }));
      await letIn(store, 99, 'Otieno', 'cashier', ASHA);
      await sell(store, aSale({ userId: 99, amountKes: 10 }));
      const effects = await effectsOf(store, MIDNIGHT);
      await store.members.remove(FIRST_MERCHANT, 99, ASHA, MIDNIGHT, () => effects);
      await sell(store, aSale({ userId: ASHA, amountKes: 70 }));
      await store.members.rename(JUMA, 'Juma Otieno');
      const { cashiers } = await store.reports.sums(SHOP, [MIDNIGHT, MIDNIGHT + 1], MANY);
      expect(cashiers.map(({ name, confirmed }) => [name, confirmed.amountKes])).toEqual([
        [expect.any(String), 70],
        ['Juma Otieno', 50],
        ['Name of 99', 10],
      ]);
    });

    test('name so many cashiers, and add up the others', async () => {
      const store = await withTwoPeople();
      for (const userId of [98, 99]) await letIn(store, userId, `Cashier ${userId}`, 'cashier', ASHA);
      for (const [place, userId] of [ASHA, JUMA, 98, 99].entries())
        await sell(store, aSale({ userId, amountKes: 1000 - place }));
      const sums = await store.reports.sums(SHOP, [MIDNIGHT, MIDNIGHT + 1], 2);
      expect(sums.cashiers.map(({ userId }) => userId)).toEqual([ASHA, JUMA]);
      expect(sums.otherCashiers).toEqual({
        people: 2,
        ...NO_SUMS,
        confirmed: { count: 2, amountKes: 998 + 997 },
      });
    });

    test('deduct a refund when it was recorded, to the millisecond, of whom and by what proves the payment', async () => {
      const store = await withTwoPeople();
      const bounds = [MIDNIGHT, MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR];
      const paid = await sell(store, aSale({ userId: JUMA, end: { kind: 'paid', at: MIDNIGHT - HOUR } }));
      const marked = await sell(store, aSale({ amountKes: 30, end: { kind: 'marked', at: MIDNIGHT } }));
      await refund(store, paid, 1, MIDNIGHT - 1);
      await refund(store, paid, 20, MIDNIGHT);
      await refund(store, paid, 40, MIDNIGHT + HOUR);
      await refund(store, paid, 3, MIDNIGHT + 2 * HOUR);
      await refund(store, marked, 8, MIDNIGHT + HOUR - 1);
      const undone = await refund(store, marked, 5, MIDNIGHT + HOUR);
      const effects = await effectsOf(store, MIDNIGHT);
      const back = { refundId: undone, reason: 'mistake', userId: ASHA, at: MIDNIGHT + HOUR };
      await store.refunds.takeBack(back, () => effects);
      const sums = await store.reports.sums(SHOP, bounds, MANY);
      const one = (amountKes: number) => ({ count: 1, amountKes });
      const first = { ...sumsOf(0, 30), refunded: { confirmed: one(20), byHand: one(8) } };
      const second = { ...NO_SUMS, refunded: { confirmed: one(40), byHand: nothing } };
      expect(sums.parts).toEqual([first, second]);
      expect(paidOf(sums)).toEqual(addSums(first, second));
      expect(sums.cashiers.map(({ userId, ...of }) => [userId, paidOf(of)])).toEqual([
        [ASHA, { ...sumsOf(0, 30), refunded: { confirmed: nothing, byHand: one(8) } }],
        [JUMA, { ...NO_SUMS, refunded: { confirmed: { count: 2, amountKes: 60 }, byHand: nothing } }],
      ]);
      // Without the mark nothing is paid, so nothing is refunded.
      await mark(store, marked, FIRST_MERCHANT, false, MIDNIGHT + HOUR);
      const later = await store.reports.sums(SHOP, bounds, MANY);
      expect(later.byHand).toEqual(nothing);
      expect(later.refunded.byHand).toEqual(nothing);
    });

    test('go through many refunds, and are of one state though one is recorded meanwhile', async () => {
      const store = await newStore();
      const bounds = Array.from({ length: 300 }, (_, hour) => MIDNIGHT + hour * HOUR);
      const id = await sell(store, aSale({ amountKes: 1_000 }));
      for (let n = 0; n < 10; n += 1) await refund(store, id, 7, MIDNIGHT + n * 20 * HOUR);
      const made = store.reports.sums(SHOP, bounds, MANY);
      await refund(store, id, 500, bounds.at(-2)!);
      const sums = await made;
      expect(sums.refunded.confirmed).toEqual({ count: 11, amountKes: 570 });
      expect(sums.parts.at(-1)?.refunded.confirmed).toEqual({ count: 1, amountKes: 500 });
    });

    test('are of one state, though a mark is confirmed while they are made', async () => {
      const store = await newStore();
      // More parts than one slice goes through, so that others run between the slices.
      const bounds = Array.from({ length: 300 }, (_, hour) => MIDNIGHT + hour * HOUR);
      const last = bounds.at(-2)!;
      const id = await sell(store, aSale({ end: { kind: 'marked', at: MIDNIGHT } }));
      const made = store.reports.sums(SHOP, bounds, MANY);
      await confirm(store, id, 'marked_paid', last);
      const sums = await made;
      expect(sums.confirmed.count + sums.byHand.count).toBe(1);
      expect(sums.confirmed.amountKes).toBe(100);
      expect(sums.parts.at(-1)).toEqual(sumsOf(100));
    });

    test('are made all the same if payments never stop coming', async () => {
      const store = await newStore();
      const bounds = Array.from({ length: 300 }, (_, hour) => MIDNIGHT + hour * HOUR);
      const ending = new AbortController();
      let count = 0;
      const made = store.reports.sums(SHOP, bounds, MANY).finally(() => ending.abort());
      while (!ending.signal.aborted && count < 200) {
        await new Promise((resolve) => setImmediate(resolve));
        await sell(
          store,
          aSale({ amountKes: 1, end: { kind: 'paid', at: MIDNIGHT + (count % 299) * HOUR } }),
        );
        count += 1;
      }
      const sums = await made;
      expect(sums.confirmed.count).toBeGreaterThan(0);
      expect(sums.confirmed.count).toBeLessThanOrEqual(count);
      expect(sums.parts.reduce((sum, part) => sum + part.confirmed.count, 0)).toBe(sums.confirmed.count);
    });
  });

  describe('any sales', () => {
    const at = fc.integer({ min: 0, max: 47 }).map((hour) => MIDNIGHT + hour * HOUR - (hour % 2));
    const anySale: fc.Arbitrary<Sale> = fc.record({
      userId: fc.constantFrom(ASHA, JUMA),
      amountKes: fc.integer({ min: 1, max: 250_000 }),
      chatId: fc.constantFrom(ASHA, GROUP),
      merchantId: fc.constantFrom(FIRST_MERCHANT, FIRST_MERCHANT, 2),
      askedAt: at,
      end: fc.oneof(
        fc.record({ kind: fc.constantFrom('paid', 'marked', 'confirmed-after-mark', 'mark-undone'), at }),
        fc.record({ kind: fc.constantFrom('open', 'declined') }),
      ),
    });

    test(
      'are summed up, listed and left open as a naive fold over the charges says',
      { tags: 'slow' },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(anySale, { minLength: 1, maxLength: 25 }),
            fc.uniqueArray(at, { minLength: 2, maxLength: 12 }),
            async (wanted, bounds) => {
              const store = await twoShops();
              for (const sale of wanted) await sell(store, sale);
              await compare(
                store,
                await everyCharge(store),
                bounds.toSorted((a, b) => a - b),
              );
            },
          ),
          { numRuns: 10 },
        );
      },
    );
  });

  describe('the latest payments', () => {
    test('come in pages, the last paid first', async () => {
      const store = await newStore();
      const ids: number[] = [];
      for (let n = 0; n < 7; n += 1)
        ids.unshift(await sell(store, aSale({ end: { kind: 'paid', at: MIDNIGHT + (n >> 1) } })));
      const span = { from: MIDNIGHT, to: MIDNIGHT + HOUR };
      const page = async (skip: number) => {
        const { charges, isMore } = await store.reports.latest(SHOP, span, skip, 3);
        return [charges.map(({ id }) => id), isMore];
      };
      expect(await page(0)).toEqual([ids.slice(0, 3), true]);
      expect(await page(3)).toEqual([ids.slice(3, 6), true]);
      expect(await page(6)).toEqual([ids.slice(6), false]);
      expect(await page(9)).toEqual([[], false]);
    });
  });

  describe('what is open', () => {
    test('is what was asked for in the span, without what is to be checked', async () => {
      const store = await newStore();
      await sell(store, aSale({ amountKes: 10, askedAt: MIDNIGHT - 1, end: { kind: 'open' } }));
      await sell(store, aSale({ amountKes: 200, askedAt: MIDNIGHT, end: { kind: 'open' } }));
      const odd = await sell(store, aSale({ amountKes: 3_000, askedAt: MIDNIGHT, end: { kind: 'open' } }));
      const payment = { amount: '2999', receipt: 'UKO0000001' };
      await store.charges.noteMismatch(odd, 'amount', payment, MIDNIGHT, {});
      expect(await store.reports.open(SHOP, { from: MIDNIGHT, to: MIDNIGHT + HOUR })).toEqual({
        waiting: { count: 1, amountKes: 200 },
        toCheck: { count: 1, amountKes: 3_000 },
      });
    });
  });
});

const KEYS = keyring([newSecretKey()]);

async function twoShops(): Promise<Store> {
  const store = await withTwoPeople();
  const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
  const owner = { userId: WANJIRU, name: 'Wanjiru' };
  const second = await connectShop(store, KEYS, { name: 'Two', account }, owner);
  for (const [userId, name] of [
    [ASHA, 'Asha'],
    [JUMA, 'Juma'],
  ] as const)
    await letIn(store, userId, name, 'cashier', WANJIRU, second);
  return store;
}

/** Every charge of a new store, by its id. */
async function everyCharge(store: Store): Promise<readonly Charge[]> {
  const found: Charge[] = [];
  for (let id = 1; ; id += 1) {
    const charge = await store.chargeQueries.byId(id);
    if (charge === undefined) return found;
    found.push(charge);
  }
}

/** Compares the reports of every scope with naive folds. */
async function compare(store: Store, all: readonly Charge[], bounds: readonly number[]): Promise<void> {
  const span = { from: bounds[0]!, to: bounds.at(-1)! };
  for (const merchantId of [FIRST_MERCHANT, 2])
    for (const chatId of [undefined, GROUP])
      for (const userId of [undefined, JUMA]) {
        const scope = { merchantId, chatId, userId };
        const sums = await store.reports.sums(scope, bounds, MANY);
        expect(paidOf(sums)).toEqual(naiveSums(all, scope, span.from, span.to));
        expect(sums.parts).toEqual(
          bounds.slice(1).map((to, part) => naiveSums(all, scope, bounds[part]!, to)),
        );
        for (const cashier of sums.cashiers)
          expect(paidOf(cashier)).toEqual(
            naiveSums(all, { ...scope, userId: cashier.userId ?? undefined }, span.from, span.to),
          );
        const { charges: latest, isMore } = await store.reports.latest(scope, span, 0, MANY);
        expect(isMore).toBe(false);
        expect(latest).toHaveLength(sums.confirmed.count + sums.byHand.count);
        const open = all.filter(
          (charge) =>
            charge.state === 'pending' &&
            charge.merchantId === merchantId &&
            (chatId === undefined || charge.message?.chatId === chatId) &&
            (userId === undefined || charge.userId === userId) &&
            charge.requestedAt >= span.from &&
            charge.requestedAt < span.to,
        );
        expect((await store.reports.open(scope, span)).waiting).toEqual({
          count: open.length,
          amountKes: open.reduce((sum, { amountKes }) => sum + amountKes, 0),
        });
      }
}
