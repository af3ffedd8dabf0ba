import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { EntryKind } from '../../../src/domain/books.ts';
import type { Takings } from '../../../src/domain/takings.ts';
import type { ChargeState } from '../../../src/domain/charge-states.ts';
import { netOf, type BookTotals } from '../../../src/domain/closing.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { ClosingOutcome, ClosingPeriod } from '../../../src/store/port/closings.ts';
import type { Move } from '../../../src/store/port/moves.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const [OWNER, MANAGER, CASHIER, OTHER_CASHIER, STRANGER] = [7, 8, 9, 10, 11];
const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const DAY: ClosingPeriod = { merchantId: FIRST_MERCHANT, shiftOf: null };
const shiftOf = (userId: number): ClosingPeriod => ({ merchantId: FIRST_MERCHANT, shiftOf: userId });
const NONE: Takings = { count: 0, amountKes: 0 };

const totals = (
  taken: Partial<Record<EntryKind, readonly [count: number, amountKes: number]>>,
  takenBack: typeof taken = {},
): BookTotals => {
  const all = (some: typeof taken) => {
    const of = ([count, amountKes]: readonly [number, number] = [0, 0]) => ({ count, amountKes });
    return { confirmed: of(some.confirmed), by_hand: of(some.by_hand), refund: of(some.refund) };
  };
  return { taken: all(taken), takenBack: all(takenBack) };
};

/** A shop with people in every role, and what they do. */
async function newShop() {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  await letIn(store, OTHER_CASHIER, 'Otieno', 'cashier', OWNER);
  let made = 0;
  const move = async (chargeId: number, from: ChargeState, to: ChargeState, over: Partial<Move> = {}) => {
    const moved = await store.charges.move({
      chargeId,
      from,
      to,
      at: 0,
      actor: 'gateway',
      detail: {},
      ...over,
    });
    expect(moved.kind).toBe('moved');
  };
  /** Makes a charge that waits for its customer. */
  const ask = async (amountKes: number, userId = CASHIER): Promise<number> => {
    made += 1;
    const asked = aCharge({
      idempotencyKey: `message:${made}`,
      msisdn: phone(`07${String(10_000_000 + made)}`),
      amountKes: amountKes as AmountKes,
      userId,
    });
    const outcome = await store.charges.create(asked, RULE, await effectsOf(store, 0));
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    const { id } = outcome.charge;
    await move(id, 'created', 'pushing');
    await move(id, 'pushing', 'pending');
    return id;
  };
  const pay = async (chargeId: number, at = 1, from: ChargeState = 'pending') =>
    await move(chargeId, from, 'paid', { at, set: { receipt: `UKO12345${chargeId}`, paidAt: at } });
  const sell = async (amountKes: number, userId = CASHIER, at = 1): Promise<number> => {
    const id = await ask(amountKes, userId);
    await pay(id, at);
    return id;
  };
  /** Makes a charge whose end is not known, so that a person may mark it. */
  const askInVain = async (amountKes: number, userId = CASHIER): Promise<number> => {
    const id = await ask(amountKes, userId);
    await move(id, 'pending', 'unconfirmed');
    await move(id, 'unconfirmed', 'expired');
    return id;
  };
  const mark = async (chargeId: number, paid: boolean, at = 1) => {
    const marked = await store.charges.mark(
      { chargeId, paid, userId: OWNER, at },
      await effectsOf(store, at),
    );
    expect(marked.kind).toBe('marked');
  };
  let refunds = 0;
  /** Records a refund of a charge and returns its id. */
  const refund = async (chargeId: number, amountKes: number, at = 1): Promise<number> => {
    refunds += 1;
    const effects = await effectsOf(store, at);
    const what = { chargeId, amountKes: amountKes as AmountKes, reason: 'torn', userId: OWNER, at };
    const outcome = await store.refunds.record(
      { ...what, idempotencyKey: `question:${refunds}` },
      () => effects,
    );
    if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
    return outcome.refund.id;
  };
  const takeBack = async (refundId: number, at = 1) => {
    const effects = await effectsOf(store, at);
    const taken = await store.refunds.takeBack(
      { refundId, reason: 'mistake', userId: OWNER, at },
      () => effects,
    );
    expect(taken.kind).toBe('taken-back');
  };
  const close = async (number: number, period = DAY, userId = OWNER, at = 10): Promise<ClosingOutcome> => {
    const effects = await effectsOf(store, at);
    return await store.closings.close({ ...period, number, userId, at }, () => effects);
  };
  /** Makes a closing and returns its figures. */
  const closed = async (number: number, period = DAY, userId = OWNER, at = 10) => {
    const outcome = await close(number, period, userId, at);
    if (outcome.kind !== 'closed') throw new Error(outcome.kind);
    return outcome.closing.figures;
  };
  return { store, ask, askInVain, pay, sell, mark, refund, takeBack, close, closed, move };
}

