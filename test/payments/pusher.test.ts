import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../src/domain/charge.ts';
import type { PushOutcome } from '../../src/gateway/gateway.ts';
import type { Store } from '../../src/store/port/store.ts';
import { pusher } from '../../src/payments/pusher.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aCharge, phone, effectsOf, tempStore } from '../support/store.ts';
import { anAccount, accepted, scriptedGateway, paymentsRig } from '../support/payments.ts';

const MINUTE = 60_000;
const evidence = { httpStatus: 200, raw: '{"status":"error"}' };
const auditLog = async (rig: Awaited<ReturnType<typeof paymentsRig>>, id: number) =>
  (await rig.store.chargeQueries.events(id)).map(({ to, actor, detail }) => ({ to, actor, detail }));

describe('the audit log of a push', () => {
  test.each<[string, PushOutcome, object]>([
    [
      'that was accepted has its id and its evidence',
      { kind: 'accepted', transactionId: 'T7', evidence },
      { to: 'pending', actor: 'gateway', detail: { transactionId: 'T7', ...evidence } },
    ],
    [
      'that the gateway refused has the cause and its evidence',
      { kind: 'declined', cause: 'refused', gatewayMessage: 'No.', evidence },
      { to: 'declined', actor: 'gateway', detail: { cause: 'refused', ...evidence } },
    ],
    [
      'that never reached the gateway has Tillbot as the actor',
      {
        kind: 'declined',
        cause: 'unreachable',
        gatewayMessage: undefined,
        evidence: { httpStatus: undefined, raw: 'X' },
      },
      { to: 'declined', actor: 'tillbot', detail: { cause: 'unreachable', raw: 'X' } },
    ],
    [
      'whose answer was lost has the reason',
      { kind: 'unknown', why: 'timed-out', evidence },
      { to: 'unknown', actor: 'tillbot', detail: { why: 'timed-out', ...evidence } },
    ],
  ])('%s', async (_what, outcome, event) => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => outcome;
    const { id } = await rig.charge();
    expect((await auditLog(rig, id)).at(-1)).toEqual(event);
  });

  test('that gets the id of another charge names that charge', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => accepted('SAME');
    await rig.charge();
    const second = await rig.charge({ msisdn: phone('0722000000') });
    expect((await auditLog(rig, second.id)).at(-1)).toEqual({
      to: 'unknown',
      actor: 'tillbot',
      detail: { why: 'id of charge 1', httpStatus: 200, raw: '{}' },
    });
    expect(rig.messenger.said).toContain(`unknown #${second.id}`);
  });
});

describe('a decline', () => {
  test.each<[string, PushOutcome, string | null]>([
    [
      'keeps the gateway’s message',
      { kind: 'declined', cause: 'refused', gatewayMessage: 'No.', evidence },
      'No.',
    ],
    [
      'without a message has an empty one',
      { kind: 'declined', cause: 'refused', gatewayMessage: undefined, evidence },
      '',
    ],
    [
      'without an answer of the gateway has no message',
      { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined, evidence },
      null,
    ],
  ])('%s', async (_what, outcome, words) => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => outcome;
    const { id } = await rig.charge();
    expect((await rig.now(id)).gatewayMessage).toBe(words);
  });
});

test('an accepted push is first queried after five seconds, is to be confirmed within three minutes, and is watched for a day', async () => {
  const rig = await paymentsRig();
  const at = rig.clock.now();
  const { id } = await rig.charge();
  expect(await rig.now(id)).toMatchObject({
    pushedAt: at,
    pushedSteadyAt: at,
    watchDueAt: at + 5_000,
    confirmBy: at + 3 * MINUTE,
    watchUntil: at + 3 * MINUTE + 24 * 60 * MINUTE,
  });
});

