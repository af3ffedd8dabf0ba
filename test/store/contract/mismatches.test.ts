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
} as const;
const [OWNER, MANAGER, CASHIER, STRANGER] = [7, 8, 9, 11];
/** The most notices of mismatches of one charge. */
const MAX_REPORTS = 10;
const OTHER = { amount: '40', phone: '0722 ••• 001', receipt: 'UKNOTHER12' };

/** Makes a pending charge of the cashier, in a shop with people in every role. */
async function watchedCharge(by = CASHIER) {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  const outcome = await store.charges.create(aCharge({ userId: by }), RULE, await effectsOf(store, 0));
  if (outcome.kind !== 'created') throw new Error('not created');
  const { id: chargeId } = outcome.charge;
  const move = { chargeId, at: 0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  const set = { transactionId: 'T1', confirmBy: 10, watchUntil: 20, watchDueAt: 1 };
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set });
  const note = (payment: Omit<ReportedPayment, 'number'>, mismatch: Mismatch = 'amount') =>
    store.charges.noteMismatch(chargeId, mismatch, payment, 3, { raw: 'x' });
  const accept = async (userId: number, report = 1) =>
    await store.charges.mark({ chargeId, paid: true, report, userId, at: 5 }, await effectsOf(store, 5));
  const putAside = async (userId: number, report = 1) =>
    await store.charges.putAside({ chargeId, report, userId, at: 5 }, await effectsOf(store, 5));
  const now = async () => (await store.chargeQueries.byId(chargeId))!;
  return { store, chargeId, note, accept, putAside, now };
}

/** Delivers everything and returns the notices of mismatches, as `chat: amount`. */
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
    test('is kept as it was reported, in the charge and in its audit log', async () => {
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

    test('has one notice for each different payment, in whatever order they are reported', async () => {
      const { note, store } = await watchedCharge(OWNER);
      for (const amount of ['40', '40', '41', '40', '41', '42']) await note({ ...OTHER, amount });
      await note(OTHER, 'receipt-reused');
      expect(await told(store)).toEqual(['100: 40', '100: 41', '100: 42', '100: 40']);
    });

    test('has no notice beyond a limit, even if each report differs', async () => {
      const { note, store } = await watchedCharge(OWNER);
      for (let n = 0; n < MAX_REPORTS + 5; n += 1) await note({ ...OTHER, amount: `${n}` });
      expect(await told(store)).toHaveLength(MAX_REPORTS);
    });

    test('of a cashier’s charge has a notice for the owners, too', async () => {
      const { note, store } = await watchedCharge();
      await note(OTHER);
      expect((await told(store)).toSorted()).toEqual(['100: 40', `${OWNER}: 40`]);
    });

    test('is counted as a mismatch and not as waiting, until it is decided', async () => {
      const { note, store, putAside } = await watchedCharge();
      const scope = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };
      const counts = async () => [
        (await store.chargeQueries.waiting(scope, 10)).total,
        (await store.chargeQueries.mismatched(scope, 10)).total,
      ];
      expect(await counts()).toEqual([1, 0]);
      await note(OTHER);
      expect(await counts()).toEqual([0, 1]);
      await putAside(OWNER);
      expect(await counts()).toEqual([1, 0]);
    });
  });

  describe('the decision about a payment that does not fit', () => {
    test.each([
      ['a cashier', CASHIER, 'managers-only'],
      ['a stranger', STRANGER, 'not-yours'],
    ])('cannot be made by %s, even on their own charge', async (_who, userId, why) => {
      const { note, accept, putAside, now } = await watchedCharge();
      await note(OTHER);
      expect(await accept(userId)).toMatchObject({ kind: 'forbidden', why });
      expect(await putAside(userId)).toMatchObject({ kind: 'forbidden', why });
      expect(await now()).toMatchObject({ state: 'pending', mismatch: 'amount', markedBy: null });
    });

    test.each([
      ['an owner', OWNER, '7'],
      ['a manager', MANAGER, 'Wanjiru'],
    ])('by %s makes a mark with the receipt, and no confirmation', async (_who, userId, name) => {
      const { note, accept, now, store, chargeId } = await watchedCharge();
      await note(OTHER);
      expect((await accept(userId)).kind).toBe('marked');
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
      // The watch goes on: a confirmation may come.
      expect((await now()).watchDueAt).not.toBeNull();
      expect((await accept(userId)).kind).toBe('stale');
    });

    test('can be about an earlier one of several, and not about one that was never reported', async () => {
      const { note, accept, putAside, now } = await watchedCharge();
      await note(OTHER);
      await note({ ...OTHER, amount: '41', receipt: 'UKNOTHER13' });
      expect((await accept(OWNER, 3)).kind).toBe('stale');
      expect((await putAside(OWNER, 1)).kind).toBe('stale');
      expect((await now()).mismatch).toBe('amount');
      expect((await accept(OWNER, 1)).kind).toBe('marked');
      expect(await now()).toMatchObject({ reported: { number: 1, receipt: 'UKNOTHER12' } });
    });

    test('to put it aside ends the mismatch, and the same payment has no second notice', async () => {
      const { note, putAside, now, store, chargeId } = await watchedCharge(OWNER);
      await note(OTHER);
      expect((await putAside(MANAGER)).kind).toBe('marked');
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

    test('is not changed by another payment, which has a notice', async () => {
      const { note, accept, now, store } = await watchedCharge(OWNER);
      await note(OTHER);
      await accept(OWNER);
      await note({ ...OTHER, amount: '41', receipt: 'UKNOTHER13' });
      expect(await now()).toMatchObject({
        state: 'marked_paid',
        mismatch: null,
        reported: { receipt: 'UKNOTHER12' },
      });
      expect(await told(store)).toEqual(['100: 40', '100: 41']);
    });
  });

  test('erasing a number also erases the payer of a payment that does not fit, even in the audit log, and keeps the receipt', async () => {
    const { note, accept, store, chargeId, now } = await watchedCharge();
    await note(OTHER);
    await accept(OWNER);
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
    // The number is needed while the charge is watched.
    expect(await erase()).toEqual({ erased: 0, open: 1 });
    await store.charges.watchAgainAt(chargeId, undefined);
    expect((await now()).watchDueAt).toBeNull();
    expect(await erase()).toEqual({ erased: 1, open: 0 });
    expect((await now()).reported).toEqual({ number: 1, amount: '40', receipt: 'UKNOTHER12' });
    const auditLog = JSON.stringify(await store.chargeQueries.events(chargeId));
    expect(auditLog).not.toContain('0722');
    expect(auditLog).toContain('UKNOTHER12');
  });
});
