import { describe, expect, test } from 'vitest';
import { wordsOfName } from '../../../src/domain/customer-name.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { NameOutcome } from '../../../src/store/port/customers.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const KEYS = keyring([newSecretKey()]);
const [ASHA, JUMA, WANJIRU] = [7, 8, 20];
const T0 = 1_000_000;
const DAY = 86_400_000;
const CUSTOMER = phone('0712345678');

const name = async (
  store: Store,
  value: string | null,
  { msisdn = CUSTOMER, userId = ASHA, merchantId = 1, at = T0 } = {},
): Promise<NameOutcome> =>
  await store.customers.name({ merchantId, msisdn }, value, userId, at, await effectsOf(store, at));

const called = async (
  store: Store,
  text: string,
  merchantId = 1,
  userId?: number,
): Promise<readonly (string | null)[]> =>
  (await store.customers.called({ merchantId, userId }, wordsOfName(text), 10)).map(
    (customer) => customer.name,
  );

/** Makes a paid charge. */
async function pay(store: Store, at: number, over: Parameters<typeof aCharge>[0] = {}): Promise<number> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const asked = aCharge({ idempotencyKey: `${at}`, ...over });
  const outcome = await store.charges.create(asked, rule, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const move = { chargeId: outcome.charge.id, at, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: `T${at}` } });
  const set = { receipt: `UK${String(at).padStart(8, '0')}`, paidAt: at };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
  return outcome.charge.id;
}

const secondShop = async (store: Store): Promise<number> =>
  await connectShop(
    store,
    KEYS,
    { name: 'Two', account: { apiKey: 'k', username: 'u', email: 'e@x.example' } },
    { userId: WANJIRU, name: 'Wanjiru' },
  );

