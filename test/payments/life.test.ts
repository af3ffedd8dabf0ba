import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { describe, expect, test } from 'vitest';
import { PAYMENTS_LIMITS } from '../../src/payments/payments.ts';
import type { Store } from '../../src/store/port/store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aCharge, phone, effectsOf, tempFolder, tempStore } from '../support/store.ts';
import {
  accepted,
  pending,
  recordedMessenger,
  reported,
  scriptedGateway,
  paymentsRig,
} from '../support/payments.ts';

/** Everything that an owner of the shop sees. */
const WHOLE_SHOP = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };

const evidence = { httpStatus: 200, raw: '{}' };
const noAnswer = {
  kind: 'no-answer',
  why: 'timed-out',
  overloaded: false,
  retryAfterMs: undefined,
  evidence,
} as const;
const HOUR = 3_600_000;

describe('a charge that is paid', () => {
  test('has one push, a receipt and one notice', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = (_id, n) => (n < 3 ? pending : reported({}));
    const { id } = await rig.charge();
    expect((await rig.now(id)).state).toBe('pending');
    await rig.clock.advance(60_000);
    expect(await rig.now(id)).toMatchObject({ state: 'paid', receipt: 'UKN1234567', watchDueAt: null });
    expect(rig.gateway.pushes).toEqual([{ msisdn: '254712345678', amountKes: 500 }]);
    expect(rig.messenger.said).toEqual([`card ${id}`, `paid #${id}`]);
    expect(rig.messenger.cards.get(id)).toBe('paid');
    const asked = rig.gateway.queries.length;
    await rig.clock.advance(24 * HOUR);
    expect(rig.gateway.queries.length).toBe(asked);
  });

  test('has an audit log that leads to its state', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => reported({});
    const { id } = await rig.charge();
    await rig.clock.advance(10_000);
    const events = await rig.store.chargeQueries.events(id);
    expect(events.map(({ from, to, actor }) => [from, to, actor])).toEqual([
      [null, 'created', 'user:7'],
      ['created', 'pushing', 'tillbot'],
      ['pushing', 'pending', 'gateway'],
      ['pending', 'paid', 'gateway'],
    ]);
  });

  test('after it was called not confirmed has one notice of a late payment', async () => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    await rig.clock.advance(200_000);
    expect(await rig.now(id)).toMatchObject({ state: 'unconfirmed' });
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(20 * 60_000);
    expect(await rig.now(id)).toMatchObject({ state: 'paid' });
    expect(rig.messenger.said).toEqual([`card ${id}`, `unconfirmed #${id}`, `paid_late #${id}`]);
  });
});

describe('a charge that is not paid', () => {
  test('is called not confirmed, is watched to the end, and then expires; it is never called failed', async () => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    await rig.clock.advance(179_000);
    expect((await rig.now(id)).state).toBe('pending');
    await rig.clock.advance(5_000);
    expect((await rig.now(id)).state).toBe('unconfirmed');
    await rig.clock.advance(25 * HOUR);
    expect(await rig.now(id)).toMatchObject({
      state: 'expired',
      watchDueAt: null,
      receipt: null,
      paidAt: null,
    });
    expect(rig.messenger.said).toEqual([`card ${id}`, `unconfirmed #${id}`, `expired #${id}`]);
    expect(rig.gateway.queries.length).toBeLessThan(200);
  });

  test(
    'does not expire while the gateway gives no answer; a payment is announced as soon as it answers',
    { tags: 'slow' },
    async () => {
      const rig = await paymentsRig();
      const { id } = await rig.charge();
      await rig.clock.advance(23 * HOUR);
      rig.gateway.onQuery = () => noAnswer;
      await rig.clock.advance(8 * HOUR);
      expect((await rig.now(id)).state).toBe('unconfirmed');
      rig.gateway.onQuery = () => reported({});
      await rig.clock.advance(10 * 60_000);
      expect(await rig.now(id)).toMatchObject({ state: 'paid' });
      expect(rig.messenger.said.at(-1)).toBe(`paid_late #${id}`);
    },
  );

  test('does not expire by an answer to a query from before the end of its watch', async () => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    await rig.clock.advance(24 * HOUR - 10 * 60_000);
    const asked = rig.gateway.queries.length;
    // The query leaves within the watch and is answered after it. The customer pays in between.
    rig.gateway.onQuery = async () => {
      rig.gateway.onQuery = () => noAnswer;
      await rig.clock.sleep(20 * 60_000);
      rig.gateway.onQuery = () => reported({});
      return pending;
    };
    await rig.clock.advance(HOUR);
    expect(rig.gateway.queries.length).toBeGreaterThan(asked);
    expect(await rig.now(id)).toMatchObject({ state: 'paid' });
    expect(rig.messenger.said.at(-1)).toBe(`paid_late #${id}`);
  });

  test(
    'expires a day after the end of its watch if the gateway never answers again',
    { tags: 'slow' },
    async () => {
      const rig = await paymentsRig();
      rig.gateway.onQuery = () => noAnswer;
      const { id } = await rig.charge();
      await rig.clock.advance(49 * HOUR);
      expect((await rig.now(id)).state).toBe('expired');
    },
  );

  test('is called not confirmed in time even if the gateway never answers', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => noAnswer;
    const { id } = await rig.charge();
    await rig.clock.advance(185_000);
    expect((await rig.now(id)).state).toBe('unconfirmed');
  });

  test('is called not confirmed in time even while the gateway asks for a pause', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => ({ ...noAnswer, overloaded: true, retryAfterMs: 600_000 });
    const { id } = await rig.charge();
    await rig.clock.advance(185_000);
    expect((await rig.now(id)).state).toBe('unconfirmed');
    // Queries at 5 seconds, 30 seconds later and 60 seconds later: an answer cannot ask for a longer pause.
    expect(rig.gateway.queries.length).toBe(3);
  });
});