describe('a charge that waited for its push', () => {
  const chargeThatWaited = async (ms: number) => {
    const store = tempStore();
    const rig0 = await paymentsRig({ store: tempStore() });
    const at = rig0.clock.now() - ms;
    const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    await store.charges.create(aCharge(), rule, await effectsOf(store, at));
    const rig = await paymentsRig({ store, clock: rig0.clock });
    await rig.clock.settle();
    return rig;
  };

  test('for exactly two minutes is pushed', async () => {
    const rig = await chargeThatWaited(2 * MINUTE);
    expect((await rig.now(1)).state).toBe('pending');
  });

  test('for longer is canceled, and the audit log says why', async () => {
    const rig = await chargeThatWaited(2 * MINUTE + 1);
    expect(rig.gateway.pushes).toEqual([]);
    expect((await auditLog(rig, 1)).at(-1)).toEqual({
      to: 'canceled',
      actor: 'tillbot',
      detail: { why: 'waited too long' },
    });
  });
});

test('a push that another program began and did not finish becomes unknown, with a notice and a line in the log', async () => {
  const rig = await paymentsRig();
  const at = rig.clock.now();
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const other = rig.store;
  const outcome = await other.charges.create(
    aCharge({ idempotencyKey: 'other', msisdn: phone('0722000000') }),
    rule,
    await effectsOf(other, at),
  );
  expect(outcome.kind).toBe('created');
  await other.charges.move({ chargeId: 1, from: 'created', to: 'pushing', at, actor: 'tillbot', detail: {} });
  await rig.charge();
  expect((await auditLog(rig, 1)).at(-1)).toMatchObject({ to: 'unknown', detail: { why: 'interrupted' } });
  expect(rig.messenger.said).toContain('unknown #1');
  expect(rig.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', context: { charge: 1 } }));
  expect(rig.gateway.pushes).toHaveLength(1);
});

describe('a transaction id that cannot be recorded', () => {
  const stuck = async () => {
    const gateway = scriptedGateway();
    const rig = await paymentsRig({ gateway });
    const attempts: number[] = [];
    const start = rig.clock.now();
    const { move } = rig.store.charges;
    const disk = { full: true };
    rig.store.charges.move = async (...args) => {
      if (args[0].to !== 'pending') return await move(...args);
      attempts.push(rig.clock.now() - start);
      if (disk.full) throw new Error('database or disk is full');
      return await move(...args);
    };
    const { id } = await rig.charge();
    return { ...rig, id, attempts, disk };
  };

  test('is recorded again and again, at first quickly and then every half minute, for as long as it takes', async () => {
    const { clock, attempts, disk, now, id, log } = await stuck();
    await clock.advance(2 * MINUTE);
    expect(attempts).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500, 61_500, 91_500]);
    expect(log.text()).toContain("transactionId: 'T1'");
    disk.full = false;
    await clock.advance(30_000);
    expect(await now(id)).toMatchObject({ state: 'pending', transactionId: 'T1' });
  });

  test('is given up when the program stops, and the charge becomes unknown at the next start', async () => {
    const { clock, payments, store, attempts } = await stuck();
    const stopped = payments.stop(20_000);
    await clock.advance(20_000);
    await stopped;
    const tried = attempts.length;
    await clock.advance(10 * MINUTE);
    expect(attempts).toHaveLength(tried);
    const next = await paymentsRig({ store, clock });
    await next.clock.settle();
    expect((await next.now(1)).state).toBe('unknown');
    expect(next.gateway.pushes).toEqual([]);
  });
});

