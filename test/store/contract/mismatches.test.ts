import { describe, expect, test } from 'vitest';
import type { Mismatch } from '../../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { ReportedPayment } from '../../../src/domain/charge.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, letIn, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
  erasedAs: [],
} as const;
const [OWNER, MANAGER, CASHIER, STRANGER] = [7, 8, 9, 11];
/** So many payments that do not fit are told of a charge. */
const MAX_REPORTS = 10;
const OTHER = { amount: '40', phone: '0722 ••• 001', receipt: 'UKNOTHER12' };

/** A charge of the cashier's that is watched, in a shop with people in every role. */
async function watchedCharge(by = CASHIER) {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  const taken = await store.charges.create(aCharge({ userId: by }), RULE, await effectsOf(store, 0));
  if (taken.kind !== 'created') throw new Error('not taken');
  const { id: chargeId } = taken.charge;
  const move = { chargeId, at: 0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  const set = { transactionId: 'T1', confirmBy: 10, watchUntil: 20, watchDueAt: 1 };
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set });
  const note = (payment: Omit<ReportedPayment, 'number'>, mismatch: Mismatch = 'amount') =>
    store.charges.noteMismatch(chargeId, mismatch, payment, 3, { raw: 'x' });
  const take = async (userId: number, report = 1) =>
    await store.charges.mark({ chargeId, paid: true, report, userId, at: 5 }, await effectsOf(store, 5));
  const aside = async (userId: number, report = 1) =>
    await store.charges.putAside({ chargeId, report, userId, at: 5 }, await effectsOf(store, 5));
  const now = async () => (await store.chargeQueries.byId(chargeId))!;
  return { store, chargeId, note, take, aside, now };
}

/** What is told of mismatches: in which chat, and of which payment. */
async function told(store: Store): Promise<string[]> {
  const all = [];
  for (;;) {
    const due = await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
    if (due.length === 0) return all;
    for (const { row } of due) {
      const payload = row.payload as { reported?: ReportedPayment; report?: { reported: ReportedPayment } };
      const reported = payload?.reported ?? payload?.report?.reported;
      if (row.notice === 'mismatch') all.push(`${row.chatId}: ${reported?.amount}`);
      await store.outbox.delivered(row, 1, 0);
    }
  }
}