describe('a push', () => {
  test('that is declined has a notice and no query', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => ({ kind: 'declined', cause: 'refused', gatewayMessage: 'No.', evidence });
    const { id } = await rig.charge();
    await rig.clock.advance(HOUR);
    expect(await rig.now(id)).toMatchObject({ state: 'declined', gatewayMessage: 'No.' });
    // The end is known before the card is sent, so there is none.
    expect(rig.messenger.said).toEqual([`declined #${id}`]);
    expect(rig.gateway.queries).toEqual([]);
  });

  test('whose outcome is unknown is never repeated', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => ({ kind: 'unknown', why: 'cut-off', evidence });
    const { id } = await rig.charge();
    await rig.clock.advance(48 * HOUR);
    expect((await rig.now(id)).state).toBe('unknown');
    expect(rig.gateway.pushes.length).toBe(1);
    expect(rig.messenger.said).toEqual([`unknown #${id}`]);
  });

  test('is committed before the request leaves', async () => {
    const rig = await paymentsRig();
    let seen: string | undefined;
    rig.gateway.onPush = async () => {
      seen = (await rig.store.charges.pushing(FIRST_MERCHANT, 0))[0]?.state;
      return accepted('T1');
    };
    await rig.charge();
    expect(seen).toBe('pushing');
  });

  test('that gets the id of another charge is unknown, not watched twice', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => accepted('SAME');
    const first = await rig.charge();
    const second = await rig.charge({ msisdn: phone('0722000000') });
    expect((await rig.now(first.id)).state).toBe('pending');
    expect(await rig.now(second.id)).toMatchObject({ state: 'unknown', transactionId: null });
  });

  test('is recorded even if the store fails at first: its id is nowhere else', async () => {
    const rig = await paymentsRig();
    let release = (): void => {};
    rig.gateway.onPush = () =>
      new Promise((resolve) => {
        release = () => resolve(accepted('T1'));
      });
    const { id } = await rig.charge();
    const { move } = rig.store.charges;
    let failures = 3;
    rig.store.charges.move = async (...args) => {
      if (failures-- > 0) throw new Error('database or disk is full');
      return await move(...args);
    };
    release();
    await rig.clock.advance(10_000);
    expect(await rig.now(id)).toMatchObject({ state: 'pending', transactionId: 'T1' });
    expect(rig.gateway.pushes.length).toBe(1);
  });

  test('that hangs does not delay the push of another charge', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = (n) => (n === 1 ? new Promise(() => {}) : accepted(`T${n}`));
    const first = await rig.charge();
    const second = await rig.charge({ chatId: 200, msisdn: phone('0722000000') });
    expect((await rig.now(first.id)).state).toBe('pushing');
    expect((await rig.now(second.id)).state).toBe('pending');
  });

  test('that waited too long for its turn is canceled, with a notice', async () => {
    const rig = await paymentsRig();
    const hung: (() => void)[] = [];
    rig.gateway.onPush = (n) =>
      new Promise((resolve) => {
        hung.push(() => resolve(accepted(`T${n}`)));
      });
    for (let i = 0; i < PAYMENTS_LIMITS.pushes; i += 1)
      await rig.charge({ msisdn: phone(`07220000${10 + i}`) });
    const late = await rig.charge();
    expect((await rig.now(late.id)).state).toBe('created');
    await rig.clock.advance(121_000);
    hung[0]?.();
    await rig.clock.settle();
    expect((await rig.now(late.id)).state).toBe('canceled');
    expect(rig.gateway.pushes.length).toBe(PAYMENTS_LIMITS.pushes);
    expect(rig.messenger.said).toContain(`canceled #${late.id}`);
  });
});

