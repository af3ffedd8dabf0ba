import { describe, expect, test } from 'vitest';
import type { PushOutcome } from '../../src/gateway/gateway.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Store } from '../../src/store/port/store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aCharge, phone, effectsOf, tempStore } from '../support/store.ts';
import {
  accepted,
  anAccount,
  recordedMessenger,
  reported,
  scriptedGateway,
  paymentsRig,
} from '../support/payments.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const evidence = { httpStatus: undefined, raw: 'X' };

/** Returns a function that says whether a promise is fulfilled by now. */
function isDone(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const wait = async (): Promise<void> => {
    await promise;
    settled = true;
  };
  void wait();
  return () => settled;
}

describe('a stop', () => {
  test('waits for a push that is under way, and keeps its id', async () => {
    const rig = await paymentsRig();
    let answer = (): void => {};
    rig.gateway.onPush = () =>
      new Promise((resolve) => {
        answer = () => resolve(accepted('T1'));
      });
    const { id } = await rig.charge();
    const stopped = isDone(rig.payments.stop(20 * SECOND));
    await rig.clock.advance(19 * SECOND);
    expect(stopped()).toBe(false);
    answer();
    await rig.clock.settle();
    expect(stopped()).toBe(true);
    expect(await rig.now(id)).toMatchObject({ state: 'pending', transactionId: 'T1' });
    expect(rig.log.text()).not.toContain('in flight');
  });

  test('waits no longer than its limit, and logs that a push is lost', async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = () => new Promise(() => {});
    await rig.charge();
    const stopped = isDone(rig.payments.stop(20 * SECOND));
    await rig.clock.advance(20 * SECOND);
    expect(stopped()).toBe(true);
    expect(rig.log.lines.at(-1)).toMatchObject({ level: 'warn', context: { pushes: 1 } });
  });

  test('waits half as long for a query, and less for a message', async () => {
    const messenger = recordedMessenger();
    const rig = await paymentsRig({ messenger });
    rig.gateway.onQuery = () => new Promise(() => {});
    await rig.charge();
    await rig.clock.advance(6 * SECOND);
    messenger.onSend = () => new Promise(() => {});
    await rig.charge({ chatId: 200, msisdn: phone('0722000000') });
    const stopped = isDone(rig.payments.stop(20 * SECOND));
    await rig.clock.advance(15 * SECOND - 1);
    expect(stopped()).toBe(false);
    await rig.clock.advance(1);
    expect(stopped()).toBe(true);
  });

  test('sends the notice of a push that ended while it stopped', async () => {
    const rig = await paymentsRig();
    let answer = (): void => {};
    rig.gateway.onPush = () =>
      new Promise((resolve) => {
        answer = () => resolve({ kind: 'declined', cause: 'refused', gatewayMessage: 'No.', evidence });
      });
    const { id } = await rig.charge();
    const stopped = isDone(rig.payments.stop(20 * SECOND));
    answer();
    await rig.clock.settle();
    expect(stopped()).toBe(true);
    expect(rig.messenger.said).toContain(`declined #${id}`);
  });

  test('is followed by no push, no query and no message', async () => {
    const rig = await paymentsRig();
    await rig.charge();
    const stopped = rig.payments.stop(SECOND);
    await rig.clock.advance(SECOND);
    await stopped;
    const at = rig.clock.now();
    const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    await rig.store.charges.create(
      aCharge({ idempotencyKey: 'late', msisdn: phone('0722000000') }),
      rule,
      await effectsOf(rig.store, at),
    );
    rig.payments.wakeNotifier();
    await rig.clock.advance(HOUR);
    expect(rig.gateway.pushes).toHaveLength(1);
    expect(rig.gateway.queries).toEqual([]);
    expect(rig.messenger.said).toEqual(['card 1']);
  });
});

