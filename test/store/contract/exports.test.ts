import { expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { ExportPlace } from '../../../src/store/port/exports.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const [OWNER, CASHIER] = [7, 9];
const RULE = { steadyAt: 0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] } as const;

/** A shop whose charges were asked for at the first of two times, and paid at the second, if they were. */
async function shopWith(...charges: readonly (readonly [at: number, paidAt?: number, userId?: number])[]) {
  const store = await newStore();
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  for (const [n, [at, paidAt, userId = OWNER]] of charges.entries()) {
    const asked = aCharge({
      idempotencyKey: `message:${n}`,
      msisdn: phone(`07${10_000_000 + n}`),
      amountKes: (100 + n) as AmountKes,
      userId,
    });
    const outcome = await store.charges.create(asked, { ...RULE, at }, await effectsOf(store, at));
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    const move = { chargeId: outcome.charge.id, at: paidAt ?? at, actor: 'gateway', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'pending' });
    if (paidAt === undefined) continue;
    const set = { receipt: `UKO123456${n}`, paidAt };
    await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
  }
  /** Reads a span page by page. */
  const read = async (from: number, to: number, limit: number, merchantId = FIRST_MERCHANT) => {
    const numbers: number[] = [];
    let after: ExportPlace | undefined;
    do {
      const page = await store.exports.charges(merchantId, { from, to }, after, limit);
      numbers.push(...page.charges.map(({ number }) => number));
      after = page.next;
    } while (after !== undefined);
    return numbers;
  };
  const close = async (number: number, shiftOf: number | null = null) => {
    const effects = await effectsOf(store, 50);
    const userId = shiftOf ?? OWNER;
    const request = { merchantId: FIRST_MERCHANT, shiftOf, number, userId, at: 50 };
    expect((await store.closings.close(request, () => effects)).kind).toBe('closed');
  };
  let asked = 0;
  /** Records a refund of a charge, and takes it back if it was wrong. */
  const refund = async (chargeId: number, amountKes: number, isWrong = false) => {
    asked += 1;
    const what = { reason: 'torn', userId: OWNER, at: 40 };
    const first = await effectsOf(store, 40);
    const outcome = await store.refunds.record(
      { ...what, chargeId, amountKes: amountKes as AmountKes, idempotencyKey: `question:${asked}` },
      () => first,
    );
    if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
    const second = await effectsOf(store, 41);
    if (isWrong) await store.refunds.takeBack({ ...what, refundId: outcome.refund.id }, () => second);
  };
  return { store, read, close, refund };
}

onEveryEngine(() => {
  test.each([1, 2, 3, 100])(
    'the charges of a span are those paid in it, and those asked for in it and not paid, once each, in pages of %i',
    async (limit) => {
      const { read } = await shopWith([10], [5, 30], [20, 20], [20, 20], [29], [1, 10], [30], [9, 9], [20]);
      expect(await read(10, 30, limit)).toEqual([1, 6, 3, 4, 9, 5]);
      expect(await read(0, 10, limit)).toEqual([8]);
      expect(await read(30, 40, limit)).toEqual([2, 7]);
      expect(await read(40, 50, limit)).toEqual([]);
      expect(await read(0, 100, limit, 2)).toEqual([]);
    },
  );

  test('the refunds that stand are with their charges, and are summed up by when those were paid and by cashier', async () => {
    const { store, refund } = await shopWith([1, 10, CASHIER], [2, 20], [3, 20, CASHIER], [4], [5, 30]);
    await refund(1, 40);
    await refund(1, 2);
    await refund(1, 5, true);
    await refund(2, 101);
    await refund(3, 7, true);
    await refund(5, 3);
    const span = { from: 0, to: 30 };
    const page = await store.exports.charges(FIRST_MERCHANT, span, undefined, 100);
    expect([...page.refundedKes]).toEqual([
      [1, 42],
      [2, 101],
    ]);
    expect(await store.exports.refunded(FIRST_MERCHANT, [0, 10, 11, 20, 30])).toEqual({
      parts: [0, 42, 0, 101],
      byCashier: new Map([
        [CASHIER, 42],
        [OWNER, 101],
      ]),
    });
    expect((await store.exports.refunded(FIRST_MERCHANT, [25, 40])).parts).toEqual([3]);
    expect((await store.exports.refunded(2, [0, 40])).parts).toEqual([0]);
  });

  test.each([1, 2, 100])(
    'the entries of a closing are those that it counted, in pages of %i',
    async (limit) => {
      const { store, close } = await shopWith([1, 1, CASHIER], [2, 2], [3, 3, CASHIER]);
      await close(1);
      await close(1, CASHIER);
      const read = async (number: number, shiftOf: number | null) => {
        const found: (readonly [number: number, amountKes: number])[] = [];
        for (let after = 0; ;) {
          const period = { merchantId: FIRST_MERCHANT, shiftOf };
          const page = await store.exports.entriesOf(period, number, after, limit);
          found.push(...page.map(({ charge, amountKes }) => [charge.number, amountKes] as const));
          after = page.at(-1)?.id ?? after;
          if (page.length < limit) return found;
        }
      };
      expect(await read(1, null)).toEqual([
        [1, 100],
        [2, 101],
        [3, 102],
      ]);
      expect(await read(1, CASHIER)).toEqual([
        [1, 100],
        [3, 102],
      ]);
      expect(await read(2, null)).toEqual([]);
      expect(await read(1, OWNER)).toEqual([]);
    },
  );
});
