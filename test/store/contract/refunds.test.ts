import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import { MAX_REFUNDS } from '../../../src/domain/refund.ts';
import { inAll } from '../../../src/domain/takings.ts';
import type { NewsPayload } from '../../../src/domain/news.ts';
import type { Scope } from '../../../src/store/port/charge-queries.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, deliverAll, effectsOf, letIn, linkGroup } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const [OWNER, MANAGER, CASHIER, OTHER_OWNER, STRANGER] = [7, 8, 9, 10, 11];
const ALL = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };

/** Makes a charge of the cashier that was paid 500 shillings, in a shop with people in every role. */
async function paidCharge(over: Parameters<typeof aCharge>[0] = {}) {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  const chargeId = await create(store, { userId: CASHIER, userName: 'Juma', ...over });
  const move = { chargeId, at: 1, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'pushing', to: 'pending' });
  const paid = { receipt: 'UKO4H7XK2P', paidAt: 1 } as const;
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set: paid });
  return { store, chargeId, ...actions(store, chargeId) };
}

/** Makes an unknown charge of the cashier, which people can mark. */
async function unknownCharge() {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  const chargeId = await create(store, {});
  await store.charges.move({
    chargeId,
    at: 1,
    actor: 'tillbot',
    detail: {},
    from: 'pushing',
    to: 'unknown',
  });
  const mark = async (paid: boolean) =>
    await store.charges.mark({ chargeId, paid, userId: OWNER, at: 5 }, await effectsOf(store, 5));
  return { store, chargeId, mark, ...actions(store, chargeId) };
}

async function create(store: Store, over: Parameters<typeof aCharge>[0]): Promise<number> {
  const outcome = await store.charges.create(aCharge(over), RULE, await effectsOf(store, 0));
  if (outcome.kind !== 'created') throw new Error('not created');
  const { id: chargeId } = outcome.charge;
  await store.charges.move({
    chargeId,
    from: 'created',
    to: 'pushing',
    at: 0,
    actor: 'tillbot',
    detail: {},
  });
  return chargeId;
}

let questions = 0;
const actions = (store: Store, chargeId: number) => ({
  refund: async (
    amount: number,
    userId = MANAGER,
    idempotencyKey = `question:${(questions += 1)}`,
    at = 10,
  ) => {
    const effects = await effectsOf(store, at);
    return await store.refunds.record(
      { chargeId, amountKes: amount as AmountKes, reason: 'torn bag', idempotencyKey, userId, at },
      () => effects,
    );
  },
  takeBack: async (refundId: number, userId = MANAGER, at = 20) => {
    const effects = await effectsOf(store, at);
    return await store.refunds.takeBack({ refundId, reason: 'wrong one', userId, at }, () => effects);
  },
  refunded: async () => (await refundedIn(store, 0, 100, ALL)).amountKes,
});

/** Returns what a report has as refunded. */
const refundedIn = async (store: Store, from: number, to: number, scope: Scope) =>
  inAll((await store.reports.sums(scope, [from, to], 0)).refunded);

const recorded = <T extends { readonly kind: string }>(outcome: T): Extract<T, { kind: 'recorded' }> => {
  expect(outcome.kind).toBe('recorded');
  return outcome as Extract<T, { kind: 'recorded' }>;
};

