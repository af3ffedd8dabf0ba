import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { CHARGE_STATES, mayMove, type ChargeState } from '../../../src/domain/charge-states.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import type { CustomerTakings } from '../../../src/domain/customer.ts';
import { standingKes } from '../../../src/domain/refund.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const KEYS = keyring([newSecretKey()]);
const [ASHA, JUMA, WANJIRU] = [7, 8, 20];
const PHONES = ['0712000001', '0712000002', '0733000003'].map(phone);

/** How far a new charge goes at once. */
const BEGINNINGS: readonly (readonly ChargeState[])[] = [
  [],
  ['pushing', 'pending'],
  ['pushing', 'pending', 'paid'],
  ['pushing', 'unknown'],
  ['pushing', 'pending', 'unconfirmed', 'expired'],
  ['pushing', 'pending', 'unconfirmed', 'expired', 'marked_paid'],
];

/** What happens next. The numbers choose among what is possible then. */
const anEvent = fc.noBias(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('charge'),
        who: fc.nat(5),
        by: fc.nat(3),
        far: fc.nat(5),
        amount: fc.nat(900),
      }),
    },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('move'), charge: fc.nat(40), to: fc.nat(5) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund'), charge: fc.nat(40), part: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase'), who: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('age'), part: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('name'), who: fc.nat(5), some: fc.boolean() }) },
  ),
);
type Happening = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

/** Lets everything happen, a second after another, and returns all charges. */
async function lived(store: Store, second: number, events: readonly Happening[]): Promise<readonly Charge[]> {
  let count = 0;
  let at = 1_000_000;
  for (const event of events) {
    at += 1_000;
    const who = 'who' in event ? event.who : 0;
    const [merchantId, owner] = who % 2 === 0 ? [1, ASHA] : [second, WANJIRU];
    const msisdn = PHONES[who % PHONES.length]!;
    switch (event.kind) {
      case 'charge': {
        const rule = {
          at,
          steadyAt: at,
          windowMs: 0,
          accepted: [],
          hasOwnReasons: false,
          velocityLimits: [],
        };
        const asked = aCharge({
          idempotencyKey: `${at}`,
          merchantId,
          msisdn,
          amountKes: (event.amount + 1) as AmountKes,
          userId: merchantId === 1 && event.by === 1 ? JUMA : owner,
        });
        // A charge that nobody asked for in a chat counts for no person.
        const outside = { ...asked, userId: null, message: null };
        const outcome = await store.charges.create(event.by === 0 ? outside : asked, rule, undefined);
        if (outcome.kind !== 'created') break;
        count += 1;
        for (const to of BEGINNINGS[event.far] ?? []) await move(store, outcome.charge.id, to, at);
        break;
      }
      case 'move':
        if (count > 0) await moveOn(store, 1 + (event.charge % count), event.to, at);
        break;
      case 'refund':
        if (count > 0) await refund(store, 1 + (event.charge % count), event.part, at);
        break;
      case 'erase': {
        const effects = await effectsOf(store, at);
        await store.phones.erase(merchantId, msisdn, KEYS.hash, owner, at, () => effects);
        break;
      }
      case 'age':
        while ((await store.phones.eraseBefore(at - (1 + event.part) * 20_000, at, KEYS.hash)) > 0);
        break;
      case 'name':
        await store.customers.name(
          { merchantId, msisdn },
          event.some ? 'Wanjiku' : null,
          owner,
          at,
          await effectsOf(store, at),
        );
    }
  }
  const all: Charge[] = [];
  for (let id = 1; id <= count; id += 1) all.push((await store.chargeQueries.byId(id))!);
  return all;
}

/** Makes one of the moves that are possible: marks and their corrections, confirmations in time, late and after a mark. */
async function moveOn(store: Store, chargeId: number, choice: number, at: number): Promise<void> {
  const charge = (await store.chargeQueries.byId(chargeId))!;
  const next: readonly ChargeState[] = CHARGE_STATES.filter((state) => mayMove(charge.state, state));
  const to = next[choice % Math.max(1, next.length)];
  if (to !== undefined) await move(store, chargeId, to, at);
}

async function move(store: Store, chargeId: number, to: ChargeState, at: number): Promise<void> {
  const charge = (await store.chargeQueries.byId(chargeId))!;
  if (to === 'marked_paid' || to === 'marked_unpaid') {
    const userId = charge.merchantId === 1 ? ASHA : WANJIRU;
    await store.charges.mark(
      { chargeId, paid: to === 'marked_paid', userId, at },
      await effectsOf(store, at),
    );
    return;
  }
  const set =
    to === 'paid'
      ? { receipt: `R${String(chargeId).padStart(9, '0')}`, paidAt: at }
      : to === 'pending'
        ? { transactionId: `T${chargeId}` }
        : {};
  await store.charges.move({ chargeId, from: charge.state, to, at, actor: 'gateway', detail: {}, set });
}