describe('a reported payment that does not fit the charge', () => {
  test.each([
    ['another transaction', reported({ id: 'T2' }), 'transaction'],
    ['another amount', reported({ amount: '5' }), 'amount'],
    ['another phone', reported({ phone: '254722000000' }), 'phone'],
    ['a malformed receipt', reported({ receipt: 'ok' }), 'receipt'],
  ] as const)(
    '(%s) has one notice of a mismatch, and the watch goes on',
    async (_what, outcome, mismatch) => {
      const rig = await paymentsRig();
      rig.gateway.onQuery = () => outcome;
      const { id } = await rig.charge();
      await rig.clock.advance(30_000);
      expect(await rig.now(id)).toMatchObject({ state: 'pending', mismatch, receipt: null, paidAt: null });
      expect(rig.messenger.said).toEqual([`card ${id}`, `mismatch #${id}`]);
      rig.gateway.onQuery = () => reported({});
      await rig.clock.advance(30_000);
      expect((await rig.now(id)).state).toBe('paid');
      expect(rig.messenger.said.at(-1)).toBe(`paid #${id}`);
    },
  );

  test('that a person accepts is a mark with its receipt; a later confirmation is announced all the same', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => reported({ amount: '40', receipt: 'UKNOTHER12' });
    const { id } = await rig.charge();
    await rig.clock.advance(30_000);
    const mark = await effectsOf(rig.store, rig.clock.now());
    const decision = { chargeId: id, report: 1, isOurs: true };
    expect((await rig.payments.decide(decision, 7, mark)).marked).toBe(true);
    expect(await rig.now(id)).toMatchObject({
      state: 'marked_paid',
      receipt: null,
      mismatch: null,
      reported: { amount: '40', receipt: 'UKNOTHER12' },
    });
    await rig.clock.advance(10 * 60_000);
    // The decided mismatch has no second notice, and the charge is not called not confirmed.
    expect(rig.messenger.said).toEqual([`card ${id}`, `mismatch #${id}`]);
    expect(await rig.store.reports.sums(WHOLE_SHOP, [0, rig.clock.now()], 0)).toMatchObject({
      confirmed: { count: 0 },
      byHand: { count: 1, amountKes: 500 },
    });
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(10 * 60_000);
    expect(await rig.now(id)).toMatchObject({ state: 'paid', receipt: 'UKN1234567', watchDueAt: null });
    expect(rig.messenger.said.at(-1)).toBe(`paid #${id}`);
    expect(rig.messenger.cards.get(id)).toBe('paid');
    expect(await rig.store.reports.sums(WHOLE_SHOP, [0, rig.clock.now() + 1], 0)).toMatchObject({
      confirmed: { count: 1 },
      byHand: { count: 0 },
    });
  });

  test.each([true, false])(
    'that a person accepted (and rejected again: %s) is watched to the end, without a notice',
    { tags: 'slow' },
    async (isUndone) => {
      const rig = await paymentsRig();
      rig.gateway.onQuery = () => reported({ amount: '40' });
      const { id } = await rig.charge();
      await rig.clock.advance(30_000);
      const effects = () => effectsOf(rig.store, rig.clock.now());
      await rig.payments.decide({ chargeId: id, report: 1, isOurs: true }, 7, await effects());
      if (isUndone) await rig.payments.mark(id, false, 7, await effects());
      rig.gateway.onQuery = () => pending;
      const before = rig.gateway.queries.length;
      await rig.clock.advance(23 * HOUR);
      expect(rig.gateway.queries.length).toBeGreaterThan(before + 50);
      await rig.clock.advance(2 * HOUR);
      const after = rig.gateway.queries.length;
      await rig.clock.advance(24 * HOUR);
      expect(rig.gateway.queries.length).toBe(after);
      expect(await rig.now(id)).toMatchObject({
        state: isUndone ? 'marked_unpaid' : 'marked_paid',
        watchDueAt: null,
      });
      expect(rig.messenger.said.filter((line) => /unconfirmed|expired/.test(line))).toEqual([]);
    },
  );

  test('that is put aside does not change the charge; a later one that differs has its own notice', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => reported({ amount: '40' });
    const { id } = await rig.charge();
    await rig.clock.advance(30_000);
    const aside = { chargeId: id, report: 1, isOurs: false };
    expect((await rig.payments.decide(aside, 7, await effectsOf(rig.store, rig.clock.now()))).marked).toBe(
      true,
    );
    expect(await rig.now(id)).toMatchObject({ state: 'pending', mismatch: null, reported: null });
    await rig.clock.advance(30_000);
    expect(rig.messenger.said.filter((line) => line.startsWith('mismatch'))).toHaveLength(1);
    rig.gateway.onQuery = () => reported({ amount: '41' });
    await rig.clock.advance(30_000);
    expect(rig.messenger.said.filter((line) => line.startsWith('mismatch'))).toHaveLength(2);
    expect(await rig.now(id)).toMatchObject({ mismatch: 'amount', reported: { number: 2, amount: '41' } });
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(30_000);
    expect((await rig.now(id)).state).toBe('paid');
  });

  test('because its receipt has paid another charge leaves the charge pending', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = (id) => reported({ id, receipt: 'UKNSAME123' });
    const first = await rig.charge();
    const second = await rig.charge({ msisdn: phone('0722000000') });
    await rig.clock.advance(30_000);
    const [a, b] = [await rig.now(first.id), await rig.now(second.id)];
    expect([a.state, b.state].toSorted()).toEqual(['paid', 'pending']);
    expect([a.mismatch, b.mismatch]).toContain('receipt-reused');
    expect(rig.messenger.said.filter((line) => line.startsWith('paid'))).toHaveLength(1);
  });
});

