import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { describe, expect, test } from 'vitest';
import { nextQueryAt } from '../../src/domain/poll-schedule.ts';
import type { QueryOutcome } from '../../src/gateway/gateway.ts';
import { gatewayThrottle } from '../../src/payments/gateway-throttle.ts';
import { poller } from '../../src/payments/poller.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock } from '../support/manual-clock.ts';
import { phone, tempStore } from '../support/store.ts';
import {
  accepted,
  pending,
  recordedMessenger,
  reported,
  scriptedGateway,
  paymentsRig,
} from '../support/payments.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const evidence = { httpStatus: 503, raw: 'busy' };
const noAnswer: QueryOutcome = {
  kind: 'no-answer',
  why: 'http-error',
  overloaded: false,
  retryAfterMs: undefined,
  evidence,
};
const overloaded: QueryOutcome = { ...noAnswer, overloaded: true };

/** A rig with one pushed charge, and the times of its queries after the push. */
async function watched(answer: (n: number) => QueryOutcome | Promise<QueryOutcome>) {
  const gateway = scriptedGateway();
  const rig = await paymentsRig({ gateway });
  const start = rig.clock.now();
  const asked: number[] = [];
  gateway.onQuery = (_id, n) => {
    asked.push(rig.clock.now() - start);
    return answer(n);
  };
  const { id } = await rig.charge();
  return { ...rig, id, asked };
}

/** When a charge is asked about that the rig has pushed, if nothing holds the queries up. */
function scheduledWithin(ms: number): readonly number[] {
  const watch = { pushedAt: 0, confirmBy: 180_000, watchUntil: 24 * HOUR };
  const times: number[] = [];
  // The rig has no chance.
  for (let at = nextQueryAt(watch, 0, 0.5) ?? ms; at <= ms; at = nextQueryAt(watch, at, 0.5) ?? ms + 1)
    times.push(at);
  return times;
}

describe('an overloaded gateway', () => {
  test('is queried again only after a pause that doubles', async () => {
    const { clock, asked } = await watched(() => overloaded);
    await clock.advance(40 * SECOND);
    expect(asked).toEqual([5, 7.2, 11.2, 19.2, 35.2].map((at) => at * SECOND));
  });

  test('is queried again after the pause that it asked for, and not before', async () => {
    const { clock, asked } = await watched((n) =>
      n === 1 ? { ...overloaded, retryAfterMs: 30_000 } : pending,
    );
    await clock.advance(36 * SECOND);
    expect(asked.slice(0, 2)).toEqual([5_000, 35_000]);
  });

  test('that answers again is queried as often as before', async () => {
    const { clock, asked } = await watched((n) => (n % 2 === 1 ? overloaded : pending));
    await clock.advance(40 * SECOND);
    expect(asked).toEqual(scheduledWithin(40 * SECOND));
  });

  test('is not queried about other charges either', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => ({ ...overloaded, retryAfterMs: 20_000 });
    await rig.charge();
    await rig.clock.advance(2 * SECOND);
    await rig.charge({ msisdn: phone('0722000000') });
    await rig.clock.advance(20 * SECOND);
    expect(rig.gateway.queries).toEqual(['T1']);
  });

  test('is queried at the end of its pause about charges that became due, whatever their schedule', async () => {
    const { clock, gateway, charge } = await paymentsRig();
    await charge();
    await clock.advance(20 * SECOND);
    await charge({ msisdn: phone('0722000000') });
    // After four hours a charge is queried every quarter of an hour: the second one 20 seconds after the first.
    await clock.advance(4 * HOUR);
    let pausedAt: number | undefined;
    const asked: [string, number][] = [];
    gateway.onQuery = (id) => {
      if (pausedAt !== undefined) asked.push([id, clock.now() - pausedAt]);
      else if (id === 'T1') {
        pausedAt = clock.now();
        return { ...overloaded, retryAfterMs: HOUR };
      }
      return pending;
    };
    await clock.advance(20 * MINUTE);
    expect(asked[0]).toEqual(['T2', 30 * SECOND]);
  });

  test('is not queried when a charge is called not confirmed, but at the end of its pause', async () => {
    const { clock, asked, now, id } = await watched((n) =>
      n <= 3 ? { ...overloaded, retryAfterMs: 10 * MINUTE } : pending,
    );
    await clock.advance(3 * MINUTE);
    expect((await now(id)).state).toBe('unconfirmed');
    expect(asked).toEqual([5, 35, 95].map((at) => at * SECOND));
    await clock.advance(MINUTE);
    expect(asked[3]).toBeGreaterThanOrEqual(215 * SECOND);
  });

  test('is queried at the end of its pause before a charge whose watch has ended expires', async () => {
    const { clock, gateway, charge, now } = await paymentsRig();
    const day = clock.now() + 24 * HOUR + 3 * MINUTE;
    const first = await charge();
    await clock.advance(2 * MINUTE);
    // It is queried ten minutes before the first one's watch ends, and the overload then pauses both.
    await charge({ msisdn: phone('0722000000') });
    const asked: number[] = [];
    gateway.onQuery = (id) => {
      const before = day - clock.now();
      if (id === 'T1') asked.push(-before);
      return before > 0 && before < 3 * HOUR ? { ...overloaded, retryAfterMs: HOUR } : pending;
    };
    await clock.advance(24 * HOUR + MINUTE + 5 * SECOND);
    expect((await now(first.id)).state).toBe('unconfirmed');
    expect(asked.filter((at) => at >= 0)).toEqual([]);
    await clock.advance(6 * MINUTE);
    expect((await now(first.id)).state).toBe('expired');
    expect(asked.filter((at) => at >= 0)).toHaveLength(1);
  });
});