describe('a change of the account', () => {
  test('during a push has the charge queried through the account that it was pushed through', async () => {
    const rig = await paymentsRig();
    const other = scriptedGateway();
    let answer: (outcome: PushOutcome) => void = () => undefined;
    rig.gateway.onPush = () => new Promise((resolve) => void (answer = resolve));
    const { id } = await rig.charge();
    await rig.clock.advance(SECOND);
    rig.payments.open(FIRST_MERCHANT, { accountId: await anAccount(rig.store, 'other'), gateway: other });
    // The wall clock does not matter.
    rig.clock.jump(-3 * HOUR);
    await rig.clock.advance(SECOND);
    answer(accepted('T1'));
    await rig.clock.advance(10 * SECOND);
    expect([rig.gateway.queries.length > 0, other.queries]).toEqual([true, []]);
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(10 * SECOND);
    expect((await rig.now(id)).state).toBe('paid');
    expect(other.pushes).toEqual([]);
  });

  test('has earlier charges queried only through the former account, and later ones through the new one', async () => {
    const rig = await paymentsRig();
    const other = scriptedGateway();
    other.onPush = () => accepted('T2');
    await rig.charge();
    await rig.clock.advance(SECOND);
    rig.payments.open(FIRST_MERCHANT, { accountId: await anAccount(rig.store, 'other'), gateway: other });
    await rig.charge({ msisdn: phone('0722000000') });
    await rig.clock.advance(30 * SECOND);
    expect([new Set(rig.gateway.queries), new Set(other.queries)]).toEqual([
      new Set(['T1']),
      new Set(['T2']),
    ]);
    expect([rig.gateway.pushes.length, other.pushes.length]).toEqual([1, 1]);
  });

  test('of its key only keeps the account: earlier charges are queried with the new key', async () => {
    const rig = await paymentsRig();
    const renewed = scriptedGateway();
    await rig.charge();
    await rig.clock.advance(SECOND);
    rig.payments.open(FIRST_MERCHANT, { accountId: await anAccount(rig.store), gateway: renewed });
    rig.gateway.onQuery = () => ({
      kind: 'account',
      gatewayMessage: 'Invalid API key.',
      evidence: { httpStatus: 200, raw: '' },
    });
    await rig.clock.advance(30 * SECOND);
    expect(rig.gateway.queries).toEqual([]);
    expect(renewed.queries.length).toBeGreaterThan(0);
  });
});

test('a charge of a shop whose account is not open yet waits, and is pushed when the account opens', async () => {
  const rig = await paymentsRig();
  const { id } = await rig.charge();
  expect((await rig.now(id)).accountId).not.toBeNull();
  rig.payments.open(FIRST_MERCHANT, undefined);
  const waiting = await rig.charge({ msisdn: phone('0722000000') });
  await rig.clock.advance(SECOND);
  expect((await rig.now(waiting.id)).state).toBe('created');
  const gateway = scriptedGateway();
  gateway.onPush = () => accepted('T9');
  rig.payments.open(FIRST_MERCHANT, { accountId: await anAccount(rig.store, 'new'), gateway });
  await rig.clock.settle();
  expect((await rig.now(waiting.id)).state).toBe('pending');
  expect(gateway.pushes).toHaveLength(1);
});

test('charges of an earlier run are queried through their own account, and every account is closed at the end', async () => {
  const closed: string[] = [];
  const closing = (name: string) => ({ ...scriptedGateway(), close: async () => void closed.push(name) });
  const [current, former] = [closing('current'), closing('former')];
  const [clock, store] = [manualClock(), tempStore()];
  const before = await paymentsRig({ clock, store, gateway: former });
  await before.charge();
  await before.payments.stop(0);
  closed.length = 0;
  const previousGateways = [{ accountId: await anAccount(store), gateway: former }];
  await anAccount(store, 'new');
  const rig = await paymentsRig({ clock, store, gateway: current, previousGateways, account: 'new' });
  const asked = former.queries.length;
  await clock.advance(30 * SECOND);
  expect([former.queries.length > asked, current.queries.length]).toEqual([true, 0]);
  const stopped = rig.payments.stop(0);
  await clock.advance(SECOND);
  await stopped;
  expect(closed.toSorted()).toEqual(['current', 'former']);
});

test('a push that is refused for its account reports the merchant', async () => {
  const named: number[] = [];
  const rig = await paymentsRig({ onAccountRefused: (merchantId) => void named.push(merchantId) });
  const evidence = { httpStatus: 200, raw: '' };
  rig.gateway.onPush = () => ({ kind: 'declined', cause: 'account', gatewayMessage: 'no', evidence });
  await rig.charge();
  rig.gateway.onPush = () => ({ kind: 'declined', cause: 'refused', gatewayMessage: 'no', evidence });
  await rig.charge({ msisdn: phone('0722000000') });
  expect(named).toEqual([FIRST_MERCHANT]);
});

test('nothing is erased or pruned by age while the clock does not agree with Telegram’s', async () => {
  const store = tempStore();
  let agrees = false;
  const [pruned, erased]: [number[], number[]] = [[], []];
  const clock = manualClock();
  const inbox = { ...store.inbox, prune: async (before: number) => void pruned.push(before) };
  const eraseBefore: Store['phones']['eraseBefore'] = async (before) => {
    erased.push(before);
    return 0;
  };
  await paymentsRig({
    clock,
    store: { ...store, inbox, phones: { ...store.phones, eraseBefore } },
    retention: { keepMs: HOUR, hash: (text: string) => text },
    clockAgrees: () => agrees,
  });
  clock.jump(2 * 365 * 24 * HOUR);
  await clock.advance(3 * HOUR);
  expect([pruned, erased]).toEqual([[], []]);
  agrees = true;
  clock.jump(-2 * 365 * 24 * HOUR);
  await clock.advance(MINUTE);
  expect([pruned.length, erased.length]).toEqual([1, 1]);
});

