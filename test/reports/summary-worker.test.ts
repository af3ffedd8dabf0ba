import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { isSummaryPayload } from '../../src/domain/messages.ts';
import { SUMMARY_PERIODS, type SummaryFacts, type SummaryPeriod } from '../../src/domain/summary.ts';
import { summaryCalendar } from '../../src/reports/summary-calendar.ts';
import { summaryWorker } from '../../src/reports/summary-worker.ts';
import type { Store } from '../../src/store/port/store.ts';
import { memoryStore } from '../simulation/memory-store.ts';
import { aCharge, effectsOf, hire, phone } from '../support/store.ts';
import { wallTime, ZONES } from './zones.ts';

const OWNER = 7;
const PLACE = { merchantId: FIRST_MERCHANT, chatId: OWNER, threadId: null };
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.parse('2026-11-27T12:00:00+03:00');

/** A shop with a clock that a test sets, and a program that it kills. */
async function shopAt(zone: string, start: number) {
  const memory = memoryStore();
  const store: Store = { ...memory.store, close: () => undefined };
  await hire(store);
  let real = start;
  let ahead = 0;
  let dies: 'before' | 'after' | undefined;
  const clock = {
    now: () => real + ahead,
    steady: () => real,
    sleep: async () => undefined,
    turn: async () => undefined,
  };
  const summaries: Store['summaries'] = {
    ...store.summaries,
    async sum(...args) {
      if (dies === 'before') throw new Error('killed before the commit');
      const outcome = await store.summaries.sum(...args);
      if (dies === 'after') throw new Error('killed after the commit');
      return outcome;
    },
  };
  const program = () =>
    summaryWorker({
      store: { summaries },
      clock,
      clockAgrees: () => Math.abs(ahead) <= 90_000,
      calendar: summaryCalendar(zone),
      wakeNotifier: () => undefined,
    });
  let worker = program();
  let paid = 0;
  const told: SummaryFacts[] = [];
  return {
    store,
    told,
    now: () => real,
    isRight: () => ahead === 0,
    pass(ms: number) {
      real += ms;
    },
    setClock(ms: number) {
      ahead = ms;
    },
    restart() {
      worker = program();
    },
    nextDueAt: async () => await worker.nextDueAt(),
    async set(period: SummaryPeriod, minute: number) {
      const effects = await effectsOf(store, real);
      const what = { period, minute, language: 'en' } as const;
      await store.summaries.set(PLACE, what, OWNER, real, () => effects);
    },
    /** Lets the program do what is due. With `at`, it is killed there, and another one starts. */
    async work(at?: 'before' | 'after') {
      dies = at;
      for (let rounds = 0; rounds < 5; rounds += 1)
        for (const summary of await worker.claim(clock.steady(), 1))
          try {
            await worker.perform(summary);
          } catch {
            dies = undefined;
            worker = program();
          }
      dies = undefined;
      for (const { row } of await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, [])) {
        if (isSummaryPayload(row.payload) && 'summary' in row.payload) told.push(row.payload.summary);
        await store.outbox.delivered(row, 1, real);
      }
    },
    /** A payment of so many shillings now. */
    async pay(amountKes: number) {
      paid += 1;
      const rule = {
        at: 0,
        steadyAt: 0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      const asked = aCharge({
        idempotencyKey: `${paid}`,
        msisdn: phone(`07${12_000_000 + paid}`),
        amountKes: amountKes as AmountKes,
        cardMessageId: paid,
      });
      await store.charges.create(asked, rule, await effectsOf(store, 0));
      const move = { chargeId: paid, at: 0, actor: 'gateway', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      const set = { transactionId: `T${paid}` };
      await store.charges.move({ ...move, from: 'pushing', to: 'pending', set });
      const receipt = `UKO4H7X${String(paid).padStart(3, '0')}`;
      await store.charges.move({ ...move, from: 'pending', to: 'paid', set: { receipt, paidAt: real } });
    },
    close: () => memory.close(),
  };
}

const keys = (told: readonly SummaryFacts[]): readonly string[] => told.map(({ firstDay }) => firstDay);

describe('a daily summary at eight', () => {
  test('comes at its time, not before, and once', async () => {
    const shop = await shopAt('Africa/Nairobi', START);
    await shop.set('day', 1_200);
    await shop.work();
    expect((await shop.nextDueAt())! - shop.now()).toBe(8 * HOUR + 5_000);
    shop.pass(8 * HOUR);
    await shop.work();
    expect(shop.told).toEqual([]);
    shop.pass(5_000);
    await shop.work();
    await shop.work();
    expect(keys(shop.told)).toEqual(['2026-11-27']);
    expect((await shop.nextDueAt())! - shop.now()).toBe(DAY);
    shop.close();
  });

  test('after an outage of days is told once, for the latest day, with what was paid since the one before', async () => {
    const shop = await shopAt('Africa/Nairobi', START);
    await shop.set('day', 1_200);
    await shop.work();
    await shop.pay(1);
    shop.pass(9 * HOUR);
    await shop.work();
    await shop.pay(20);
    shop.pass(DAY);
    await shop.pay(300);
    shop.pass(2 * DAY);
    shop.restart();
    await shop.work();
    expect(keys(shop.told)).toEqual(['2026-11-27', '2026-11-30']);
    expect(shop.told[0]).toMatchObject({ confirmed: { amountKes: 1 }, earlier: null });
    expect(shop.told[1]).toMatchObject({
      confirmed: { amountKes: 0 },
      earlier: { since: Date.parse('2026-11-27T20:00+03:00'), confirmed: { count: 2, amountKes: 320 } },
    });
    shop.close();
  });

  test.each(['before', 'after'] as const)(
    'of a program that is killed right %s the commit is told once',
    async (at) => {
      const shop = await shopAt('Africa/Nairobi', START);
      await shop.set('day', 1_200);
      await shop.work();
      shop.pass(9 * HOUR);
      await shop.work(at);
      shop.restart();
      await shop.work();
      expect(keys(shop.told)).toEqual(['2026-11-27']);
      shop.close();
    },
  );

  test.each([
    ['ahead', 3 * DAY],
    ['behind', -3 * DAY],
  ])('waits while the clock is days %s, and neither repeats nor skips a day', async (_where, ms) => {
    const shop = await shopAt('Africa/Nairobi', START);
    await shop.set('day', 1_200);
    await shop.work();
    shop.pass(9 * HOUR);
    await shop.work();
    shop.setClock(ms);
    await shop.work();
    expect((await shop.nextDueAt())! - shop.now()).toBe(10_000);
    shop.pass(20 * HOUR);
    await shop.work();
    shop.setClock(0);
    await shop.work();
    shop.pass(4 * HOUR);
    await shop.work();
    expect(keys(shop.told)).toEqual(['2026-11-27', '2026-11-28']);
    shop.close();
  });

  test('that is set while the clock is wrong gets its time once the clock is right', async () => {
    const shop = await shopAt('Africa/Nairobi', START);
    shop.setClock(5 * DAY);
    await shop.set('day', 1_200);
    await shop.work();
    shop.setClock(0);
    await shop.work();
    expect((await shop.nextDueAt())! - shop.now()).toBe(8 * HOUR + 5_000);
    shop.close();
  });

  test('whose time is changed after it was told comes again tomorrow', async () => {
    const shop = await shopAt('Africa/Nairobi', START);
    await shop.set('day', 1_200);
    await shop.work();
    shop.pass(8 * HOUR + MINUTE);
    await shop.work();
    await shop.set('day', 1_260);
    await shop.work();
    shop.pass(HOUR);
    await shop.work();
    expect(keys(shop.told)).toEqual(['2026-11-27']);
    shop.pass(DAY);
    await shop.work();
    expect(keys(shop.told)).toEqual(['2026-11-27', '2026-11-28']);
    shop.close();
  });

  test('that meets a fault is tried again, and holds up no other', async () => {
    const shop = await shopAt('Africa/Nairobi', START);
    await shop.set('day', 1_200);
    await shop.set('week', 1_200);
    const [first, second] = await shop.store.summaries.due(0, 2, []);
    const calls: number[] = [];
    const worker = summaryWorker({
      store: {
        summaries: {
          ...shop.store.summaries,
          async schedule(summary, dueAt) {
            calls.push(summary.id);
            if (summary.id === first!.id && calls.length === 1) throw new Error('disk');
            return await shop.store.summaries.schedule(summary, dueAt);
          },
        },
      },
      clock: { now: shop.now, steady: shop.now, sleep: async () => undefined, turn: async () => undefined },
      clockAgrees: () => true,
      calendar: summaryCalendar('Africa/Nairobi'),
      wakeNotifier: () => undefined,
    });
    const round = async () => {
      for (const summary of await worker.claim(shop.now(), 1))
        await worker.perform(summary).catch(() => undefined);
    };
    for (let n = 0; n < 4; n += 1) await round();
    expect(calls).toEqual([first!.id, second!.id]);
    expect(await worker.nextDueAt()).toBe(shop.now() + MINUTE);
    shop.pass(MINUTE);
    await round();
    expect(calls).toEqual([first!.id, second!.id, first!.id]);
    shop.close();
  });
});

/** What happens to a shop, one thing after another. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 9 * HOUR }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: DAY, max: 5 * DAY }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pay'), amountKes: fc.integer({ min: 1, max: 999 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('clock'), ms: fc.integer({ min: -9 * DAY, max: 9 * DAY }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('clock'), ms: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('killed'), at: fc.constantFrom('before', 'after') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('time'), minute: fc.integer({ min: 0, max: 1_439 }) }),
  },
);

/** A shop's days: a zone, what is summed and when, and what happens. */
const aLife = fc.record({
  zone: fc.constantFrom(...ZONES),
  period: fc.constantFrom(...SUMMARY_PERIODS),
  firstMinute: fc.integer({ min: 0, max: 1_439 }),
  start: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2029-01-01') }),
  happenings: fc.array(happening, { minLength: 10, maxLength: 40 }),
});
type Life = typeof aLife extends fc.Arbitrary<infer T> ? T : never;

/** Lives a life, and expects each period to be told once, and each payment to be in one summary. */
async function live({ zone, period, firstMinute, start, happenings }: Life): Promise<void> {
  const shop = await shopAt(zone, start);
  const calendar = summaryCalendar(zone);
  let minute = firstMinute;
  /** The moment from which the present time of day holds, by a clock that was right. */
  let scheduledAt = start;
  const payments: { readonly at: number; readonly amountKes: number }[] = [];
  await shop.set(period, minute);
  await shop.work();
  const look = async (at?: 'before' | 'after') => {
    await shop.work(at);
    if (at !== undefined) await shop.work();
    if (!shop.isRight()) return;
    const now = shop.now() - 5_000;
    const latest = calendar.latest(period, minute, now);
    // It is told by now, unless a later one was told before the time of day was changed.
    const last = keys(shop.told).at(-1) ?? '';
    expect(latest.dueAt <= scheduledAt || last >= latest.key).toBe(true);
  };
  for (const event of happenings) {
    switch (event.kind) {
      case 'pass':
        shop.pass(event.ms);
        await look();
        break;
      case 'pay':
        payments.push({ at: shop.now(), amountKes: event.amountKes });
        await shop.pay(event.amountKes);
        shop.pass(1);
        break;
      case 'clock':
        // A clock within the tolerance counts as right, and may be wrong by that much.
        shop.setClock(Math.abs(event.ms) <= HOUR ? 0 : event.ms);
        await look();
        break;
      case 'restart':
        shop.restart();
        await look();
        break;
      case 'killed':
        shop.pass(HOUR);
        await look(event.at);
        break;
      case 'time':
        shop.setClock(0);
        await look();
        minute = event.minute;
        await shop.set(period, minute);
        await shop.work();
        scheduledAt = shop.now();
    }
  }
  const told = keys(shop.told);
  expect(told).toEqual([...new Set(told)].toSorted());
  for (const { firstDay, until } of shop.told)
    expect(wallTime(until - 1, zone).slice(0, 10) >= firstDay).toBe(true);
  const [first, last] = [shop.told[0], shop.told.at(-1)];
  if (first === undefined || last === undefined) return shop.close();
  const summed = shop.told
    .map(({ confirmed, earlier }) => confirmed.amountKes + (earlier?.confirmed.amountKes ?? 0))
    .reduce((a, b) => a + b);
  // The first one is about its whole period: nothing was summed before it.
  const due = payments.filter(
    ({ at }) => at < last.until && wallTime(at, zone).slice(0, 10) >= first.firstDay,
  );
  expect(summed).toBe(due.map(({ amountKes }) => amountKes).reduce((a, b) => a + b, 0));
  shop.close();
}

describe('whatever happens to the clock and the program, each period is told once and each payment is in one summary', () => {
  test('in a few lives', async () => {
    await fc.assert(fc.asyncProperty(aLife, live), { numRuns: 4 });
  });

  test('in many lives', { tags: 'slow', timeout: 300_000 }, async () => {
    await fc.assert(fc.asyncProperty(aLife, live), { numRuns: 80 });
  });
});