onEveryEngine(() => {
  describe('a reported payment that does not fit', () => {
    test('is kept as it was reported, with the charge and in its trail', async () => {
      const { note, now, store, chargeId } = await watchedCharge();
      await note(OTHER);
      expect(await now()).toMatchObject({
        state: 'pending',
        mismatch: 'amount',
        reported: { number: 1, ...OTHER },
        receipt: null,
      });
      expect((await store.chargeQueries.events(chargeId)).at(-1)?.detail).toEqual({
        mismatch: 'amount',
        reported: { number: 1, ...OTHER },
        raw: 'x',
      });
    });

    test('is told each time that it differs and never twice, in whatever order, each as what it was', async () => {
      const { note, store } = await watchedCharge(OWNER);
      for (const amount of ['40', '40', '41', '40', '41', '42']) await note({ ...OTHER, amount });
      await note(OTHER, 'receipt-reused');
      expect(await told(store)).toEqual(['100: 40', '100: 41', '100: 42', '100: 40']);
    });

    test('of which there are ever new ones is told so often and no more', async () => {
      const { note, store } = await watchedCharge(OWNER);
      for (let n = 0; n < MAX_REPORTS + 5; n += 1) await note({ ...OTHER, amount: `${n}` });
      expect(await told(store)).toHaveLength(MAX_REPORTS);
    });

    test('of a cashier’s charge is told to the owners, too, who can say what it is', async () => {
      const { note, store } = await watchedCharge();
      await note(OTHER);
      expect((await told(store)).toSorted()).toEqual(['100: 40', `${OWNER}: 40`]);
    });

    test('is counted apart from what is waited for, until it is decided', async () => {
      const { note, store, aside } = await watchedCharge();
      const scope = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };
      const counts = async () => [
        (await store.chargeQueries.waiting(scope, 10)).total,
        (await store.chargeQueries.mismatched(scope, 10)).total,
      ];
      expect(await counts()).toEqual([1, 0]);
      await note(OTHER);
      expect(await counts()).toEqual([0, 1]);
      await aside(OWNER);
      expect(await counts()).toEqual([1, 0]);
    });
  });

  describe('whether it is the charge’s', () => {
    test.each([
      ['a cashier', CASHIER, 'managers-only'],
      ['nobody of the shop', STRANGER, 'not-yours'],
    ])('is not for %s to say, even on their own charge', async (_who, userId, why) => {
      const { note, take, aside, now } = await watchedCharge();
      await note(OTHER);
      expect(await take(userId)).toMatchObject({ kind: 'forbidden', why });
      expect(await aside(userId)).toMatchObject({ kind: 'forbidden', why });
      expect(await now()).toMatchObject({ state: 'pending', mismatch: 'amount', markedBy: null });
    });

    test.each([
      ['an owner', OWNER, '7'],
      ['a manager', MANAGER, 'Wanjiru'],
    ])('%s says: then it is a mark, with its receipt, and no confirmation', async (_who, userId, name) => {
      const { note, take, now, store, chargeId } = await watchedCharge();
      await note(OTHER);
      expect((await take(userId)).kind).toBe('marked');
      expect(await now()).toMatchObject({
        state: 'marked_paid',
        receipt: null,
        paidAt: 5,
        markedByName: name,
        mismatch: null,
        reported: { receipt: 'UKNOTHER12' },
      });
      expect(await store.chargeQueries.byReceipt('UKNOTHER12')).toBeUndefined();
      expect((await store.chargeQueries.events(chargeId)).at(-1)).toMatchObject({
        from: 'pending',
        to: 'marked_paid',
        detail: { name, report: 1, receipt: 'UKNOTHER12' },
      });
      // It is still watched: a confirmation may come.
      expect((await now()).watchDueAt).not.toBeNull();
      expect((await take(userId)).kind).toBe('stale');
    });

    test('can be said of an earlier one of several, and not of one that was never reported', async () => {
      const { note, take, aside, now } = await watchedCharge();
      await note(OTHER);
      await note({ ...OTHER, amount: '41', receipt: 'UKNOTHER13' });
      expect((await take(OWNER, 3)).kind).toBe('stale');
      expect((await aside(OWNER, 1)).kind).toBe('stale');
      expect((await now()).mismatch).toBe('amount');
      expect((await take(OWNER, 1)).kind).toBe('marked');
      expect(await now()).toMatchObject({ reported: { number: 1, receipt: 'UKNOTHER12' } });
    });

    test('is no longer asked once it was put aside, and the same is not told again', async () => {
      const { note, aside, now, store, chargeId } = await watchedCharge(OWNER);
      await note(OTHER);
      expect((await aside(MANAGER)).kind).toBe('marked');
      expect(await now()).toMatchObject({ state: 'pending', mismatch: null, reported: null, markedBy: null });
      expect((await store.chargeQueries.events(chargeId)).at(-1)).toMatchObject({
        from: 'pending',
        to: 'pending',
        actor: `user:${MANAGER}`,
        detail: { name: 'Wanjiru', aside: 1 },
      });
      await note(OTHER);
      expect((await now()).mismatch).toBeNull();
      await note({ ...OTHER, receipt: 'UKNOTHER13' });
      expect(await now()).toMatchObject({
        mismatch: 'amount',
        reported: { number: 2, receipt: 'UKNOTHER13' },
      });
      expect(await told(store)).toHaveLength(2);
    });

    test('of a marked charge another one is told, and changes nothing', async () => {
      const { note, take, now, store } = await watchedCharge(OWNER);
      await note(OTHER);
      await take(OWNER);
      await note({ ...OTHER, amount: '41', receipt: 'UKNOTHER13' });
      expect(await now()).toMatchObject({
        state: 'marked_paid',
        mismatch: null,
        reported: { receipt: 'UKNOTHER12' },
      });
      expect(await told(store)).toEqual(['100: 40', '100: 41']);
    });
  });

  test('erasing a number takes the payer of such a payment with it, from the trail, too, and leaves the receipt', async () => {
    const { note, take, store, chargeId, now } = await watchedCharge();
    await note(OTHER);
    await take(OWNER);
    const erase = async () => {
      const effects = await effectsOf(store, 6);
      const msisdn = '254712345678' as Msisdn;
      return await store.phones.erase(
        FIRST_MERCHANT,
        msisdn,
        () => 'k.hash',
        OWNER,
        6,
        () => effects,
      );
    };
    // While it is watched the number is needed.
    expect(await erase()).toEqual({ erased: 0, open: 1 });
    await store.charges.watchAgainAt(chargeId, undefined);
    expect((await now()).watchDueAt).toBeNull();
    expect(await erase()).toEqual({ erased: 1, open: 0 });
    expect((await now()).reported).toEqual({ number: 1, amount: '40', receipt: 'UKNOTHER12' });
    const trail = JSON.stringify(await store.chargeQueries.events(chargeId));
    expect(trail).not.toContain('0722');
    expect(trail).toContain('UKNOTHER12');
  });
});
