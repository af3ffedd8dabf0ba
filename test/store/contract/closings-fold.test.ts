import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { netOf, type Closing } from '../../../src/domain/closing.ts';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const [OWNER, CASHIER] = [7, 9];
const RULE = { steadyAt: 0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] } as const;
const PEOPLE = [OWNER, CASHIER] as const;

interface Step {
  readonly at: number;
  readonly what: 'ask' | 'pay' | 'mark' | 'unmark' | 'refund' | 'takeBack' | 'closeDay' | 'closeShift';
  readonly which: number;
  readonly amountKes: number;
}

const STEPS = [
  'ask',
  'ask',
  'pay',
  'mark',
  'mark',
  'unmark',
  'refund',
  'takeBack',
  'closeDay',
  'closeShift',
] as const;

/** What happens next, at a time of a clock that may be set to anything. */
const aStep: fc.Arbitrary<Step> = fc.record({
  at: fc.integer({ min: 0, max: 1_000_000 }),
  what: fc.constantFrom(...STEPS),
  which: fc.nat(1_000),
  amountKes: fc.integer({ min: 1, max: 250_000 }),
});

async function run(store: Store, steps: readonly Step[]) {
  const ids: number[] = [];
  const next = { day: 1, shift: 1 };
  let asked = 0;
  for (const { at, what, which, amountKes } of steps) {
    const chargeId = ids[which % Math.max(1, ids.length)] ?? 0;
    const state = (await store.chargeQueries.byId(chargeId))?.state;
    const move = { chargeId, at, actor: 'gateway', detail: {} } as const;
    if (what === 'ask') {
      const n = ids.length;
      const request = aCharge({
        idempotencyKey: `message:${n}`,
        msisdn: phone(`07${10_000_000 + n}`),
        amountKes: amountKes as AmountKes,
        userId: PEOPLE[which % 2] ?? OWNER,
      });
      const outcome = await store.charges.create(request, { ...RULE, at }, await effectsOf(store, at));
      if (outcome.kind !== 'created') throw new Error(outcome.kind);
      const begin = { ...move, chargeId: outcome.charge.id };
      await store.charges.move({ ...begin, from: 'created', to: 'pushing' });
      await store.charges.move({ ...begin, from: 'pushing', to: 'unknown' });
      ids.push(outcome.charge.id);
    } else if (what === 'pay' && (state === 'marked_paid' || state === 'marked_unpaid')) {
      const set = { receipt: `UKO${String(1_000_000 + chargeId)}`, paidAt: at };
      await store.charges.move({ ...move, from: state, to: 'paid', set });
    } else if (what === 'mark' || what === 'unmark') {
      if (state === undefined || state === 'paid') continue;
      const mark = { chargeId, paid: what === 'mark', userId: OWNER, at };
      await store.charges.mark(mark, await effectsOf(store, at));
    } else if (what === 'refund' && state !== undefined) {
      const charge = (await store.chargeQueries.byId(chargeId))!;
      const part = Math.ceil((charge.amountKes * (1 + (which % 3))) / 4) as AmountKes;
      const refund = { chargeId, amountKes: part, reason: 'torn', userId: OWNER, at };
      const effects = await effectsOf(store, at);
      await store.refunds.record({ ...refund, idempotencyKey: `question:${(asked += 1)}` }, () => effects);
    } else if (what === 'takeBack') {
      const standing = (await store.refunds.of(chargeId)).find(({ takenBackAt }) => takenBackAt === null);
      if (standing === undefined) continue;
      const effects = await effectsOf(store, at);
      const back = { refundId: standing.id, reason: 'mistake', userId: OWNER, at };
      await store.refunds.takeBack(back, () => effects);
    } else if (what === 'closeDay' || what === 'closeShift') {
      const isDay = what === 'closeDay';
      const [userId, number] = isDay ? [OWNER, next.day] : [CASHIER, next.shift];
      const effects = await effectsOf(store, at);
      const period = { merchantId: FIRST_MERCHANT, shiftOf: isDay ? null : CASHIER };
      const outcome = await store.closings.close({ ...period, number, userId, at }, () => effects);
      if (outcome.kind === 'closed') next[isDay ? 'day' : 'shift'] += 1;
    }
  }
  return ids;
}

/** What the audit log says that a person's charges, or all, have been paid at the end, less what was refunded. */
async function paidByAudit(store: Store, ids: readonly number[], userId?: number): Promise<number> {
  let sum = 0;
  for (const id of ids) {
    const charge = await store.chargeQueries.byId(id);
    const events = await store.chargeQueries.events(id);
    const last = events.at(-1)?.to;
    const refundedKes = events.reduce(
      (kes, { detail }) => kes + Number(detail['refundedKes'] ?? 0) - Number(detail['takenBackKes'] ?? 0),
      0,
    );
    const isPaid = last === 'paid' || last === 'marked_paid';
    if (isPaid && (userId === undefined || charge?.userId === userId))
      sum += (charge?.amountKes ?? 0) - refundedKes;
  }
  return sum;
}

const netOfAll = (closings: readonly Closing[]): number =>
  closings.reduce((sum, { figures }) => sum + netOf(figures.total).amountKes, 0);

onEveryEngine(() => {
  test(
    'all days, and all shifts of a person, together state what the audit log says is paid and not refunded, whatever the clock does',
    { tags: 'slow' },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { maxLength: 40 }), async (steps) => {
          const store = await newStore();
          await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
          const ids = await run(store, steps);
          for (const whose of ['days', CASHIER] as const) {
            const shiftOf = whose === 'days' ? null : whose;
            const closed = await store.closings.list(
              { merchantId: FIRST_MERCHANT, of: whose },
              undefined,
              100,
            );
            const rest = await store.closings.preview({ merchantId: FIRST_MERCHANT, shiftOf });
            const restKes = rest.figures === undefined ? 0 : netOf(rest.figures.total).amountKes;
            const paidKes = await paidByAudit(store, ids, shiftOf ?? undefined);
            expect(netOfAll(closed) + restKes).toBe(paidKes);
            // Each states what its entries are, and its cashiers add up to it.
            for (const { number, figures } of closed) {
              const period = { merchantId: FIRST_MERCHANT, shiftOf };
              const entries = await store.exports.entriesOf(period, number, 0, 1_000);
              const { amountKes } = netOf(figures.total);
              expect(entries.reduce((sum, entry) => sum + entry.amountKes, 0)).toBe(amountKes);
              expect(figures.cashiers.reduce((sum, cashier) => sum + netOf(cashier).amountKes, 0)).toBe(
                amountKes,
              );
            }
          }
        }),
        { numRuns: 40 },
      );
    },
  );
});