describe('a query without an answer', () => {
  test('is repeated on the same schedule, and is in the log each time', async () => {
    const { clock, asked, log, id } = await watched(() => noAnswer);
    await clock.advance(20 * SECOND);
    expect(asked).toEqual(scheduledWithin(20 * SECOND));
    expect(log.lines).toHaveLength(asked.length + 1);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', context: { charge: id, why: 'http-error' } });
  });

  test('is not in the log when there was an answer', async () => {
    const { clock, log } = await watched(() => pending);
    await clock.advance(20 * SECOND);
    expect(log.lines.map(({ message }) => message)).toEqual(['pushed']);
  });

  test('after the end of the watch is repeated every five minutes, for a day', { tags: 'slow' }, async () => {
    const { clock, asked, now, id } = await watched(() => noAnswer);
    const end = 24 * HOUR + 3 * MINUTE;
    await clock.advance(end + 12 * MINUTE);
    expect(asked.filter((at) => at >= end).map((at) => at - end)).toEqual([0, 5 * MINUTE, 10 * MINUTE]);
    await clock.advance(24 * HOUR - 13 * MINUTE);
    expect((await now(id)).state).toBe('unconfirmed');
    await clock.advance(MINUTE);
    expect((await now(id)).state).toBe('expired');
  });
});

describe('a query whose account is refused', () => {
  const refused: QueryOutcome = { kind: 'account', gatewayMessage: 'Invalid API key.', evidence };

  test('says nothing about the payment: the charge is queried again at the end of the watch', async () => {
    const { clock, now, id, log } = await watched(() => refused);
    await clock.advance(24 * HOUR + 15 * MINUTE);
    expect((await now(id)).state).toBe('unconfirmed');
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        context: { charge: id, merchant: FIRST_MERCHANT, ...refused },
      }),
    );
  });

  test('is reported with its merchant, and is repeated one query at a time, less and less often', async () => {
    const named: number[] = [];
    const rig = await paymentsRig({ onAccountRefused: (merchantId) => void named.push(merchantId) });
    rig.gateway.onQuery = () => refused;
    for (let n = 0; n < 5; n += 1) await rig.charge({ msisdn: phone(`072200000${n}`) });
    await rig.clock.advance(MINUTE);
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named)).toEqual(new Set([FIRST_MERCHANT]));
    const early = rig.gateway.queries.length;
    await rig.clock.advance(HOUR);
    // At first all five charges are queried. Then one query stands for all of them.
    expect(rig.gateway.queries.length - early).toBeLessThan(12);
    expect(rig.gateway.queries.length).toBeGreaterThan(early);
  });

  test('is noted on every charge that it affects, until the account works again', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = () => refused;
    const [one, two] = [await rig.charge(), await rig.charge({ msisdn: phone('0722000000') })];
    await rig.clock.advance(MINUTE);
    for (const { id } of [one, two]) expect((await rig.now(id)).accountRefusedAt).not.toBeNull();
    rig.gateway.onQuery = () => pending;
    await rig.clock.advance(20 * MINUTE);
    for (const { id } of [one, two]) expect((await rig.now(id)).accountRefusedAt).toBeNull();
  });

  test(
    'keeps the watch open, and a payment of that time is announced when the account works again',
    { tags: 'slow' },
    async () => {
      const { clock, now, id, gateway, messenger } = await watched(() => refused);
      await clock.advance(3 * 24 * HOUR);
      expect((await now(id)).state).toBe('unconfirmed');
      expect(messenger.said).not.toContain(`expired #${id}`);
      gateway.onQuery = () => reported({});
      await clock.advance(30 * MINUTE);
      expect(messenger.said).toContain(`paid_late #${id}`);
    },
  );

  test('lets the watch end once the gateway has answered after its end', { tags: 'slow' }, async () => {
    const { clock, now, id, gateway } = await watched(() => refused);
    await clock.advance(3 * 24 * HOUR);
    gateway.onQuery = () => pending;
    await clock.advance(30 * MINUTE);
    expect((await now(id)).state).toBe('expired');
  });
});