/** Records a refund of a part of a charge if it is paid, or takes its last refund back. */
async function refund(store: Store, chargeId: number, part: number, at: number): Promise<void> {
  const charge = (await store.chargeQueries.byId(chargeId))!;
  const userId = charge.merchantId === 1 ? ASHA : WANJIRU;
  const effects = await effectsOf(store, at);
  const last = (await store.refunds.of(chargeId)).findLast(({ takenBackAt }) => takenBackAt === null);
  if (part === 0 && last !== undefined) {
    await store.refunds.takeBack({ refundId: last.id, reason: 'mistake', userId, at }, () => effects);
    return;
  }
  const amountKes = Math.ceil((charge.amountKes * (part + 1)) / 8) as AmountKes;
  const asked = { chargeId, amountKes, reason: 'torn', idempotencyKey: `question:${at}`, userId, at };
  await store.refunds.record(asked, () => effects);
}

/** Returns what stands as refunded of each charge, by its id. */
async function refundsOf(store: Store, all: readonly Charge[]): Promise<ReadonlyMap<number, number>> {
  const sums = new Map<number, number>();
  for (const { id } of all) sums.set(id, standingKes(await store.refunds.of(id)));
  return sums;
}

/** What each number has paid at a merchant, on the charges of one person or of all: counted charge by charge. */
function folded(
  all: readonly Charge[],
  refunded: ReadonlyMap<number, number>,
  merchantId: number,
  userId: number | undefined,
): ReadonlyMap<string, CustomerTakings> {
  const sums = new Map<string, CustomerTakings>();
  for (const charge of all) {
    const { id, msisdn, paidAt, state, amountKes } = charge;
    if (charge.merchantId !== merchantId || (userId !== undefined && charge.userId !== userId)) continue;
    if (msisdn.startsWith('erased:') || paidAt === null) continue;
    expect(['paid', 'marked_paid']).toContain(state);
    const before = sums.get(msisdn);
    const [confirmed, byHand] = state === 'paid' ? [1, 0] : [0, 1];
    sums.set(msisdn, {
      confirmedCount: (before?.confirmedCount ?? 0) + confirmed,
      confirmedKes: (before?.confirmedKes ?? 0) + confirmed * amountKes,
      byHandCount: (before?.byHandCount ?? 0) + byHand,
      byHandKes: (before?.byHandKes ?? 0) + byHand * amountKes,
      refundedKes: (before?.refundedKes ?? 0) + (refunded.get(id) ?? 0),
      firstPaidAt: Math.min(before?.firstPaidAt ?? paidAt, paidAt),
      lastPaidAt: Math.max(before?.lastPaidAt ?? paidAt, paidAt),
    });
  }
  return sums;
}

onEveryEngine(() => {
  const addUp = async (numRuns: number, maxLength: number) => {
    let paid = 0;
    let byHand = 0;
    let refundedKes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { minLength: maxLength / 2, maxLength }), async (events) => {
        const store = await newStore(KEYS);
        await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
        const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
        const wanjiru = { userId: WANJIRU, name: 'Wanjiru' };
        const second = await connectShop(store, KEYS, { name: 'Two', account }, wanjiru);
        const all = await lived(store, second, events);
        const refunded = await refundsOf(store, all);
        for (const merchantId of [1, second])
          for (const userId of [undefined, ASHA, JUMA, WANJIRU]) {
            const expected = folded(all, refunded, merchantId, userId);
            const listed = await store.customers.list({ merchantId, userId }, 0, 100);
            expect(new Map(listed.map(({ customer, takings }) => [customer.msisdn, takings]))).toEqual(
              new Map([...expected].map(([msisdn, sums]) => [msisdn, expect.objectContaining(sums)])),
            );
            const times = listed.map(({ takings }) => takings.lastPaidAt);
            expect(times).toEqual(times.toSorted((a, b) => b - a));
            for (const { confirmedCount, byHandCount, refundedKes: back } of expected.values()) {
              paid += confirmedCount;
              byHand += byHandCount;
              refundedKes += back;
            }
          }
      }),
      { numRuns },
    );
    return { paid, byHand, refundedKes };
  };

  test('what customers have paid is what their charges add up to, whatever was marked, corrected, refunded, confirmed late and erased', async () => {
    await expect(addUp(2, 40)).resolves.toBeDefined();
  });

  test('the same holds for longer histories', { tags: 'slow' }, async () => {
    const { paid, byHand, refundedKes } = await addUp(8, 100);
    // The events lead to what is to be shown.
    expect([paid > 0, byHand > 0, refundedKes > 0]).toEqual([true, true, true]);
  });
});