test('numbers are erased by age until none is left, with a pause after every batch', async () => {
  const store = tempStore();
  const clock = manualClock();
  const start = clock.now();
  const calls: { readonly before: number; readonly at: number }[] = [];
  const left = [200, 200, 1, 0];
  const eraseBefore: Store['phones']['eraseBefore'] = async (before) => {
    calls.push({ before, at: clock.now() });
    return left.shift() ?? 0;
  };
  const retention = { keepMs: HOUR, hash: (text: string) => text };
  await paymentsRig({ clock, store: { ...store, phones: { ...store.phones, eraseBefore } }, retention });
  await clock.advance(10 * SECOND);
  expect(calls.map(({ before }) => before)).toEqual([start, start, start, start].map((at) => at - HOUR));
  const times = calls.map(({ at }) => at);
  expect(new Set(times).size).toBe(4);
  // It starts again an hour later.
  await clock.advance(HOUR);
  expect(calls).toHaveLength(5);
});

test('a charge outside of any chat is pushed once, and its payment is announced to the owners', async () => {
  const rig = await paymentsRig();
  rig.gateway.onQuery = () => reported({});
  const request = { ...aCharge({ idempotencyKey: 'order 41', requestedAt: rig.clock.now() }), userId: null };
  const outside = { ...request, message: null };
  const [first, again] = [await rig.payments.createCharge(outside), await rig.payments.createCharge(outside)];
  expect([first.kind, again.kind]).toEqual(['created', 'already']);
  await rig.clock.advance(20 * SECOND);
  expect(rig.gateway.pushes).toHaveLength(1);
  expect(await rig.now(1)).toMatchObject({ state: 'paid', receipt: 'UKN1234567', message: null });
  expect(rig.messenger.said).toEqual(['announcement 1']);
});

test('the answer to a repeated command is sent at once', async () => {
  const rig = await paymentsRig();
  const { idempotencyKey } = await rig.charge();
  const says = [{ kind: 'message', chatId: 100, payload: 'again' }] as const;
  const effects = await effectsOf(rig.store, rig.clock.now(), { messages: says });
  expect(await rig.payments.createCharge(aCharge({ idempotencyKey }), { effects })).toMatchObject({
    kind: 'already',
  });
  await rig.clock.settle();
  expect(rig.messenger.said.at(-1)).toBe('message');
});