describe('a clock that does not agree with Telegram’s', () => {
  test('ends no watch until it agrees, whatever the gateway says', async () => {
    let agrees = false;
    const rig = await paymentsRig({ clockAgrees: () => agrees });
    const { id } = await rig.charge();
    await rig.clock.advance(30 * HOUR);
    expect((await rig.now(id)).state).toBe('unconfirmed');
    agrees = true;
    await rig.clock.advance(30 * MINUTE);
    expect((await rig.now(id)).state).toBe('expired');
  });

  test.each([
    ['three hours back', -3 * HOUR],
    ['two days ahead', 48 * HOUR],
    ['two years ahead', 2 * 365 * 24 * HOUR],
  ])('that is set %s neither stops queries nor ends a charge early', async (_, jump) => {
    const rig = await paymentsRig();
    const { id } = await rig.charge();
    await rig.clock.advance(SECOND);
    rig.clock.jump(jump);
    await rig.clock.advance(30 * SECOND);
    expect(rig.gateway.queries.length).toBeGreaterThan(3);
    expect((await rig.now(id)).state).toBe('pending');
    rig.gateway.onQuery = () => reported({});
    await rig.clock.advance(10 * SECOND);
    expect(rig.messenger.said).toContain(`paid #${id}`);
  });
});

describe('a report that does not fit its charge', () => {
  test('is in the audit log with its evidence, and in the log', async () => {
    const { clock, store, log, id } = await watched(() => reported({ amount: '5' }));
    await clock.advance(6 * SECOND);
    expect((await store.chargeQueries.events(id)).at(-1)).toMatchObject({
      from: 'pending',
      to: 'pending',
      actor: 'gateway',
      detail: { mismatch: 'amount', httpStatus: 200, raw: '{}' },
    });
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', context: { charge: id, mismatch: 'amount' } }),
    );
  });

  test('because its receipt has paid another charge names that charge, which stays paid', async () => {
    const rig = await paymentsRig();
    rig.gateway.onQuery = (id) => reported({ id, receipt: 'UKNSAME123' });
    const first = await rig.charge();
    await rig.clock.advance(6 * SECOND);
    const second = await rig.charge({ msisdn: phone('0722000000') });
    await rig.clock.advance(6 * SECOND);
    expect((await rig.store.chargeQueries.events(second.id)).at(-1)).toMatchObject({
      to: 'pending',
      detail: { mismatch: 'receipt-reused', by: first.id, httpStatus: 200, raw: '{}' },
    });
    expect(rig.log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        context: { charge: second.id, receipt: 'UKNSAME123', by: first.id },
      }),
    );
    const asked = rig.gateway.queries.filter((id) => id === 'T2').length;
    await rig.clock.advance(3 * SECOND);
    expect(rig.gateway.queries.filter((id) => id === 'T2').length).toBe(asked + 1);
    expect(await rig.now(second.id)).toMatchObject({ receipt: null, paidAt: null });
    expect((await rig.now(first.id)).state).toBe('paid');
    expect(rig.messenger.said).toContain(`mismatch #${second.id}`);
  });
});

describe('a payment', () => {
  test.each([
    ['of today', 'UKN1234567', true, 0],
    ['with a date code of last year is announced too, with a warning in the log', 'TKN1234567', false, 1],
  ])('whose receipt is %s', async (_what, receipt, dated, warnings) => {
    const { clock, store, now, log, id } = await watched(() => reported({ receipt }));
    const at = clock.now() + 5 * SECOND;
    await clock.advance(6 * SECOND);
    expect(await now(id)).toMatchObject({ state: 'paid', receipt, paidAt: at, watchDueAt: null });
    expect((await store.chargeQueries.events(id)).at(-1)).toMatchObject({
      at,
      to: 'paid',
      actor: 'gateway',
      detail: { receipt, dated, httpStatus: 200, raw: '{}' },
    });
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(warnings);
  });

  test('that the last query of the watch finds is announced, and the charge does not expire', async () => {
    const end = 24 * HOUR + 3 * MINUTE;
    const { clock, now, id, asked } = await watched(() =>
      (asked.at(-1) ?? 0) >= end ? reported({}) : pending,
    );
    await clock.advance(end + SECOND);
    expect((await now(id)).state).toBe('paid');
  });
});