onEveryEngine(() => {
  describe('a name', () => {
    test('stands on the charges of its number at its merchant, and nowhere else', async () => {
      const store = await newStore(KEYS);
      const second = await secondShop(store);
      const mine = await pay(store, T0);
      const theirs = await pay(store, T0 + 1, { merchantId: second, userId: WANJIRU });
      expect((await store.chargeQueries.byId(mine))?.customerName).toBeNull();
      expect(await name(store, 'Wanjiku')).toBe('named');
      expect((await store.chargeQueries.byId(mine))?.customerName).toBe('Wanjiku');
      expect((await store.chargeQueries.byId(theirs))?.customerName).toBeNull();
      expect((await store.customers.find(second, CUSTOMER))?.name).toBeNull();
      expect(await called(store, 'wanjiku', second)).toEqual([]);
    });

    test('is replaced and removed, with a row in the audit log that has neither name nor number', async () => {
      const store = await newStore();
      await name(store, 'Wanjiku');
      await name(store, 'Njeri');
      expect(await called(store, 'wanjiku')).toEqual([]);
      expect(await store.customers.find(1, CUSTOMER)).toMatchObject({
        name: 'Njeri',
        namedBy: ASHA,
        namedAt: T0,
      });
      await name(store, null);
      expect(await store.customers.find(1, CUSTOMER)).toBeUndefined();
      expect(await called(store, 'njeri')).toEqual([]);
      const events = await store.merchants.history(1, 3);
      expect(events.map(({ what, actor, detail }) => [what, actor, detail])).toEqual([
        ['unnamed', 'user:7', {}],
        ['named', 'user:7', {}],
        ['named', 'user:7', {}],
      ]);
    });

    test('that is removed leaves the payments', async () => {
      const store = await newStore();
      await pay(store, T0);
      await name(store, 'Wanjiku');
      await name(store, null);
      expect(await store.customers.find(1, CUSTOMER)).toMatchObject({ name: null, namedBy: null });
      expect((await store.customers.list({ merchantId: 1, userId: undefined }, 0, 5)).length).toBe(1);
    });

    test('is given by members only, and a cashier changes only a name that they gave', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      expect(await name(store, 'X', { userId: 666 })).toBe('not-a-member');
      expect(await name(store, 'Mama Njeri', { userId: JUMA })).toBe('named');
      expect(await name(store, 'Mama N', { userId: JUMA })).toBe('named');
      expect(await name(store, 'Njeri', { userId: ASHA })).toBe('named');
      expect(await name(store, null, { userId: JUMA })).toBe('managers-only');
      expect((await store.customers.find(1, CUSTOMER))?.name).toBe('Njeri');
    });

    test('is given once for an update', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, T0);
      const customer = { merchantId: 1, msisdn: CUSTOMER };
      expect(await store.customers.name(customer, 'Wanjiku', ASHA, T0, effects)).toBe('named');
      await name(store, 'Njeri');
      expect(await store.customers.name(customer, 'Wanjiku', ASHA, T0, effects)).toBe('settled-before');
      expect((await store.customers.find(1, CUSTOMER))?.name).toBe('Njeri');
    });

    test('comes from the contact that a charge was asked through, unless the customer has one', async () => {
      const store = await newStore();
      const id = await pay(store, T0, { contactName: 'Wanjiku' });
      expect(await store.customers.find(1, CUSTOMER)).toMatchObject({ name: 'Wanjiku', namedBy: ASHA });
      expect((await store.chargeQueries.byId(id))?.customerName).toBe('Wanjiku');
      await pay(store, T0 + 1, { contactName: 'Another' });
      expect((await store.customers.find(1, CUSTOMER))?.name).toBe('Wanjiku');
    });
  });

  describe('a customer is found by name', () => {
    test('by the beginning of each word, without case, accents and apostrophes; the very word comes first', async () => {
      const store = await newStore();
      const names = ['Anna Wanjiku', 'Ann Ng’ang’a', 'Annabel', 'José Wafula', '🌸'];
      for (const [n, value] of names.entries()) await name(store, value, { msisdn: phone(`071200000${n}`) });
      expect(await called(store, 'ANN')).toEqual(['Ann Ng’ang’a', 'Anna Wanjiku', 'Annabel']);
      expect(await called(store, 'wan ann')).toEqual(['Anna Wanjiku']);
      expect(await called(store, 'nganga')).toEqual(['Ann Ng’ang’a']);
      expect(await called(store, 'jose')).toEqual(['José Wafula']);
      expect(await called(store, 'JOSÉ W')).toEqual(['José Wafula']);
      for (const none of ['nna', 'ann wafula', '%', '']) expect(await called(store, none)).toEqual([]);
    });

    test('by a person only if they paid on that person’s charges', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      const other = phone('0712000001');
      await pay(store, T0, { userId: JUMA, contactName: 'Wanjiku' });
      await pay(store, T0 + 1, { msisdn: other, contactName: 'Wangari' });
      expect(await called(store, 'wan', 1, JUMA)).toEqual(['Wanjiku']);
      expect(await called(store, 'wan')).toEqual(['Wangari', 'Wanjiku']);
    });

    test('at most so many', async () => {
      const store = await newStore();
      for (let n = 0; n < 5; n += 1) await name(store, `Wanjiku ${n}`, { msisdn: phone(`071200000${n}`) });
      expect(await store.customers.called({ merchantId: 1, userId: undefined }, ['wan'], 3)).toHaveLength(3);
    });
  });

  describe('the list of customers', () => {
    test('has the last to pay first, and for a person what was paid on their own charges', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      const [a, b] = [phone('0712000001'), phone('0712000002')];
      await pay(store, T0, { msisdn: a });
      await pay(store, T0 + 1, { msisdn: b, userId: JUMA });
      await pay(store, T0 + 2, { msisdn: a, userId: JUMA });
      const listed = async (userId: number | undefined, offset = 0) =>
        (await store.customers.list({ merchantId: 1, userId }, offset, 5)).map(({ customer, takings }) => [
          customer.msisdn,
          takings.confirmedCount,
          takings.confirmedKes,
          takings.firstPaidAt,
          takings.lastPaidAt,
        ]);
      expect(await listed(undefined)).toEqual([
        [a, 2, 1_000, T0, T0 + 2],
        [b, 1, 500, T0 + 1, T0 + 1],
      ]);
      expect(await listed(ASHA)).toEqual([[a, 1, 500, T0, T0]]);
      expect(await listed(JUMA)).toEqual([
        [a, 1, 500, T0 + 2, T0 + 2],
        [b, 1, 500, T0 + 1, T0 + 1],
      ]);
      expect(await listed(undefined, 1)).toHaveLength(1);
      expect(await listed(undefined, 2)).toEqual([]);
    });

    test('opens on a customer: sums, the latest charges, whether the number is blocked; for a person their own', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      for (let n = 0; n < 4; n += 1) await pay(store, T0 + n, { userId: n === 0 ? JUMA : ASHA });
      const { ref } = (await store.customers.find(1, CUSTOMER))!;
      const all = await store.customers.view(ref, { merchantId: 1, userId: undefined }, 3);
      expect(all?.takings).toMatchObject({ confirmedCount: 4, byHandCount: 0, firstPaidAt: T0 });
      expect(all?.latest.map(({ id }) => id)).toEqual([4, 3, 2]);
      expect(all?.isBlocked).toBe(false);
      const own = await store.customers.view(ref, { merchantId: 1, userId: JUMA }, 3);
      expect(own?.takings).toMatchObject({ confirmedCount: 1, lastPaidAt: T0 });
      expect(own?.latest.map(({ id }) => id)).toEqual([1]);
      await store.phones.block(1, CUSTOMER, true, ASHA, T0, await effectsOf(store, T0));
      expect((await store.customers.view(ref, { merchantId: 1, userId: undefined }, 3))?.isBlocked).toBe(
        true,
      );
      expect(await store.customers.view(ref, { merchantId: 2, userId: undefined }, 3)).toBeUndefined();
      expect((await store.customers.byRef(ref))?.msisdn).toBe(CUSTOMER);
      expect(await store.customers.byRef('nobody')).toBeUndefined();
    });
  });

  describe('erasing a number', () => {
    const erase = async (store: Store) => {
      const effects = await effectsOf(store, T0);
      return await store.phones.erase(1, CUSTOMER, KEYS.hash, ASHA, T0, () => effects);
    };

    test('erases the customer with the name, and says before what it would erase', async () => {
      const store = await newStore(KEYS);
      await pay(store, T0);
      await name(store, 'Wanjiku');
      expect(await store.phones.toErase(1, CUSTOMER, T0)).toEqual({
        finished: 1,
        open: 0,
        name: 'Wanjiku',
        isBlocked: false,
      });
      const { ref } = (await store.customers.find(1, CUSTOMER))!;
      await erase(store);
      expect(await store.customers.find(1, CUSTOMER)).toBeUndefined();
      expect(await store.customers.byRef(ref)).toBeUndefined();
      expect(await called(store, 'wanjiku')).toEqual([]);
      expect(await store.customers.list({ merchantId: 1, userId: undefined }, 0, 5)).toEqual([]);
      expect((await store.chargeQueries.byId(1))?.customerName).toBeNull();
    });

    test('leaves an open charge its number but not the name; its payment makes a customer without one', async () => {
      const store = await newStore(KEYS);
      await pay(store, T0);
      const rule = {
        at: T0,
        steadyAt: T0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(aCharge({ idempotencyKey: 'open' }), rule, undefined);
      await name(store, 'Wanjiku');
      expect(await store.phones.toErase(1, CUSTOMER, T0)).toMatchObject({ finished: 1, open: 1 });
      await erase(store);
      expect(await store.customers.find(1, CUSTOMER)).toBeUndefined();
      const move = { chargeId: 2, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T' } });
      await store.charges.move({
        ...move,
        from: 'pending',
        to: 'paid',
        set: { receipt: 'UKO1234567', paidAt: T0 },
      });
      const [only, ...others] = await store.customers.list({ merchantId: 1, userId: undefined }, 0, 5);
      expect([only?.customer.name, only?.takings.confirmedCount, others]).toEqual([null, 1, []]);
    });

    test('by age takes the name of who neither paid nor was named since, and keeps any other', async () => {
      const store = await newStore(KEYS);
      const [old, paying, named] = [CUSTOMER, phone('0712000001'), phone('0712000002')];
      await pay(store, T0);
      await pay(store, T0 + 1, { msisdn: paying });
      await pay(store, T0 + 2 * DAY, { msisdn: paying });
      for (const msisdn of [old, paying, named]) await name(store, 'Wanjiku', { msisdn });
      await name(store, 'Njeri', { msisdn: named, at: T0 + 2 * DAY });
      const counts = [];
      for (let n = 0; n < 2; n += 1)
        counts.push(await store.phones.eraseBefore(T0 + DAY, T0 + 3 * DAY, KEYS.hash));
      expect(counts).toEqual([2, 0]);
      expect(await store.customers.find(1, old)).toBeUndefined();
      expect((await store.customers.find(1, paying))?.name).toBe('Wanjiku');
      expect((await store.customers.find(1, named))?.name).toBe('Njeri');
      const [only] = await store.customers.list({ merchantId: 1, userId: undefined }, 0, 5);
      expect(only?.takings).toMatchObject({ confirmedCount: 1, firstPaidAt: T0 + 2 * DAY });
    });
  });
});