onEveryEngine(() => {
  describe('a refund', () => {
    test('is kept with who recorded it, when and why, and stands in the audit log without the reason', async () => {
      const { store, chargeId, refund } = await paidCharge();
      const { refund: kept } = recorded(await refund(200));
      expect(kept).toMatchObject({
        chargeId,
        merchantId: FIRST_MERCHANT,
        amountKes: 200,
        reason: 'torn bag',
        recordedAt: 10,
        recordedBy: MANAGER,
        recordedByName: 'Wanjiru',
        takenBackAt: null,
      });
      expect(await store.refunds.of(chargeId)).toEqual([kept]);
      expect(await store.refunds.byRef(kept.ref)).toEqual(kept);
      expect(await store.refunds.byRef('another')).toBeUndefined();
      expect((await store.chargeQueries.events(chargeId)).at(-1)).toMatchObject({
        from: 'paid',
        to: 'paid',
        actor: `user:${MANAGER}`,
        detail: { name: 'Wanjiru', refund: kept.ref, refundedKes: 200 },
      });
    });

    test.each([
      ['a cashier, even on their own charge', CASHIER, 'managers-only'],
      ['a stranger', STRANGER, 'not-yours'],
    ])('by %s is refused', async (_who, userId, why) => {
      const { refund, refunded, store, chargeId } = await paidCharge();
      expect(await refund(100, userId)).toEqual({ kind: 'forbidden', why });
      expect(await refunded()).toBe(0);
      expect(await store.refunds.of(chargeId)).toEqual([]);
    });

    test('cannot be more than was paid, and neither can all that stand together', async () => {
      const { refund, refunded } = await paidCharge();
      expect(await refund(501)).toEqual({ kind: 'too-much', leftKes: 500 });
      recorded(await refund(300));
      expect(await refund(201)).toEqual({ kind: 'too-much', leftKes: 200 });
      recorded(await refund(200, OWNER));
      expect(await refund(1)).toEqual({ kind: 'too-much', leftKes: 0 });
      expect(await refunded()).toBe(500);
    });

    test('by two managers at once is recorded once if both together are more than was paid', async () => {
      const { store, chargeId, refunded } = await paidCharge();
      const by = async (userId: number) => {
        const effects = await effectsOf(store, 10);
        return { userId, effects };
      };
      const both = [await by(MANAGER), await by(OWNER)];
      const outcomes = await Promise.all(
        both.map(({ userId, effects }) =>
          store.refunds.record(
            {
              chargeId,
              amountKes: 500 as AmountKes,
              reason: 'torn bag',
              idempotencyKey: `at once:${userId}`,
              userId,
              at: 10,
            },
            () => effects,
          ),
        ),
      );
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'too-much']);
      expect(await refunded()).toBe(500);
    });

    test('tells what is left of the charge in the transaction that records it', async () => {
      const { store, chargeId } = await paidCharge();
      const left: number[] = [];
      const record = async (amount: number, key: string) => {
        const effects = await effectsOf(store, 10);
        const asked = { chargeId, amountKes: amount as AmountKes, reason: 'x', userId: MANAGER, at: 10 };
        return await store.refunds.record({ ...asked, idempotencyKey: key }, (leftKes) => {
          left.push(leftKes);
          return effects;
        });
      };
      const { refund: kept } = recorded(await record(300, 'one'));
      await record(300, 'too much');
      recorded(await record(200, 'two'));
      const effects = await effectsOf(store, 20);
      const back = { refundId: kept.id, reason: 'x', userId: MANAGER, at: 20 };
      await store.refunds.takeBack(back, (leftKes) => {
        left.push(leftKes);
        return effects;
      });
      expect(left).toEqual([200, 0, 300]);
    });

    test('has a limit for one charge, with those that were taken back', async () => {
      const { refund, takeBack, refunded } = await paidCharge();
      for (let n = 0; n < MAX_REFUNDS; n += 1) {
        const { refund: kept } = recorded(await refund(500));
        await takeBack(kept.id);
      }
      expect(await refund(1)).toEqual({ kind: 'too-many' });
      expect(await refunded()).toBe(0);
    });

    test('of the same question is recorded once', async () => {
      const { refund, refunded } = await paidCharge();
      const { refund: kept } = recorded(await refund(100, MANAGER, 'question:same'));
      expect(await refund(100, MANAGER, 'question:same')).toEqual({ kind: 'already', refund: kept });
      expect(await refunded()).toBe(100);
    });

    test('is not recorded by an update that was settled before', async () => {
      const { store, chargeId, refunded } = await paidCharge();
      const effects = await effectsOf(store, 10);
      await store.inbox.finish(effects);
      const asked = { chargeId, amountKes: 100 as AmountKes, reason: 'x', userId: MANAGER, at: 10 };
      expect(await store.refunds.record({ ...asked, idempotencyKey: 'late' }, () => effects)).toEqual({
        kind: 'settled',
      });
      expect(await refunded()).toBe(0);
    });

    test('of a charge that is not paid, or is marked as not paid after all, is refused', async () => {
      const { mark, refund, refunded } = await unknownCharge();
      expect(await refund(100)).toEqual({ kind: 'not-paid' });
      await mark(true);
      recorded(await refund(100));
      expect(await refunded()).toBe(100);
      await mark(false);
      expect(await refund(100)).toEqual({ kind: 'not-paid' });
      // What was refunded of nothing counts nowhere, until the charge counts as paid again.
      expect(await refunded()).toBe(0);
      await mark(true);
      expect(await refunded()).toBe(100);
    });

    test('loses the numbers in its reasons when the charge’s number is erased', async () => {
      const { store, chargeId } = await paidCharge();
      const asked = { chargeId, amountKes: 100 as AmountKes, userId: MANAGER, at: 10 };
      const [first, second] = [await effectsOf(store, 10), await effectsOf(store, 20)];
      const { refund: kept } = recorded(
        await store.refunds.record(
          { ...asked, reason: 'sent to 0712 345 678', idempotencyKey: 'one' },
          () => first,
        ),
      );
      const back = { refundId: kept.id, userId: MANAGER, at: 20 };
      await store.refunds.takeBack({ ...back, reason: '0712345678 says no' }, () => second);
      const effects = await effectsOf(store, 30);
      const { msisdn } = (await store.chargeQueries.byId(chargeId))!;
      await store.phones.erase(
        FIRST_MERCHANT,
        msisdn as never,
        () => 'hash',
        OWNER,
        30,
        () => effects,
      );
      expect(await store.refunds.byRef(kept.ref)).toMatchObject({
        reason: 'sent to •••',
        takenBackReason: '••• says no',
      });
    });
  });

  describe('taking a refund back', () => {
    test('keeps it in the history with the reason, and what was refunded can be refunded again', async () => {
      const { store, chargeId, refund, takeBack, refunded } = await paidCharge();
      const { refund: kept } = recorded(await refund(500));
      expect(await takeBack(kept.id, OWNER)).toMatchObject({ kind: 'taken-back' });
      expect(await refunded()).toBe(0);
      expect(await store.refunds.of(chargeId)).toMatchObject([
        { amountKes: 500, takenBackAt: 20, takenBackBy: OWNER, takenBackReason: 'wrong one' },
      ]);
      expect((await store.chargeQueries.events(chargeId)).at(-1)?.detail).toMatchObject({
        refund: kept.ref,
        takenBackKes: 500,
      });
      recorded(await refund(500));
      expect(await refunded()).toBe(500);
    });

    test('happens once, whoever is second', async () => {
      const { refund, takeBack } = await paidCharge();
      const { refund: kept } = recorded(await refund(500));
      await takeBack(kept.id, OWNER, 20);
      expect(await takeBack(kept.id, MANAGER, 21)).toMatchObject({
        kind: 'past',
        refund: { takenBackAt: 20, takenBackBy: OWNER },
      });
    });

    test.each([
      ['a cashier', CASHIER, 'managers-only'],
      ['a stranger', STRANGER, 'not-yours'],
    ])('by %s is refused', async (_who, userId, why) => {
      const { refund, takeBack, refunded } = await paidCharge();
      const { refund: kept } = recorded(await refund(500));
      expect(await takeBack(kept.id, userId)).toEqual({ kind: 'forbidden', why });
      expect(await refunded()).toBe(500);
    });
  });

  describe('the sums', () => {
    test('count a refund on the day it was recorded, whenever the charge was paid', async () => {
      const { store, refund } = await paidCharge();
      recorded(await refund(200, MANAGER, 'today', 10));
      recorded(await refund(100, MANAGER, 'later', 30));
      expect(await refundedIn(store, 10, 30, ALL)).toEqual({ count: 1, amountKes: 200 });
      expect(await refundedIn(store, 11, 31, ALL)).toEqual({ count: 1, amountKes: 100 });
      expect(await refundedIn(store, 0, 2, ALL)).toEqual({ count: 0, amountKes: 0 });
      expect(await refundedIn(store, 5, 100, ALL)).toEqual({ count: 2, amountKes: 300 });
    });

    test('consider the charges in the scope only', async () => {
      const { store, refund } = await paidCharge({ chatId: -300, chatKind: 'group' });
      recorded(await refund(200));
      const sum = async (over: Partial<typeof ALL> | { chatId?: number; userId?: number }) =>
        (await refundedIn(store, 0, 100, { ...ALL, ...over })).amountKes;
      expect(await sum({ userId: CASHIER })).toBe(200);
      expect(await sum({ userId: OWNER })).toBe(0);
      expect(await sum({ chatId: -300 })).toBe(200);
      expect(await sum({ chatId: -301 })).toBe(0);
      expect(await sum({ merchantId: 2 })).toBe(0);
    });
  });

  describe('the news of a refund', () => {
    /** Delivers everything and returns the chats that heard of refunds, in order. */
    const told = async (store: Store) =>
      (await deliverAll(store))
        .filter(({ payload }) => (payload as Partial<NewsPayload> | null)?.news?.kind === 'refund')
        .map(({ chatId, payload }) => {
          const { news, threadId, language } = payload as NewsPayload;
          return { chatId, news, threadId, language };
        });

    test('by a manager goes to the owners, to where payments are announced, and to who charged', async () => {
      const { store, refund, takeBack } = await paidCharge();
      await letIn(store, OTHER_OWNER, 'Achieng', 'owner', OWNER);
      await linkGroup(store, -500, OWNER);
      const place = { chatId: -500, threadId: 3, language: 'sw' } as const;
      await store.merchants.announce(FIRST_MERCHANT, place, OWNER, 0, await effectsOf(store, 0));
      const { refund: kept } = recorded(await refund(200));
      const heard = await told(store);
      expect(heard.map(({ chatId }) => chatId).toSorted()).toEqual(
        [-500, OTHER_OWNER, 100, OWNER].toSorted(),
      );
      expect(heard.find(({ chatId }) => chatId === -500)).toMatchObject({ threadId: 3, language: 'sw' });
      expect(heard[0]?.news).toEqual({
        kind: 'refund',
        isTakenBack: false,
        number: 1,
        amountKes: 200,
        paidKes: 500,
        reason: 'torn bag',
        by: 'Wanjiru',
      });
      await takeBack(kept.id);
      expect((await told(store)).map(({ news }) => news)[0]).toMatchObject({
        isTakenBack: true,
        reason: 'wrong one',
      });
    });

    test('by an owner goes to who charged only, and not to a chat that has the answer', async () => {
      const { store, refund, chargeId } = await paidCharge();
      recorded(await refund(200, OWNER));
      expect((await told(store)).map(({ chatId }) => chatId)).toEqual([100]);
      const says = { messages: [{ kind: 'message', chatId: 100, payload: {} }] } as const;
      const asked = { chargeId, amountKes: 100 as AmountKes, reason: 'x', userId: OWNER, at: 11 };
      const effects = await effectsOf(store, 11, says);
      await store.refunds.record({ ...asked, idempotencyKey: 'here' }, () => effects);
      expect(await told(store)).toEqual([]);
    });
  });
});