const days = async (store: Store) =>
  await store.closings.list({ merchantId: FIRST_MERCHANT, of: 'days' }, undefined, 100);

onEveryEngine(() => {
  describe('a closing of the day', () => {
    test('states the sums by cashier and kind, what is open, the numbers, who closed and the span', async () => {
      const { store, ask, askInVain, sell, mark, close } = await newShop();
      await sell(500);
      await sell(700);
      await sell(90, OTHER_CASHIER);
      await mark(await askInVain(300), true);
      await ask(50, OTHER_CASHIER);
      expect(await close(1, DAY, MANAGER, 20)).toEqual({
        kind: 'closed',
        closing: {
          ...DAY,
          number: 1,
          ref: expect.stringMatching(/^[\w-]{16}$/) as string,
          from: null,
          at: 20,
          closedBy: MANAGER,
          closedByName: 'Wanjiru',
          figures: {
            total: totals({ confirmed: [3, 1_290], by_hand: [1, 300] }),
            cashiers: [
              { userId: CASHIER, name: 'Juma', ...totals({ confirmed: [2, 1_200], by_hand: [1, 300] }) },
              { userId: OTHER_CASHIER, name: 'Otieno', ...totals({ confirmed: [1, 90] }) },
            ],
            open: { count: 1, amountKes: 50 },
            numbers: { first: 1, last: 5 },
          },
        },
      });
      const [kept] = await days(store);
      expect(kept).toMatchObject({ number: 1, figures: { open: { count: 1 } } });
      expect(await store.closings.byRef(kept?.ref ?? '')).toEqual(kept);
      expect(await store.closings.dayByNumber(FIRST_MERCHANT, 1)).toEqual(kept);
      expect(await store.closings.dayByNumber(FIRST_MERCHANT, 2)).toBeUndefined();
    });

    test('holds what was paid since the previous one, and a late payment falls into the next', async () => {
      const { ask, pay, sell, closed } = await newShop();
      await sell(500);
      const late = await ask(200);
      expect(await closed(1)).toMatchObject({ open: { count: 1, amountKes: 200 } });
      await pay(late);
      await sell(40);
      expect(await closed(2, DAY, OWNER, 30)).toMatchObject({
        total: totals({ confirmed: [2, 240] }),
        open: NONE,
        numbers: { first: 3, last: 3 },
      });
    });

    test.each([
      ['back', 1_000_000, 5],
      ['ahead', 5, 1_000_000],
    ])('loses and doubles no payment when the clock is set %s', async (_how, before, after) => {
      const { sell, closed, store } = await newShop();
      await sell(500, CASHIER, before);
      expect((await closed(1, DAY, OWNER, before)).total).toEqual(totals({ confirmed: [1, 500] }));
      await sell(30, CASHIER, after);
      expect((await closed(2, DAY, OWNER, after)).total).toEqual(totals({ confirmed: [1, 30] }));
      expect((await days(store)).map(({ from, at }) => [from, at])).toEqual([
        [before, after],
        [null, before],
      ]);
    });

    test('shows a mark that was corrected in a later one as taken back', async () => {
      const { askInVain, mark, closed } = await newShop();
      const charge = await askInVain(300);
      await mark(charge, true);
      expect((await closed(1)).total).toEqual(totals({ by_hand: [1, 300] }));
      await mark(charge, false);
      const second = await closed(2);
      expect(second.total).toEqual(totals({}, { by_hand: [1, 300] }));
      expect(netOf(second.total)).toEqual({ count: -1, amountKes: -300 });
      expect(second.cashiers).toEqual([
        { userId: CASHIER, name: 'Juma', ...totals({}, { by_hand: [1, 300] }) },
      ]);
    });

    test('counts a mark that M-Pesa confirms later as confirmed, and takes the mark back', async () => {
      const { askInVain, pay, mark, closed } = await newShop();
      const charge = await askInVain(300);
      await mark(charge, true);
      await closed(1);
      await pay(charge, 1, 'marked_paid');
      const { total } = await closed(2);
      expect(total).toEqual(totals({ confirmed: [1, 300] }, { by_hand: [1, 300] }));
      expect(netOf(total)).toEqual(NONE);
    });

    test('counts only the last word on a mark that was changed several times in it', async () => {
      const { askInVain, pay, mark, closed } = await newShop();
      const [changed, confirmed, undone] = [await askInVain(1), await askInVain(20), await askInVain(300)];
      for (const paid of [true, false, true]) await mark(changed, paid);
      await mark(confirmed, true);
      await pay(confirmed, 1, 'marked_paid');
      for (const paid of [true, false]) await mark(undone, paid);
      expect((await closed(1)).total).toEqual(totals({ confirmed: [1, 20], by_hand: [1, 1] }));
    });

    test.each([
      ['as it should', 5],
      ['back', 0],
      ['ahead', 1_000_000],
    ])('has a refund of it apart and deducted, when the clock is set %s', async (_how, at) => {
      const { sell, refund, closed } = await newShop();
      const charge = await sell(500);
      await refund(charge, 200, at);
      const first = await closed(1);
      expect(first.total).toEqual(totals({ confirmed: [1, 500], refund: [1, -200] }));
      expect(netOf(first.total)).toEqual({ count: 1, amountKes: 300 });
      await refund(charge, 50, at);
      const second = await closed(2);
      expect(second.total).toEqual(totals({ refund: [1, -50] }));
      expect(netOf(second.total)).toEqual({ count: 0, amountKes: -50 });
      expect(second.cashiers).toEqual([{ userId: CASHIER, name: 'Juma', ...totals({ refund: [1, -50] }) }]);
    });

    test('shows a refund that is taken back later as a correction, and leaves out one that it has both of', async () => {
      const { sell, refund, takeBack, closed, store } = await newShop();
      const charge = await sell(500);
      const first = await refund(charge, 200);
      await takeBack(await refund(charge, 70));
      expect((await closed(1)).total).toEqual(totals({ confirmed: [1, 500], refund: [1, -200] }));
      await takeBack(first);
      const second = await closed(2);
      expect(second.total).toEqual(totals({}, { refund: [1, -200] }));
      expect(netOf(second.total)).toEqual({ count: 0, amountKes: 200 });
      const entries = await store.exports.entriesOf(DAY, 2, 0, 10);
      expect(entries.map(({ kind, amountKes }) => [kind, amountKes])).toEqual([['refund', 200]]);
      // In the shift of who charged, not of who noted it.
      expect((await closed(1, shiftOf(CASHIER), CASHIER)).total).toEqual(totals({ confirmed: [1, 500] }));
    });

    test('counts the refunds of a mark as long as the mark stands', async () => {
      const { askInVain, mark, pay, refund, takeBack, closed } = await newShop();
      const charge = await askInVain(300);
      await mark(charge, true);
      const [one, other] = [await refund(charge, 100), await refund(charge, 20)];
      expect((await closed(1)).total).toEqual(totals({ by_hand: [1, 300], refund: [2, -120] }));
      await mark(charge, false);
      // It counts for nothing now.
      await takeBack(other);
      const second = await closed(2);
      expect(second.total).toEqual(totals({}, { by_hand: [1, 300], refund: [2, -120] }));
      expect(netOf(second.total)).toEqual({ count: -1, amountKes: -180 });
      await pay(charge, 1, 'marked_unpaid');
      expect((await closed(3)).total).toEqual(totals({ confirmed: [1, 300], refund: [1, -100] }));
      await takeBack(one);
      expect((await closed(4)).total).toEqual(totals({}, { refund: [1, -100] }));
    });

    test('stays as it is whatever happens to its charges and people afterwards', async () => {
      const { store, askInVain, sell, mark, closed } = await newShop();
      await sell(500);
      const charge = await askInVain(300);
      await mark(charge, true);
      await closed(1);
      const before = await days(store);
      await mark(charge, false);
      const erasing = await effectsOf(store, 5);
      const hash = (): string => 'hash';
      await store.phones.erase(FIRST_MERCHANT, phone('0710000001'), hash, OWNER, 5, () => erasing);
      await store.members.rename(CASHIER, 'Another Name');
      const removing = await effectsOf(store, 5);
      await store.members.remove(FIRST_MERCHANT, CASHIER, OWNER, 5, () => removing);
      expect(await days(store)).toEqual(before);
    });

    test('names cashiers who have left as their charges do', async () => {
      const { store, sell, closed } = await newShop();
      await sell(500);
      const removing = await effectsOf(store, 5);
      await store.members.remove(FIRST_MERCHANT, CASHIER, OWNER, 5, () => removing);
      expect((await closed(1)).cashiers).toMatchObject([{ userId: CASHIER, name: 'Asha' }]);
    });

    test('of an empty span is refused, even while an earlier charge is open', async () => {
      const { close, closed, ask, store } = await newShop();
      expect(await close(1)).toEqual({ kind: 'nothing' });
      await ask(500);
      await closed(1);
      expect(await close(2)).toEqual({ kind: 'nothing' });
      expect(await store.closings.preview(DAY)).toEqual({ number: 2, from: 10, figures: undefined });
    });

    test('by two people at once is one closing', async () => {
      const { store, sell, close } = await newShop();
      await sell(500);
      const outcomes = await Promise.all([close(1), close(1, DAY, MANAGER)]);
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['already', 'closed']);
      expect(await days(store)).toHaveLength(1);
      // Pressed again after further payments: it is still that closing.
      await sell(20);
      expect(await close(1)).toMatchObject({ kind: 'already', closing: { number: 1 } });
      expect(await close(3)).toEqual({ kind: 'stale' });
      expect(await days(store)).toHaveLength(1);
    });

    test('is made once with its update, and not at all if the update was settled before', async () => {
      const { store, sell } = await newShop();
      await sell(500);
      const effects = await effectsOf(store, 5);
      await store.inbox.finish(effects);
      const request = { ...DAY, number: 1, userId: OWNER, at: 10 };
      expect(await store.closings.close(request, () => effects)).toEqual({ kind: 'stale' });
      expect(await days(store)).toEqual([]);
    });

    test('is refused to cashiers and strangers', async () => {
      const { store, sell, close } = await newShop();
      await sell(500);
      for (const userId of [CASHIER, STRANGER])
        expect(await close(1, DAY, userId)).toEqual({ kind: 'forbidden' });
      expect(await days(store)).toEqual([]);
    });
  });

  describe('a closing of a shift', () => {
    test('has the person’s own charges and numbers, and does not touch the day', async () => {
      const { store, ask, sell, closed } = await newShop();
      await sell(500);
      await sell(90, OTHER_CASHIER);
      await ask(70);
      await ask(8, OTHER_CASHIER);
      expect(await closed(1, shiftOf(CASHIER), CASHIER)).toEqual({
        total: totals({ confirmed: [1, 500] }),
        cashiers: [{ userId: CASHIER, name: 'Juma', ...totals({ confirmed: [1, 500] }) }],
        open: { count: 1, amountKes: 70 },
        numbers: { first: 1, last: 3 },
      });
      await sell(6);
      expect(await closed(1, shiftOf(OTHER_CASHIER), OTHER_CASHIER)).toMatchObject({
        total: totals({ confirmed: [1, 90] }),
        numbers: { first: 2, last: 4 },
      });
      expect(await closed(2, shiftOf(CASHIER), CASHIER)).toMatchObject({
        total: totals({ confirmed: [1, 6] }),
        numbers: { first: 5, last: 5 },
      });
      expect(await days(store)).toEqual([]);
      expect((await closed(1)).total).toEqual(totals({ confirmed: [3, 596] }));
    });

    test('is refused to everybody else', async () => {
      const { sell, close } = await newShop();
      await sell(500);
      for (const userId of [OWNER, MANAGER, OTHER_CASHIER, STRANGER])
        expect(await close(1, shiftOf(CASHIER), userId)).toEqual({ kind: 'forbidden' });
    });
  });

  test('a list of closings has those of its scope, the newest first, page by page', async () => {
    const { store, sell, closed } = await newShop();
    for (const number of [1, 2, 3]) {
      await sell(500);
      await sell(20, OTHER_CASHIER);
      await closed(number);
      await closed(number, shiftOf(CASHIER), CASHIER);
    }
    await closed(1, shiftOf(OTHER_CASHIER), OTHER_CASHIER);
    const listed = async (of: 'all' | 'days' | number, before?: number, limit = 10) =>
      await store.closings.list({ merchantId: FIRST_MERCHANT, of }, before, limit);
    const named = (closings: Awaited<ReturnType<typeof listed>>) =>
      closings.map(({ shiftOf: whose, number }) => `${whose ?? 'day'} ${number}`);
    expect(named(await listed('all'))).toEqual(['10 1', '9 3', 'day 3', '9 2', 'day 2', '9 1', 'day 1']);
    expect(named(await listed('days'))).toEqual(['day 3', 'day 2', 'day 1']);
    expect(named(await listed(CASHIER))).toEqual(['9 3', '9 2', '9 1']);
    const page = await listed('all', undefined, 3);
    expect(named(page)).toEqual(['10 1', '9 3', 'day 3']);
    expect(named(await listed('all', page.at(-1)?.id, 3))).toEqual(['9 2', 'day 2', '9 1']);
    expect(await store.closings.list({ merchantId: 2, of: 'all' }, undefined, 10)).toEqual([]);
  });

  test(
    'a shop that has never closed is summed up in slices, with what is paid meanwhile',
    { tags: 'slow' },
    async () => {
      const { askInVain, ask, pay, mark, close, closed } = await newShop();
      const charge = await askInVain(3);
      const late = await ask(500);
      // More entries than one slice has.
      for (let n = 0; n < 751; n += 1) for (const paid of [true, false]) await mark(charge, paid);
      await mark(charge, true);
      const [outcome] = await Promise.all([close(1), pay(late)]);
      if (outcome.kind !== 'closed') throw new Error(outcome.kind);
      const { total } = outcome.closing.figures;
      expect(total.taken.by_hand).toEqual({ count: 1, amountKes: 3 });
      // Whether it was paid before or after the closing, it is in one.
      const second =
        total.taken.confirmed.count === 1 ? await close(2) : { kind: 'closed', figures: await closed(2) };
      expect(second).toMatchObject(
        total.taken.confirmed.count === 1
          ? { kind: 'nothing' }
          : { figures: { total: totals({ confirmed: [1, 500] }) } },
      );
    },
  );
});
