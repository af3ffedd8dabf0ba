import { describe, expect, test } from 'vitest';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, phone, effectsOf, hire } from '../../support/store.ts';
import { newDatabase, newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const DAY = 86_400_000;
const CUSTOMER = phone('0712345678');
const [OLD_KEY, NEW_KEY] = [newSecretKey(), newSecretKey()];
const KEYS = keyring([OLD_KEY]);
const { hash } = KEYS;
/** The keys after a rotation. Numbers that were erased before it are hashed with the old key. */
const ROTATED = keyring([NEW_KEY, OLD_KEY]);

/** Makes a database and opens its store with the first key. */
async function usedDatabase() {
  const database = await newDatabase();
  const store = await database.open(KEYS);
  await hire(store);
  return { database, store };
}

/** Makes a charge that has ended. */
async function finished(store: Store, idempotencyKey: string, at = T0, msisdn = CUSTOMER): Promise<void> {
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const outcome = await store.charges.create(
    aCharge({ idempotencyKey, msisdn }),
    rule,
    await effectsOf(store, at),
  );
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const { id: chargeId } = outcome.charge;
  await store.charges.move({ chargeId, from: 'created', to: 'canceled', at, actor: 'tillbot', detail: {} });
}
const erase = async (store: Store, userId = 7) => {
  const effects = await effectsOf(store, T0);
  return await store.phones.erase(1, CUSTOMER, hash, userId, T0, () => effects);
};

onEveryEngine(() => {
  describe('erasing a number', () => {
    test('is allowed only to an owner, and is done once', async () => {
      const store = await newStore();
      await finished(store, 'a');
      expect(await erase(store, 666)).toBeUndefined();
      expect(await erase(store)).toEqual({ erased: 1, open: 0 });
      expect(await erase(store)).toEqual({ erased: 0, open: 0 });
      expect((await store.merchants.history(1, 10)).filter(({ what }) => what === 'erased')).toHaveLength(2);
    });
  });

  describe('erasing by age', () => {
    test('erases older numbers in batches, including blocked ones, and no younger number', async () => {
      const store = await newStore(KEYS);
      for (let n = 0; n < 250; n += 1) await finished(store, `old ${n}`, T0);
      await finished(store, 'young', T0 + DAY, phone('0722000000'));
      await store.phones.block(1, CUSTOMER, true, 7, T0, await effectsOf(store, T0));
      const counts = [];
      for (let n = 0; n < 3; n += 1) counts.push(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash));
      expect(counts).toEqual([200, 50, 0]);
      expect((await store.chargeQueries.byId(251))?.msisdn).toBe(phone('0722000000'));
      // The hash of the number still blocks charges.
      const rule = {
        at: T0 + DAY,
        steadyAt: T0 + DAY,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      const again = aCharge({ idempotencyKey: 'b' });
      expect(await store.charges.create(again, rule, await effectsOf(store, T0 + DAY))).toEqual({
        kind: 'refused',
        why: 'blocked',
      });
    });

    test('keeps the numbers of open charges, and of an unknown charge for a day', async () => {
      const store = await newStore();
      const rule = {
        at: T0,
        steadyAt: T0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(aCharge(), rule, await effectsOf(store, T0));
      const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
      expect(await store.phones.eraseBefore(T0 + 1, T0 + 2 * DAY, hash)).toBe(0);
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
      expect(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash)).toBe(0);
      expect(await store.phones.eraseBefore(T0 + 1, T0 + DAY + 1, hash)).toBe(1);
    });
  });

  describe.each([
    ['under the present key', KEYS],
    ['under the key before a rotation', ROTATED],
  ] as const)('a number that was erased %s still counts for', (_, later) => {
    const WINDOW = 120_000;
    const rule = {
      at: T0 + 1,
      steadyAt: T0 + 1,
      windowMs: WINDOW,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    const another = (over: Partial<ReturnType<typeof aCharge>> = {}) =>
      aCharge({ idempotencyKey: 'b', ...over });

    test('an open prompt', async () => {
      const { database, store } = await usedDatabase();
      await store.charges.create(aCharge(), { ...rule, at: T0, steadyAt: T0 }, await effectsOf(store, T0));
      const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
      // A mark does not close the prompt.
      await store.charges.move({ ...move, from: 'unknown', to: 'marked_unpaid' });
      expect(await erase(store)).toEqual({ erased: 1, open: 0 });
      const now = await database.open(later);
      expect(await now.charges.create(another(), rule, await effectsOf(now, T0 + 1))).toMatchObject({
        kind: 'prompt-open',
        freeAt: T0 + WINDOW,
      });
    });

    test('a recent payment of the same amount', async () => {
      const { database, store } = await usedDatabase();
      await store.charges.create(aCharge(), { ...rule, at: T0, steadyAt: T0 }, await effectsOf(store, T0));
      const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
      const set = { receipt: 'UKO1234567', paidAt: T0 };
      await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
      expect(await erase(store)).toEqual({ erased: 1, open: 0 });
      const now = await database.open(later);
      expect(await now.charges.create(another(), rule, await effectsOf(now, T0 + 1))).toMatchObject({
        kind: 'needs-confirmation',
        repeats: { id: 1 },
      });
    });

    test('a block of a charge that waits for its push', async () => {
      const { database, store } = await usedDatabase();
      await finished(store, 'before');
      await store.charges.create(another(), rule, await effectsOf(store, T0 + 1));
      await store.phones.block(1, CUSTOMER, true, 7, T0 + 1, await effectsOf(store, T0 + 1));
      expect(await erase(store)).toEqual({ erased: 1, open: 1 });
      const now = await database.open(later);
      const push = { chargeId: 2, at: T0 + 2, actor: 'tillbot', detail: {} } as const;
      expect(await now.charges.move({ ...push, from: 'created', to: 'pushing' })).toEqual({
        kind: 'refused',
        why: 'blocked',
      });
      await now.phones.block(1, CUSTOMER, false, 7, T0 + 2, await effectsOf(now, T0 + 2));
      expect(await now.charges.move({ ...push, from: 'created', to: 'pushing' })).toMatchObject({
        kind: 'moved',
      });
    });

    test('a search by the number', async () => {
      const { database, store } = await usedDatabase();
      await finished(store, 'before');
      await erase(store);
      const now = await database.open(later);
      const everything = { merchantId: 1, chatId: undefined, userId: undefined };
      const latest = { toward: 'older', from: undefined, limit: 1 } as const;
      const found = await now.chargeQueries.ofPhone(CUSTOMER, everything, latest);
      expect(found.map(({ id }) => id)).toEqual([1]);
    });
  });

  test('blocked numbers are erased by age, however many there are, even if no charge is left to erase', async () => {
    const store = await newStore(KEYS);
    for (let n = 0; n < 201; n += 1)
      await store.phones.block(
        1,
        phone(`07120${String(n).padStart(5, '0')}`),
        true,
        7,
        T0,
        await effectsOf(store, T0),
      );
    const counts = [];
    for (let n = 0; n < 3; n += 1) counts.push(await store.phones.eraseBefore(T0 + 1, T0 + DAY, hash));
    expect(counts).toEqual([200, 1, 0]);
  });
});
