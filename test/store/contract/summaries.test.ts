import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import {
  isSummaryPayload,
  type SummaryChartPayload,
  type SummaryPayload,
} from '../../../src/domain/messages.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import { mergeMembers, totalOf, type SummaryPeriod } from '../../../src/domain/summary.ts';
import { NO_SUMS, NO_TAKINGS } from '../../../src/domain/takings.ts';
import type { DueSummary, SetOutcome } from '../../../src/store/port/summaries.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, linkGroup, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';
import { allDue, newsIn } from './shop-groups.ts';

const [OWNER, MANAGER, CASHIER] = [7, 8, 9];
const GROUP = -500;
const EVENING = 1_200;
const NOON = 43_200_000;
const DAY = 86_400_000;

async function staffed(): Promise<Store> {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  await linkGroup(store, GROUP, OWNER);
  return store;
}

const place = (chatId: number, threadId: number | null = null) => ({
  merchantId: FIRST_MERCHANT,
  chatId,
  threadId,
});

async function set(
  store: Store,
  where: ReturnType<typeof place>,
  userId: number,
  what: { readonly period?: SummaryPeriod; readonly minute?: number } = {},
): Promise<SetOutcome> {
  const effects = await effectsOf(store, 0);
  const { period = 'day', minute = EVENING } = what;
  return await store.summaries.set(where, { period, minute, language: 'en' }, userId, 0, () => effects);
}

async function end(store: Store, where: ReturnType<typeof place>, userId: number) {
  const effects = await effectsOf(store, 0);
  return await store.summaries.end(where, undefined, userId, 0, () => effects);
}

/** Makes a charge that is paid, or marked as paid, at a time. */
async function pay(
  store: Store,
  n: number,
  over: Parameters<typeof aCharge>[0],
  at: number,
  byHand = false,
): Promise<void> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const asked = aCharge({ idempotencyKey: `pay ${n}`, msisdn: phone(`07${12_000_000 + n}`), ...over });
  const created = await store.charges.create(asked, rule, await effectsOf(store, at));
  if (created.kind !== 'created') throw new Error(created.kind);
  const move = { chargeId: created.charge.id, at, actor: 'gateway', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  if (byHand) {
    await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
    const mark = { chargeId: created.charge.id, paid: true, userId: OWNER, at };
    await store.charges.mark(mark, await effectsOf(store, at));
    return;
  }
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: `T${n}` } });
  const receipt = `UKO4H7X${String(n).padStart(3, '0')}`;
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set: { receipt, paidAt: at } });
}

/** Records a refund of a charge, and returns its id. */
async function refund(store: Store, chargeId: number, amountKes: number, at: number): Promise<number> {
  const effects = await effectsOf(store, at);
  const outcome = await store.refunds.record(
    {
      chargeId,
      amountKes: amountKes as AmountKes,
      reason: 'torn',
      userId: OWNER,
      at,
      idempotencyKey: `refund ${chargeId} ${at}`,
    },
    () => effects,
  );
  if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
  return outcome.refund.id;
}

/** Takings of few payments. */
async function takingsOf(store: Store, summary: DueSummary, from: number, to: number) {
  const members = await store.summaries.takings(summary, from, to);
  if (members === undefined) throw new Error('too many payments');
  return members;
}

/** Sums a summary of the first day of 1970 up to noon. */
async function sum(store: Store, summary: DueSummary, key = '1970-01-01', nextDueAt = DAY) {
  const members = mergeMembers([await takingsOf(store, summary, 0, NOON)]);
  const figures = {
    period: summary.period,
    firstDay: key,
    lastDay: key,
    from: 0,
    until: NOON,
    ...totalOf(members),
    members,
    days: [{ day: key, ...totalOf(members).confirmed }],
    earlier: null,
  };
  return await store.summaries.sum(summary, { key, nextDueAt, figures }, NOON);
}

const due = async (store: Store, now = DAY): Promise<DueSummary> =>
  (await store.summaries.due(now, 10, []))[0]!;

/** Returns the summaries that wait, with their chats, and the charges that follow them. */
async function told(store: Store) {
  return (await allDue(store))
    .filter(({ row }) => isSummaryPayload(row.payload))
    .map(({ row, charge }) => ({
      chatId: row.chatId,
      charge: charge?.number,
      payload: row.payload as SummaryPayload,
    }));
}