describe('two programs on one database', () => {
  test('push a charge once, even if both found it', async () => {
    const store = tempStore();
    let late: Store['charges']['toPush'] = store.charges.toPush;
    const rig = await paymentsRig({
      store: { ...store, charges: { ...store.charges, toPush: (...args) => late(...args) } },
    });
    late = async (...args) => {
      const seen = await store.charges.toPush(...args);
      // The other program begins each of the pushes at this moment.
      for (const { id: chargeId } of seen) {
        const at = rig.clock.now();
        await store.charges.move({
          chargeId,
          from: 'created',
          to: 'pushing',
          at,
          actor: 'tillbot',
          detail: {},
        });
      }
      return seen;
    };
    await rig.charge();
    expect(rig.gateway.pushes).toEqual([]);
  });

  test('keep an id that arrives after the other program has given up the push', async () => {
    const rig = await paymentsRig();
    let answer = (): void => {};
    rig.gateway.onPush = () =>
      new Promise((resolve) => {
        answer = () => resolve(accepted('T1'));
      });
    const { id } = await rig.charge();
    await rig.store.charges.move({
      chargeId: id,
      from: 'pushing',
      to: 'unknown',
      at: rig.clock.now(),
      actor: 'tillbot',
      detail: { why: 'interrupted' },
    });
    answer();
    await rig.clock.settle();
    expect(await rig.now(id)).toMatchObject({ state: 'pending', transactionId: 'T1' });
  });
});

describe('the pusher without its worker', () => {
  async function pusherRig(over: (store: Store) => Store = (store) => store) {
    const real = tempStore();
    const clock = manualClock();
    const log = recordedLog();
    const gateway = scriptedGateway();
    let woken = 0;
    const accountId = await anAccount(real);
    const work = pusher({
      merchantId: FIRST_MERCHANT,
      store: over(real),
      account: () => ({ accountId, gateway }),
      clock,
      log,
      random: () => 0.5,
      confirmMs: 3 * MINUTE,
      watchMs: 60 * MINUTE,
      mayBegin: () => true,
      ending: new AbortController().signal,
      onAccountRefused: () => undefined,
      onPending: () => undefined,
      wakeNotifier: () => void (woken += 1),
    });
    const at = clock.now();
    const create = async (local: string, requestedAt = at) => {
      const asked = aCharge({ idempotencyKey: local, msisdn: phone(local), cardMessageId: 1 });
      const rule = {
        at: requestedAt,
        steadyAt: requestedAt,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      const outcome = await real.charges.create(asked, rule, await effectsOf(real, at));
      if (outcome.kind !== 'created') throw new Error('not created');
      return outcome.charge;
    };
    return { store: real, work, log, at, create, woken: () => woken };
  }

  test('wakes the notifier for a charge that the restore hold gives up', async () => {
    const { work, at, create, woken } = await pusherRig((store) => ({
      ...store,
      restoreHold: { ...store.restoreHold, since: async () => 1 },
    }));
    await create('0712345678');
    expect(await work.claim(at, 1)).toEqual([]);
    expect(woken()).toBe(1);
  });

  test('cancels a charge that is no longer allowed, and wakes the notifier', async () => {
    const { store, work, at, create, woken } = await pusherRig();
    const { id } = await create('0712345678');
    await store.merchants.suspend(FIRST_MERCHANT, true, at);
    expect(await work.claim(at, 1)).toEqual([]);
    expect((await store.chargeQueries.byId(id))?.state).toBe('canceled');
    expect((await store.chargeQueries.events(id)).at(-1)).toMatchObject({
      to: 'canceled',
      detail: { why: 'suspended' },
    });
    expect(woken()).toBe(1);
  });

  test('does not make a card due that would look the same', async () => {
    const { store, work, at, create } = await pusherRig();
    await store.outbox.cardShown(await create('0712345678'));
    expect(await work.claim(at, 1)).toMatchObject([{ charge: { id: 1, state: 'pushing', pushedAt: at } }]);
    expect(await store.outbox.nextCardAt()).toBeUndefined();
  });

  test('wakes the notifier for a push that was given up, and for one that waited too long', async () => {
    const { store, work, at, create, woken } = await pusherRig();
    const { id: chargeId } = await create('0712345678');
    await store.charges.move({ chargeId, from: 'created', to: 'pushing', at, actor: 'tillbot', detail: {} });
    expect(await work.claim(at, 1)).toEqual([]);
    expect(woken()).toBe(1);
    await create('0722000000', at - 10 * MINUTE);
    expect(await work.claim(at, 1)).toEqual([]);
    expect(woken()).toBe(2);
  });

  test('goes on with the pushes that it began if the next one cannot begin, with a line in the log', async () => {
    const { work, at, create, log } = await pusherRig((store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(...args) {
          if (args[0].chargeId === 2) throw new Error('database or disk is full');
          return await store.charges.move(...args);
        },
      },
    }));
    await create('0712345678');
    await create('0722000000');
    expect(await work.claim(at, 5)).toMatchObject([{ charge: { id: 1 } }]);
    expect(log.lines).toMatchObject([{ level: 'error', context: { charge: 2 } }]);
  });
});