describe('an unexpected fault', () => {
  test('of the store between two pushes loses neither, and each is pushed once', async () => {
    const store = tempStore();
    const clock = manualClock();
    const rule = {
      at: clock.now(),
      steadyAt: clock.now(),
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    for (const n of [1, 2]) {
      const asked = aCharge({ idempotencyKey: `${n}`, msisdn: phone(`071234567${n}`) });
      await store.charges.create(asked, rule, await effectsOf(store, clock.now()));
    }
    let failures = 0;
    const move: Store['charges']['move'] = async (...args) => {
      if (args[0].chargeId === 2 && args[0].to === 'pushing' && failures++ < 3) throw new Error('disk full');
      return await store.charges.move(...args);
    };
    const rig = await paymentsRig({ clock, store: { ...store, charges: { ...store.charges, move } } });
    await clock.settle();
    expect((await rig.now(1)).state).toBe('pending');
    expect((await rig.now(2)).state).toBe('created');
    await clock.advance(30_000);
    expect(failures).toBeGreaterThan(3);
    expect((await rig.now(2)).state).toBe('pending');
    expect(rig.gateway.pushes.map(({ msisdn }) => msisdn)).toEqual(['254712345671', '254712345672']);
  });

  test('of the store while the notifier looks for due messages loses no message', async () => {
    const store = tempStore();
    let failures = 0;
    let messages = 0;
    const due: Store['outbox']['due'] = async (...args) => {
      const found = await store.outbox.due(...args);
      messages += found.length;
      return found;
    };
    const dueCards: Store['outbox']['dueCards'] = async (...args) => {
      if (messages > 0 && failures++ === 0) throw new Error('busy');
      return await store.outbox.dueCards(...args);
    };
    const rig = await paymentsRig({ store: { ...store, outbox: { ...store.outbox, due, dueCards } } });
    rig.gateway.onQuery = () => reported({});
    const { id } = await rig.charge();
    await rig.clock.advance(30_000);
    expect(failures).toBeGreaterThan(1);
    expect(rig.messenger.said).toEqual([`card ${id}`, `paid #${id}`]);
  });

  test('of the gateway’s client makes the push unknown, with a notice, and it is never repeated', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => {
      throw new Error('a bug');
    };
    const { id } = await rig.charge();
    await rig.clock.advance(HOUR);
    expect((await rig.now(id)).state).toBe('unknown');
    expect(rig.gateway.pushes).toHaveLength(1);
    expect(rig.messenger.said).toEqual([`unknown #${id}`]);
  });
});