describe('the end of a charge that is not paid', () => {
  test('is in the audit log with its time and with Tillbot as the actor', async () => {
    const { clock, store, id } = await watched(() => pending);
    const at = clock.now();
    await clock.advance(25 * HOUR);
    expect((await store.chargeQueries.events(id)).slice(3)).toMatchObject([
      { from: 'pending', to: 'unconfirmed', actor: 'tillbot', at: at + 3 * MINUTE, detail: {} },
      { from: 'unconfirmed', to: 'expired', actor: 'tillbot', at: at + 24 * HOUR + 3 * MINUTE, detail: {} },
    ]);
  });
});

describe('a claim', () => {
  test('that was lost with its program runs out after three minutes, and not before', async () => {
    const { clock, store, id } = await watched(() => new Promise(() => {}));
    await clock.advance(5 * SECOND);
    const claimedAt = clock.now();
    expect(await store.charges.claimWatched(FIRST_MERCHANT, claimedAt + 3 * MINUTE - 1, 0, 10)).toEqual([]);
    expect(await store.charges.claimWatched(FIRST_MERCHANT, claimedAt + 3 * MINUTE, 0, 10)).toMatchObject([
      { id },
    ]);
  });

  test('of a run that died does not delay the next one, whose steady time goes on from up to a minute before it', async () => {
    const { clock, store } = await watched(() => new Promise(() => {}));
    const kept = clock.now();
    // It claims the charge, and dies.
    await clock.advance(5 * SECOND);
    const rig = await paymentsRig({ clock: manualClock(kept + 1), store });
    await rig.clock.settle();
    expect(rig.gateway.queries).toHaveLength(1);
  });

  test('lasts for many queries, which need no other commit', async () => {
    const store = tempStore();
    const commits: string[] = [];
    const counted =
      <Args extends unknown[], Result>(name: string, method: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        const result = await method(...args);
        if (!Array.isArray(result) || result.length > 0) commits.push(name);
        return result;
      };
    const { clock, gateway, charge } = await paymentsRig({
      store: {
        ...store,
        charges: {
          ...store.charges,
          claimWatched: counted('claim', store.charges.claimWatched),
          watchAgainAt: counted('again', store.charges.watchAgainAt),
        },
      },
    });
    await charge();
    await clock.advance(100 * SECOND);
    expect(gateway.queries).toHaveLength(scheduledWithin(100 * SECOND).length);
    expect(commits).toEqual(['claim']);
  });

  test('that does not hold any more is followed by no query', async () => {
    const { clock, store, id, asked } = await watched(() => pending);
    await clock.advance(6 * SECOND);
    await store.charges.watchAgainAt(id, clock.steady() + HOUR);
    await clock.advance(MINUTE);
    expect(asked).toEqual([5 * SECOND]);
  });

  test('that failed although it was made delays no query', async () => {
    const store = tempStore();
    let failures = 0;
    const { clock, gateway, charge } = await paymentsRig({
      store: {
        ...store,
        charges: {
          ...store.charges,
          async claimWatched(...args) {
            const claimed = await store.charges.claimWatched(...args);
            if (claimed.length > 0 && (failures += 1) === 1) throw new Error('the answer was lost');
            return claimed;
          },
        },
      },
    });
    await charge();
    await clock.advance(7 * SECOND);
    expect(failures).toBeGreaterThan(0);
    expect(gateway.queries.length).toBeGreaterThan(0);
  });

  test.each(['stillClaimed', 'noteMismatch'] as const)(
    'outlives a fault of %s: the charge is asked about again within seconds',
    async (failing) => {
      const store = tempStore();
      let failures = 0;
      const { clock, gateway, charge } = await paymentsRig({
        store: {
          ...store,
          charges: {
            ...store.charges,
            [failing]: async () => {
              failures += 1;
              throw new Error('the disk is full');
            },
          },
        },
      });
      const asked: number[] = [];
      const start = clock.steady();
      gateway.onQuery = () => {
        asked.push(clock.steady() - start);
        if (failing === 'stillClaimed') return pending;
        return reported({ amount: '5' });
      };
      await charge();
      await clock.advance(5 * MINUTE);
      expect(failures).toBeGreaterThan(2);
      expect(asked.length).toBeGreaterThan(10);
    },
  );

  test('of a charge that lacks a field of its push is a fault that names the charge, without a query', async () => {
    const store = tempStore();
    const clock = manualClock();
    const gateway = scriptedGateway();
    const { perform } = poller({
      merchantId: FIRST_MERCHANT,
      store,
      gatewayOf: () => gateway,
      clockAgrees: () => true,
      onAccountRefused: () => undefined,
      clock,
      log: recordedLog(),
      random: () => 0.5,
      throttle: gatewayThrottle(clock, 10),
      wakeNotifier: () => undefined,
    });
    const rig = await paymentsRig();
    const charge = await rig.charge();
    const watchedCharge = await rig.now(charge.id);
    for (const missing of ['transactionId', 'pushedAt', 'pushedSteadyAt', 'confirmBy', 'watchUntil']) {
      await expect(perform({ ...watchedCharge, [missing]: null })).rejects.toThrow(`charge ${charge.id}`);
    }
    expect(gateway.queries).toEqual([]);
  });
});