describe('pruning', () => {
  async function rigWithPrune(prune: (before: number) => Promise<void>) {
    const store = tempStore();
    const kept: Store = { ...store, inbox: { ...store.inbox, prune } };
    return await paymentsRig({ store: kept });
  }

  test('runs at the start and every hour, for what is older than two days', async () => {
    const pruned: number[] = [];
    const rig = await rigWithPrune(async (before) => void pruned.push(before));
    const start = rig.clock.now();
    await rig.clock.advance(2 * HOUR);
    expect(pruned).toEqual([0, 1, 2].map((hours) => start + hours * HOUR - 48 * HOUR));
  });

  test('goes on after a fault, which is in the log', async () => {
    let calls = 0;
    const rig = await rigWithPrune(async () => {
      calls += 1;
      throw new Error('database is locked');
    });
    await rig.clock.advance(HOUR);
    expect(calls).toBe(2);
    expect(rig.log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
    expect(rig.log.text()).toContain('database is locked');
  });

  test('does not run after the stop', async () => {
    let calls = 0;
    const rig = await rigWithPrune(async () => void (calls += 1));
    const stopped = rig.payments.stop(0);
    await rig.clock.advance(1);
    await stopped;
    await rig.clock.advance(5 * HOUR);
    expect(calls).toBe(1);
  });
});

describe('a mark', () => {
  const unknown = async () => {
    const rig = await paymentsRig();
    rig.gateway.onPush = async () => {
      // As long as a time-out takes at least: the card is sent meanwhile.
      await rig.clock.sleep(3 * SECOND);
      return { kind: 'unknown', why: 'timed-out', evidence };
    };
    const { id } = await rig.charge();
    await rig.clock.advance(4 * SECOND);
    await rig.store.members.configureOwners([7, 42], 0);
    await rig.store.members.rename(42, 'Juma');
    return { rig, id };
  };

  test('is in the audit log with its person and time', async () => {
    const { rig, id } = await unknown();
    const at = rig.clock.now() + 7;
    const { marked, charge } = await rig.payments.mark(id, true, 42, await effectsOf(rig.store, at));
    expect(marked).toBe(true);
    expect(charge).toMatchObject({
      id,
      state: 'marked_paid',
      paidAt: at,
      markedBy: 42,
      markedByName: 'Juma',
    });
    expect((await rig.store.chargeQueries.events(id)).at(-1)).toMatchObject({
      from: 'unknown',
      to: 'marked_paid',
      at,
      actor: 'user:42',
      detail: { name: 'Juma' },
    });
  });

  test('can be corrected in both directions', async () => {
    const { rig, id } = await unknown();
    for (const paid of [false, true, false]) {
      const effects = await effectsOf(rig.store, rig.clock.now());
      expect((await rig.payments.mark(id, paid, 42, effects)).marked).toBe(true);
      expect((await rig.now(id)).state).toBe(paid ? 'marked_paid' : 'marked_unpaid');
    }
  });

  test('settles a charge whose watch has ended', async () => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    await rig.clock.advance(25 * HOUR);
    const effects = await effectsOf(rig.store, rig.clock.now());
    expect((await rig.payments.mark(id, false, 7, effects)).marked).toBe(true);
    expect(await rig.now(id)).toMatchObject({ state: 'marked_unpaid', paidAt: null });
  });

  test('as unpaid does not change a paid charge, and returns its payment', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => reported({});
    const { id } = await rig.charge();
    await rig.clock.advance(10 * SECOND);
    const effects = await effectsOf(rig.store, rig.clock.now());
    const result = await rig.payments.mark(id, false, 7, effects);
    expect(result).toMatchObject({ marked: false, charge: { state: 'paid', receipt: 'UKN1234567' } });
  });

  test('is shown on the card and answered at once, even if nothing else is due', async () => {
    const { rig, id } = await unknown();
    const says = [{ kind: 'message', chatId: 100, payload: {} }] as const;
    await rig.payments.mark(
      id,
      true,
      7,
      await effectsOf(rig.store, rig.clock.now(), { messages: [...says] }),
    );
    await rig.clock.settle();
    expect(rig.messenger.cards.get(id)).toBe('marked_paid');
    expect(rig.messenger.said.at(-1)).toBe('message');
  });
});

test.each([
  ['notifier', 'nextDueAt'],
  ['poller', 'nextWatchAt'],
  ['pusher', 'toPush'],
])(
  'a fault of the store that stops the %s for a second is in the log with the worker’s name',
  async (worker, method) => {
    const store = tempStore();
    const failing = <Part extends object>(part: Part): Part =>
      method in part ? { ...part, [method]: () => Promise.reject(new Error('database is locked')) } : part;
    const rig = await paymentsRig({
      store: { ...store, charges: failing(store.charges), outbox: failing(store.outbox) },
    });
    await rig.clock.settle();
    expect(rig.log.lines).toMatchObject([{ level: 'error', context: { worker } }]);
  },
);

describe('somebody who waits', () => {
  test('gets a message that others committed as soon as they wake the notifier', async () => {
    const rig = await paymentsRig();
    await rig.clock.settle();
    const at = rig.clock.now();
    const effects = await effectsOf(rig.store, at);
    await rig.store.inbox.finish({ ...effects, messages: [{ kind: 'message', chatId: 100, payload: {} }] });
    await rig.clock.settle();
    expect(rig.messenger.said).toEqual([]);
    rig.payments.wakeNotifier();
    await rig.clock.settle();
    expect(rig.messenger.said).toEqual(['message']);
  });

  test('is asked to confirm a doubtful charge, and nothing is pushed', async () => {
    const rig = await paymentsRig();
    await rig.clock.settle();
    const at = rig.clock.now();
    const off = aCharge({ msisdn: phone('0733123456'), requestedAt: at });
    const effects = await effectsOf(rig.store, at);
    const result = await rig.payments.createCharge(off, { effects });
    expect(result).toMatchObject({ kind: 'needs-confirmation', questions: [{ reason: 'off-network' }] });
    expect(rig.gateway.pushes).toEqual([]);
  });

  test('is not delayed by a query of another charge that hangs', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = (id) =>
      id === 'T1' ? new Promise(() => {}) : reported({ id, receipt: 'UKN7654321' });
    await rig.charge();
    const second = await rig.charge({ chatId: 200, msisdn: phone('0722000000') });
    await rig.clock.advance(10 * SECOND);
    expect((await rig.now(second.id)).state).toBe('paid');
  });
});