describe('after a crash', () => {
  test('a charge found pushing becomes unknown and is not pushed again', async () => {
    const path = `${tempFolder()}/till.db`;
    const before = tempStore(path);
    const outcome = await before.charges.create(
      aCharge(),
      { at: 0, steadyAt: 0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] },
      await effectsOf(before, 0),
    );
    if (outcome.kind !== 'created') throw new Error('not created');
    const { id } = outcome.charge;
    await before.charges.move({
      chargeId: id,
      from: 'created',
      to: 'pushing',
      at: 0,
      actor: 'tillbot',
      detail: {},
    });
    before.close();

    const rig = await paymentsRig({ store: tempStore(path) });
    await rig.clock.advance(HOUR);
    expect((await rig.now(id)).state).toBe('unknown');
    expect(rig.gateway.pushes).toEqual([]);
    expect(rig.messenger.said).toEqual([`card ${id}`, `unknown #${id}`]);
  });

  test('a charge whose query was under way is queried again at once, not after its claim runs out', async () => {
    const path = `${tempFolder()}/till.db`;
    const before = tempStore(path);
    const dying = await paymentsRig({ store: before });
    dying.gateway.onQuery = () => new Promise(() => undefined);
    const { id } = await dying.charge();
    await dying.clock.advance(10_000);
    expect(dying.gateway.queries).toHaveLength(1);
    before.close();

    const clock = manualClock(dying.clock.now());
    const rig = await paymentsRig({ store: tempStore(path), clock });
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(1_000);
    expect(rig.messenger.said).toContain(`paid #${id}`);
  });

  test.each([
    ['just now is pushed', 1_000, 'pending', 1],
    ['long ago is canceled: nobody may want it any more', 10 * 60_000, 'canceled', 0],
  ])('a charge found created %s', async (_what, age, state, pushes) => {
    const rig0 = await paymentsRig();
    await rig0.payments.stop(0);
    const store = tempStore();
    const at = rig0.clock.now() - age;
    const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    const outcome = await store.charges.create(aCharge(), rule, await effectsOf(store, at));
    if (outcome.kind !== 'created') throw new Error('not created');

    const rig = await paymentsRig({ store, clock: rig0.clock });
    await rig.clock.settle();
    expect((await rig.now(outcome.charge.id)).state).toBe(state);
    expect(rig.gateway.pushes.length).toBe(pushes);
  });

  test('a payment that was never announced is announced', async () => {
    const path = `${tempFolder()}/till.db`;
    const silent = recordedMessenger();
    silent.onSend = () => ({ kind: 'later', afterMs: undefined, why: 'down' });
    const gateway = scriptedGateway();
    gateway.onQuery = () => reported({});
    const rig0 = await paymentsRig({ store: tempStore(path), messenger: silent, gateway });
    const { id } = await rig0.charge();
    await rig0.clock.advance(60_000);
    expect((await rig0.now(id)).state).toBe('paid');
    expect(silent.said).toEqual([]);
    await rig0.payments.stop(0);
    rig0.store.close();

    const rig = await paymentsRig({ store: tempStore(path), clock: rig0.clock });
    await rig.clock.advance(60_000);
    expect(rig.messenger.said).toEqual([`card ${id}`, `paid #${id}`]);
  });
});

describe('a mark', () => {
  test('settles an unknown charge, can be corrected, and does not count as confirmed', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => ({ kind: 'unknown', why: 'timed-out', evidence });
    const { id } = await rig.charge();
    const at = rig.clock.now();
    expect((await rig.payments.mark(id, true, 7, await effectsOf(rig.store, at))).marked).toBe(true);
    expect((await rig.payments.mark(id, true, 7, await effectsOf(rig.store, at))).marked).toBe(false);
    expect(await rig.now(id)).toMatchObject({ state: 'marked_paid', receipt: null });
    expect(await rig.store.reports.sums(WHOLE_SHOP, [0, at + 1], 0)).toMatchObject({
      confirmed: { count: 0, amountKes: 0 },
      byHand: { count: 1, amountKes: 500 },
    });
    expect((await rig.payments.mark(id, false, 7, await effectsOf(rig.store, at))).marked).toBe(true);
    expect(await rig.now(id)).toMatchObject({ state: 'marked_unpaid', paidAt: null });
  });

  test('does not change a pending charge', async () => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    const result = await rig.payments.mark(id, true, 7, await effectsOf(rig.store, rig.clock.now()));
    expect(result.marked).toBe(false);
    expect((await rig.now(id)).state).toBe('pending');
  });
});