describe('the poller without its worker', () => {
  /** Returns a function that asks the poller's gateway about a charge that was pushed just now. */
  async function polled() {
    const clock = manualClock();
    const rig = await paymentsRig({ clock, messenger: recordedMessenger() });
    const { id } = await rig.charge();
    await rig.payments.stop(0);
    const gateway = scriptedGateway();
    const log = recordedLog();
    let woken = 0;
    const work = poller({
      merchantId: FIRST_MERCHANT,
      store: rig.store,
      gatewayOf: () => gateway,
      clockAgrees: () => true,
      onAccountRefused: () => undefined,
      clock,
      log,
      random: () => 0.5,
      throttle: { turn: async () => true, pausedUntil: () => 0, slowDown: () => {}, speedUp: () => {} },
      wakeNotifier: () => void (woken += 1),
    });
    const asks = async (answer: QueryOutcome) => {
      gateway.onQuery = () => answer;
      const before = woken;
      await work.perform(await rig.now(id));
      return { woken: woken - before, state: (await rig.now(id)).state };
    };
    return { clock, asks, log };
  }

  test('wakes the notifier for a mismatch and for a payment, and not for an answer that changes nothing', async () => {
    const { asks } = await polled();
    expect(await asks(pending)).toEqual({ woken: 0, state: 'pending' });
    expect(await asks(noAnswer)).toEqual({ woken: 0, state: 'pending' });
    expect(await asks(reported({ amount: '5' }))).toEqual({ woken: 1, state: 'pending' });
    expect(await asks(reported({}))).toEqual({ woken: 1, state: 'paid' });
  });

  test('logs a query without an answer, and no other', async () => {
    const { asks, log } = await polled();
    await asks(pending);
    expect(log.lines).toEqual([]);
    await asks(noAnswer);
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'no answer to a query' }]);
  });

  test('wakes the notifier exactly when a charge is called not confirmed, and when its watch ends', async () => {
    const { clock, asks } = await polled();
    await clock.advance(3 * MINUTE - 1);
    expect(await asks(pending)).toEqual({ woken: 0, state: 'pending' });
    await clock.advance(1);
    expect(await asks(pending)).toEqual({ woken: 1, state: 'unconfirmed' });
    await clock.advance(24 * HOUR - 1);
    expect(await asks(pending)).toEqual({ woken: 0, state: 'unconfirmed' });
    await clock.advance(1);
    expect(await asks(pending)).toEqual({ woken: 1, state: 'expired' });
  });
});

test('the poller sends at most ten queries a second, however many charges are due', async () => {
  const rig = await paymentsRig();
  const start = rig.clock.now();
  const times: number[] = [];
  rig.gateway.onPush = (n) => accepted(`T${n}`);
  rig.gateway.onQuery = () => {
    times.push(rig.clock.now() - start);
    return pending;
  };
  for (let n = 10; n < 18; n += 1) await rig.charge({ msisdn: phone(`07220000${n}`) });
  await rig.clock.advance(7 * SECOND);
  expect(times).toEqual([5_000, 5_100, 5_200, 5_300, 5_400, 5_500, 5_600, 5_700]);
});