onEveryEngine(() => {
  describe('a summary', () => {
    test('is set by managers and owners: in their own private chat, in a linked group, and in its topics', async () => {
      const store = await staffed();
      expect(await set(store, place(OWNER), OWNER)).toBe('set');
      expect(await set(store, place(MANAGER), MANAGER)).toBe('set');
      expect(await set(store, place(GROUP), MANAGER)).toBe('set');
      expect(await set(store, place(GROUP, 17), OWNER)).toBe('set');
      for (const [chatId, userId] of [
        [CASHIER, CASHIER],
        [GROUP, CASHIER],
        [MANAGER, OWNER],
        [-501, OWNER],
        [666, 666],
      ] as const)
        expect(await set(store, place(chatId), userId)).toBe('not-yours');
      expect(await store.summaries.of(place(GROUP, 17))).toMatchObject([
        { period: 'day', minute: EVENING, setBy: OWNER, dueAt: 0, lastKey: null, threadId: 17 },
      ]);
      expect(await store.summaries.of(place(CASHIER))).toEqual([]);
    });

    test('of a day, a week and a month stand side by side, and a time that is set again changes nothing', async () => {
      const store = await staffed();
      for (const period of ['month', 'day', 'week'] as const)
        expect(await set(store, place(OWNER), OWNER, { period })).toBe('set');
      const [first] = await store.summaries.due(0, 1, []);
      await store.summaries.schedule(first!, 77);
      expect(await set(store, place(OWNER), OWNER, { period: first!.period })).toBe('same');
      const all = await store.summaries.of(place(OWNER));
      expect(all.map(({ period }) => period)).toEqual(['day', 'week', 'month']);
      expect(all.find(({ id }) => id === first!.id)?.dueAt).toBe(77);
      expect(await set(store, place(OWNER), OWNER, { period: first!.period, minute: 60 })).toBe('set');
      expect((await store.summaries.of(place(OWNER))).find(({ id }) => id === first!.id)).toMatchObject({
        minute: 60,
        dueAt: 0,
      });
      expect((await store.merchants.history(1, 9)).filter(({ what }) => what === 'summary-set')).toHaveLength(
        4,
      );
    });

    test('can be set thirty times for a shop', async () => {
      const store = await staffed();
      for (let topic = 1; topic <= 30; topic += 1)
        expect(await set(store, place(GROUP, topic), OWNER)).toBe('set');
      expect(await set(store, place(GROUP, 31), OWNER)).toBe('too-many');
      expect(await set(store, place(GROUP, 30), OWNER, { minute: 1 })).toBe('set');
    });

    test('is due by its time, the longest due first, except for some', async () => {
      const store = await staffed();
      expect(await store.summaries.nextDueAt()).toBeUndefined();
      await set(store, place(OWNER), OWNER);
      await set(store, place(MANAGER), MANAGER);
      const [first, second] = await store.summaries.due(0, 10, []);
      expect(await store.summaries.schedule(first!, 2_000)).toBe(true);
      expect(await store.summaries.schedule(second!, 1_000)).toBe(true);
      expect(await store.summaries.nextDueAt()).toBe(1_000);
      const idsDue = async (now: number, except: readonly number[] = []) =>
        (await store.summaries.due(now, 10, except)).map(({ id }) => id);
      expect(await idsDue(999)).toEqual([]);
      expect(await idsDue(2_000)).toEqual([second!.id, first!.id]);
      expect(await idsDue(2_000, [second!.id])).toEqual([first!.id]);
      // As it was read, it is not any more.
      expect(await store.summaries.schedule(first!, 5)).toBe(false);
    });

    test('is of the whole shop in private and where all payments are announced, else of the group', async () => {
      const store = await staffed();
      await set(store, place(GROUP), OWNER);
      expect((await due(store)).isWholeShop).toBe(false);
      await pay(store, 1, { userId: CASHIER, chatId: GROUP, chatKind: 'group' }, 5);
      await pay(store, 2, { userId: CASHIER, chatId: CASHIER }, 6);
      const inGroup = await due(store);
      expect(totalOf(await takingsOf(store, inGroup, 0, 100)).confirmed.count).toBe(1);
      const announced = { chatId: GROUP, threadId: null, language: 'en' } as const;
      await store.merchants.announce(1, announced, OWNER, 0, await effectsOf(store, 0));
      const ofAll = await due(store);
      expect(ofAll.isWholeShop).toBe(true);
      expect(totalOf(await takingsOf(store, ofAll, 0, 100)).confirmed.count).toBe(2);
      expect(await sum(store, inGroup)).toBe('moved-on');
      expect(await sum(store, ofAll)).toBe('summed');
    });
  });

  describe('takings', () => {
    test('are summed by person, marks apart, from the first moment to before the last', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      const summary = await due(store);
      await pay(store, 1, { userId: CASHIER, amountKes: 100 as AmountKes }, 10);
      await pay(store, 2, { userId: CASHIER, amountKes: 20 as AmountKes }, 19);
      await pay(store, 3, { userId: OWNER, amountKes: 3 as AmountKes }, 15, true);
      await pay(store, 4, { userId: OWNER, amountKes: 1_000 as AmountKes }, 20);
      await pay(store, 5, { userId: OWNER, amountKes: 1_000 as AmountKes }, 9);
      const members = await takingsOf(store, summary, 10, 20);
      expect(mergeMembers([members])).toEqual([
        { userId: CASHIER, ...NO_SUMS, confirmed: { count: 2, amountKes: 120 } },
        { userId: OWNER, ...NO_SUMS, byHand: { count: 1, amountKes: 3 } },
      ]);
      const scope = { merchantId: 1, chatId: undefined, userId: undefined };
      const { confirmed, byHand } = await store.reports.sums(scope, [10, 20], 10);
      expect(totalOf(members)).toMatchObject({ confirmed, byHand });
    });

    test('state refunds on the day that they were recorded, with who charged, by what proves the payment', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      const summary = await due(store);
      await pay(store, 1, { userId: CASHIER, amountKes: 100 as AmountKes }, 1);
      await pay(store, 2, { userId: OWNER, amountKes: 50 as AmountKes }, 12, true);
      await refund(store, 1, 30, 10);
      await refund(store, 1, 7, 19);
      await refund(store, 1, 1, 9);
      await refund(store, 1, 2, 20);
      await refund(store, 2, 20, 15);
      const takenBack = await refund(store, 2, 5, 16);
      const back = { refundId: takenBack, reason: 'mistake', userId: OWNER, at: 40 };
      const effects = await effectsOf(store, 40);
      await store.refunds.takeBack(back, () => effects);
      expect(mergeMembers([await takingsOf(store, summary, 10, 20)])).toEqual([
        {
          userId: OWNER,
          confirmed: NO_TAKINGS,
          byHand: { count: 1, amountKes: 50 },
          refunded: { confirmed: NO_TAKINGS, byHand: { count: 1, amountKes: 20 } },
        },
        {
          userId: CASHIER,
          confirmed: NO_TAKINGS,
          byHand: NO_TAKINGS,
          refunded: { confirmed: { count: 2, amountKes: 37 }, byHand: NO_TAKINGS },
        },
      ]);
      // Without the mark nothing is paid, so nothing is refunded.
      const unmark = { chargeId: 2, paid: false, userId: OWNER, at: 50 };
      await store.charges.mark(unmark, await effectsOf(store, 50));
      expect((await takingsOf(store, summary, 10, 20)).map(({ userId }) => userId)).toEqual([CASHIER]);
    });

    test('of a group state the refunds of its own charges', async () => {
      const store = await staffed();
      await set(store, place(GROUP), OWNER);
      const summary = await due(store);
      await pay(store, 1, { userId: CASHIER, chatId: GROUP, chatKind: 'group' }, 1);
      await pay(store, 2, { userId: CASHIER, chatId: CASHIER }, 1);
      await refund(store, 1, 10, 5);
      await refund(store, 2, 100, 5);
      expect(totalOf(await takingsOf(store, summary, 0, 9)).refunded.confirmed).toEqual({
        count: 1,
        amountKes: 10,
      });
    });
  });

  describe('summing', () => {
    test('commits the message and the advance together, and once', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      await pay(store, 1, { userId: CASHIER, userName: 'Juma' }, 5);
      const summary = await due(store);
      expect(await sum(store, summary)).toBe('summed');
      expect(await sum(store, summary)).toBe('moved-on');
      const [row] = await store.summaries.of(place(OWNER));
      expect(row).toMatchObject({ lastKey: '1970-01-01', dueAt: DAY, summedUntil: NOON });
      // The same period again, by a program that has read the row since.
      expect(await sum(store, await due(store))).toBe('moved-on');
      expect(await sum(store, await due(store), '1969-12-31')).toBe('moved-on');
      const messages = await told(store);
      expect(messages).toMatchObject([
        {
          chatId: OWNER,
          payload: {
            language: 'en',
            summary: {
              confirmed: { count: 1, amountKes: 500 },
              cashiers: [{ name: 'Juma', confirmed: { count: 1 } }],
              isWholeShop: true,
            },
          },
        },
      ]);
    });

    test('shows each charge that somebody must decide on, at most five, and counts the others', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      const rule = {
        at: 0,
        steadyAt: 0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      for (let n = 1; n <= 7; n += 1) {
        const asked = aCharge({ idempotencyKey: `${n}`, msisdn: phone(`071200000${n}`) });
        await store.charges.create(asked, rule, await effectsOf(store, 0));
        const move = { chargeId: n, at: 0, actor: 'tillbot', detail: {} } as const;
        await store.charges.move({ ...move, from: 'created', to: 'pushing' });
        await store.charges.move({ ...move, from: 'pushing', to: n === 7 ? 'pending' : 'unknown' });
      }
      expect(await sum(store, await due(store))).toBe('summed');
      const [summary, ...charges] = await told(store);
      expect(summary?.payload.summary).toMatchObject({ waiting: 1, toDecide: 6 });
      expect(charges.map(({ charge }) => charge)).toEqual([6, 5, 4, 3, 2]);
    });

    test.each([
      ['week', OWNER, null],
      ['month', OWNER, null],
      ['week', GROUP, GROUP],
      ['month', GROUP, GROUP],
    ] as const)('of a %s in %d brings the chart of its days, once', async (period, where, chartChatId) => {
      const store = await staffed();
      await pay(store, 1, { amountKes: 500 as AmountKes, chatId: where, userId: OWNER }, 1_000);
      await set(store, place(where, where === GROUP ? 17 : null), OWNER, { period });
      const summary = await due(store);
      expect(await sum(store, summary)).toBe('summed');
      expect(await sum(store, summary)).toBe('moved-on');
      const [text, chart, ...more] = (await told(store)).map(({ payload }) => payload);
      expect(more).toEqual([]);
      expect(text).toMatchObject({ summary: { period } });
      const sums = { count: 1, amountKes: 500 };
      expect(chart).toMatchObject({
        threadId: where === GROUP ? 17 : null,
        chart: {
          kind: 'chart',
          merchantId: FIRST_MERCHANT,
          chatId: chartChatId,
          userId: null,
          from: 0,
          to: NOON,
          by: 'day',
          language: 'en',
        },
        figures: { period, confirmed: sums, days: [{ day: '1970-01-01', ...sums }] },
      });
      expect((chart as unknown as SummaryChartPayload).figures.refunded).toEqual(NO_SUMS.refunded);
      // What people took stays in the summary.
      expect(JSON.stringify(chart)).not.toMatch(/members|cashiers/);
      await end(store, place(where, where === GROUP ? 17 : null), OWNER);
      expect(await told(store)).toEqual([]);
    });

    test.each(['day', 'week', 'month'] as const)(
      'of a %s without payments brings no chart',
      async (period) => {
        const store = await staffed();
        await set(store, place(OWNER), OWNER, { period });
        await sum(store, await due(store));
        expect((await told(store)).map(({ payload }) => Object.keys(payload).includes('chart'))).toEqual([
          false,
        ]);
      },
    );

    test('of a day brings no chart', async () => {
      const store = await staffed();
      await pay(store, 1, { amountKes: 500 as AmountKes, chatId: OWNER, userId: OWNER }, 1_000);
      await set(store, place(OWNER), OWNER);
      await sum(store, await due(store));
      expect(await told(store)).toHaveLength(1);
    });

    test('names people in private only, whoever left by the name under which they charged', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      await pay(store, 1, { userId: CASHIER, userName: 'Juma K.', chatId: GROUP, chatKind: 'group' }, 5);
      const effects = await effectsOf(store, 0);
      await store.members.remove(1, CASHIER, OWNER, 0, () => effects);
      await sum(store, await due(store));
      await set(store, place(GROUP), OWNER);
      await sum(store, await due(store, 0));
      expect(
        (await told(store)).map(({ payload }) => payload.summary.cashiers?.map(({ name }) => name)),
      ).toEqual(expect.arrayContaining([['Juma K.'], undefined]));
    });

    test('in a group is in the shop’s language, in private in the person’s', async () => {
      const store = await staffed();
      await store.users.setLanguage(OWNER, 'sw');
      await set(store, place(OWNER), OWNER);
      await set(store, place(GROUP), OWNER);
      const effects = await effectsOf(store, 0);
      const to = { what: 'language', value: 'sw' } as const;
      await store.merchantSettings.change(1, to, OWNER, 0, () => effects);
      for (const summary of await store.summaries.due(0, 10, [])) await sum(store, summary);
      expect((await told(store)).map(({ payload }) => payload.language)).toEqual(['sw', 'sw']);
    });

    test('tells nothing while the shop is suspended, and takes the payments into the next one', async () => {
      const store = await staffed();
      await set(store, place(OWNER), OWNER);
      await store.merchants.suspend(1, true, 0);
      expect(await sum(store, await due(store))).toBe('skipped');
      expect(await told(store)).toEqual([]);
      expect(await store.summaries.of(place(OWNER))).toMatchObject([
        { dueAt: DAY, lastKey: null, summedUntil: null },
      ]);
    });
  });

  describe('a summary ends', () => {
    test('when a manager or an owner ends it, with what waits to be sent', async () => {
      const store = await staffed();
      await set(store, place(GROUP), OWNER);
      await set(store, place(GROUP, 17), OWNER);
      for (const summary of await store.summaries.due(0, 10, [])) await sum(store, summary);
      expect(await end(store, place(GROUP), CASHIER)).toBe('not-yours');
      expect(await end(store, place(GROUP), MANAGER)).toBe('ended');
      expect(await end(store, place(GROUP), MANAGER)).toBe('none');
      expect((await told(store)).map(({ payload }) => payload.threadId)).toEqual([17]);
    });

    test('when its person is removed: they hear nothing more, and the owners learn which group hears none', async () => {
      const store = await staffed();
      await set(store, place(MANAGER), MANAGER);
      await set(store, place(GROUP), MANAGER);
      await set(store, place(GROUP), MANAGER, { period: 'week' });
      await set(store, place(OWNER), OWNER);
      for (const summary of await store.summaries.due(0, 10, [])) await sum(store, summary);
      const effects = await effectsOf(store, 0);
      await store.members.remove(1, MANAGER, OWNER, 0, () => effects);
      expect(await store.summaries.of(place(MANAGER))).toEqual([]);
      expect(await store.summaries.of(place(GROUP))).toEqual([]);
      expect(await store.summaries.of(place(OWNER))).toHaveLength(1);
      const rows = await allDue(store);
      expect(rows.filter(({ row }) => isSummaryPayload(row.payload)).map(({ row }) => row.chatId)).toEqual([
        OWNER,
      ]);
      expect(
        rows.map(({ row }) => (row.payload as { news?: object }).news).filter((news) => news !== undefined),
      ).toEqual([{ kind: 'summary-ended', title: null, person: 'Wanjiru' }]);
    });

    test('when its group is unlinked', async () => {
      const store = await staffed();
      await set(store, place(GROUP), MANAGER);
      await sum(store, await due(store));
      await store.merchants.unlink(1, GROUP, OWNER, 0, await effectsOf(store, 0));
      expect(await store.summaries.of(place(GROUP))).toEqual([]);
      expect(await told(store)).toEqual([]);
    });

    test('when its person is no manager any more by the time that it is due', async () => {
      const store = await staffed();
      await set(store, place(MANAGER), MANAGER);
      const summary = await due(store);
      const effects = await effectsOf(store, 0);
      await store.members.remove(1, MANAGER, OWNER, 0, () => effects);
      // It was read before.
      expect(await sum(store, summary)).toBe('moved-on');
      expect(await told(store)).toEqual([]);
    });

    test('when it cannot be delivered, and the owners learn it of a group', async () => {
      const store = await staffed();
      await set(store, place(GROUP), OWNER);
      await set(store, place(GROUP, 17), OWNER);
      await sum(store, await due(store));
      const [message] = await store.outbox.due(DAY, 10, []);
      await store.outbox.undeliverable(message!.row, 'Forbidden: bot was kicked', 0);
      expect(await store.summaries.of(place(GROUP))).toEqual([]);
      expect(await store.summaries.of(place(GROUP, 17))).toHaveLength(1);
      expect(await newsIn(store)).toEqual([[OWNER, { kind: 'summary-ended', title: null, person: null }]]);
    });

    test('not when a group becomes a supergroup: it moves there, with what waits', async () => {
      const store = await staffed();
      await set(store, place(GROUP), OWNER);
      await sum(store, await due(store));
      await store.outbox.chatMoved(GROUP, -1_000_500, 0);
      expect(await store.summaries.of(place(GROUP))).toEqual([]);
      expect(await store.summaries.of(place(-1_000_500))).toMatchObject([{ lastKey: '1970-01-01' }]);
      expect((await told(store)).map(({ chatId }) => chatId)).toEqual([-1_000_500]);
    });
  });
});