describe('where several programs may lead', () => {
  /** A store in which another program may have begun what is found in `pushing`. Its clock is the test's. */
  const shared = (store: Store, now: () => number): Store => ({
    ...store,
    charges: {
      ...store.charges,
      async pushing(merchantId, limitMs) {
        const begun = await store.charges.pushing(merchantId, limitMs);
        const awaitedMs = ({ pushedAt }: Charge): number => Math.max(0, (pushedAt ?? 0) + limitMs - now());
        return begun.map((charge) => Object.assign(charge, { awaitedMs: awaitedMs(charge) }));
      },
    },
  });

  test('a push that another program began becomes unknown once that one cannot wait for its answer any more', async () => {
    const clock = manualClock();
    const store = tempStore();
    const at = clock.now();
    const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    await store.charges.create(aCharge(), rule, await effectsOf(store, at));
    await store.charges.move({
      chargeId: 1,
      from: 'created',
      to: 'pushing',
      at,
      actor: 'tillbot',
      detail: {},
      set: { pushedAt: at, pushedSteadyAt: at },
    });
    const rig = await paymentsRig({ clock, store: shared(store, clock.now) });
    await clock.advance(69_999);
    expect((await rig.now(1)).state).toBe('pushing');
    await clock.advance(101);
    expect((await rig.now(1)).state).toBe('unknown');
    expect(rig.messenger.said).toContain('unknown #1');
    expect(rig.gateway.pushes).toEqual([]);
  });

  test('a decline that arrives after another program gave the push up is recorded and told', async () => {
    const rig = await paymentsRig();
    let answer = (): void => {};
    rig.gateway.onPush = () =>
      new Promise((resolve) => {
        answer = () => resolve({ kind: 'declined', cause: 'refused', gatewayMessage: 'No.', evidence });
      });
    const { id } = await rig.charge();
    await rig.store.charges.move({
      chargeId: id,
      from: 'pushing',
      to: 'unknown',
      at: rig.clock.now(),
      actor: 'tillbot',
      detail: { why: 'interrupted' },
      notice: 'unknown',
    });
    answer();
    await rig.clock.settle();
    expect(await rig.now(id)).toMatchObject({ state: 'declined', gatewayMessage: 'No.' });
    expect(rig.messenger.said).toContain(`declined #${id}`);
  });

  test('a program that does not lead claims nothing', async () => {
    let leads = false;
    const rig = await paymentsRig({ mayBegin: () => leads });
    const { id } = await rig.charge();
    expect(await rig.now(id)).toMatchObject({ state: 'created' });
    expect(rig.messenger.said).toEqual([]);
    leads = true;
    await rig.clock.advance(60_000);
    expect(await rig.now(id)).toMatchObject({ state: 'pending' });
  });

  test('a program that stops leading between the commit and the request sends nothing, and says so', async () => {
    let leads = true;
    const store = tempStore();
    const rig = await paymentsRig({
      mayBegin: () => leads,
      store: {
        ...store,
        charges: {
          ...store.charges,
          async move(move, effects) {
            const outcome = await store.charges.move(move, effects);
            if (move.to === 'pushing') leads = false;
            return outcome;
          },
        },
      },
    });
    const { id } = await rig.charge();
    expect(rig.gateway.pushes).toEqual([]);
    expect((await auditLog(rig, id)).at(-1)).toEqual({
      to: 'declined',
      actor: 'tillbot',
      detail: { cause: 'unreachable', raw: 'NOT_LEADING' },
    });
  });
});
