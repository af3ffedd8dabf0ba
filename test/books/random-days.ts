import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';
import type { Store } from '../../src/store/port/store.ts';
import { effectsOf } from '../support/store.ts';
import type { Chance } from '../simulation/chance.ts';
import { KEYRING, peopleOf, SHOPS, type Shop } from '../simulation/shops.ts';
import { randomFates } from './random-fates.ts';
import type { Plan } from './random-steps.ts';

/** Days on end in the life of two shops. */
export interface Days {
  /** The shops' zone. Much happens close to its midnights, and at night when clocks are set. */
  readonly zone: string;
  /** The first moment (epoch ms). */
  readonly from: number;
  readonly count: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Numbers older than this are erased by age. */
const KEEP_MS = 9 * DAY_MS;
const MOST_SALES_A_DAY = 8;
const PHONES = Array.from({ length: 10 }, (_, n) => `2547120000${10 + n}` as Msisdn);
const RULE = { windowMs: 0, accepted: ['repeat'], hasOwnReasons: false, velocityLimits: [] } as const;

/**
 * Lives days through the store: sales that are paid at once, late or never, marks, mismatches, refunds, erasures, closings. All happens in
 * the order of time, and what happens later may fall on another day.
 *
 * @param store one that `openingStore` has opened
 */
export async function liveDays(store: Store, chance: Chance, { zone, from, count }: Days): Promise<void> {
  const agenda: { readonly at: number; readonly happening: (at: number) => Promise<void> }[] = [];
  const plan: Plan = (at, happening) => void agenda.push({ at, happening });
  const fates = randomFates(store, chance, plan);
  const days = merchantDays(zone);
  for (let day = 0; day < count; day += 1) {
    const today = days.dayAt(from + day * DAY_MS);
    const { from: begins, to: ends } = days.momentsOf({ first: today, last: today });
    for (let n = chance.int(0, MOST_SALES_A_DAY); n > 0; n -= 1)
      plan(timeOf(begins, ends, chance), (at) => sell(store, chance, fates, at));
    planOwners(store, chance, plan, begins, ends);
    for (;;) {
      const next = agenda.reduce<number>(
        (first, { at }, n) => (at < (agenda[first]?.at ?? ends) ? n : first),
        -1,
      );
      const [one] = next < 0 ? [] : agenda.splice(next, 1);
      if (one === undefined) break;
      await one.happening(one.at);
    }
  }
}

/** A time of a day: often within minutes of midnight, and sometimes in the hours in which clocks are set. */
function timeOf(begins: number, ends: number, chance: Chance): number {
  const when = chance.random();
  if (when < 0.2) return ends - chance.int(1, 15 * MINUTE_MS);
  if (when < 0.3) return begins + chance.int(0, 15 * MINUTE_MS);
  if (when < 0.4) return begins + chance.int(0, 4 * HOUR_MS);
  return chance.int(begins, ends - 1);
}

async function sell(
  store: Store,
  chance: Chance,
  fates: ReturnType<typeof randomFates>,
  at: number,
): Promise<void> {
  const { merchantId, group, ...shop } = chance.pick(SHOPS);
  const userId = chance.pick(peopleOf({ merchantId, group, ...shop }));
  const chatId = chance.is(0.4) ? group : userId;
  const key = `${at} ${chance.int(0, Number.MAX_SAFE_INTEGER)}`;
  const outcome = await store.charges.create(
    {
      idempotencyKey: key,
      merchantId,
      msisdn: chance.pick(PHONES),
      amountKes: chance.int(1, 900) as AmountKes,
      note: chance.is(0.3) ? 'unga' : null,
      contactName: chance.is(0.2) ? 'Wanjiku Njeri' : null,
      userId,
      requestedAt: at,
      message: {
        chatId,
        chatKind: chatId < 0 ? 'group' : 'private',
        threadId: null,
        commandMessageId: null,
        userName: `${userId}`,
        language: 'en',
        shop: null,
        cardMessageId: undefined,
      },
    },
    { ...RULE, at, steadyAt: at },
    undefined,
  );
  if (outcome.kind === 'created') await fates(outcome.charge, at);
}

/** What owners and others do on a day: closings around midnight, erasures, and erasing by age. */
function planOwners(store: Store, chance: Chance, plan: Plan, begins: number, ends: number): void {
  for (const shop of SHOPS) {
    const [owner = 0] = shop.owners;
    if (chance.is(0.6))
      plan(ends - chance.int(-20, 20) * MINUTE_MS, (at) => close(store, shop, null, owner, at));
    const cashier = chance.pick(peopleOf(shop));
    if (chance.is(0.3)) plan(chance.int(begins, ends), (at) => close(store, shop, cashier, cashier, at));
    if (chance.is(0.15))
      plan(chance.int(begins, ends), (at) => erase(store, shop.merchantId, chance.pick(PHONES), owner, at));
  }
  if (chance.is(0.2))
    plan(begins, async (at) => {
      while ((await store.phones.eraseBefore(at - KEEP_MS, at, KEYRING.hash)) > 0);
    });
}

async function close(
  store: Store,
  { merchantId }: Shop,
  shiftOf: number | null,
  userId: number,
  at: number,
): Promise<void> {
  const { number } = await store.closings.preview({ merchantId, shiftOf });
  const effects = await effectsOf(store, at);
  await store.closings.close({ merchantId, shiftOf, number, userId, at }, () => effects);
}

async function erase(
  store: Store,
  merchantId: number,
  msisdn: Msisdn,
  userId: number,
  at: number,
): Promise<void> {
  const effects = await effectsOf(store, at);
  await store.phones.erase(merchantId, msisdn, KEYRING.hash, userId, at, () => effects);
}
