import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { MAX_ITEMS } from '../../../src/domain/item.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { ItemAddition, ItemRemoval } from '../../../src/store/port/items.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { effectsOf, letIn } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const [ASHA, JUMA, OTIENO, WANJIRU] = [7, 8, 9, 20];
const kes = (amount: number): AmountKes => amount as AmountKes;

async function add(
  store: Store,
  name: string,
  priceKes: number,
  { userId = ASHA, merchantId = 1 } = {},
): Promise<ItemAddition> {
  const effects = await effectsOf(store, T0);
  return await store.items.add(merchantId, { name, priceKes: kes(priceKes) }, userId, T0, () => effects);
}

async function remove(
  store: Store,
  which: { ref: string } | { name: string },
  { userId = ASHA, merchantId = 1 } = {},
): Promise<ItemRemoval> {
  const effects = await effectsOf(store, T0);
  return await store.items.remove(merchantId, which, userId, T0, () => effects);
}

const listed = async (store: Store, merchantId = 1): Promise<string[]> =>
  (await store.items.of(merchantId)).map(({ name, priceKes }) => `${name} ${priceKes}`);
const logged = async (store: Store): Promise<string[]> =>
  (await store.merchants.history(1, 20)).map(({ what }) => what).filter((what) => what.startsWith('item'));

onEveryEngine(() => {
  describe('the items of a shop', () => {
    test('are listed in the order in which they were added, each with a name for its button', async () => {
      const store = await newStore();
      await add(store, 'Unga 2 kg', 210);
      await add(store, 'Sugar', 200);
      expect(await listed(store)).toEqual(['Unga 2 kg 210', 'Sugar 200']);
      const [unga, sugar] = await store.items.of(1);
      expect(unga!.ref).toMatch(/^[\w-]{16}$/);
      expect(unga!.ref).not.toBe(sugar!.ref);
    });

    test('are each there once: the same name, in capitals or not, gets the new price and keeps its place', async () => {
      const store = await newStore();
      await add(store, 'Unga 2 kg', 210);
      await add(store, 'Sugar', 200);
      const [before] = await store.items.of(1);
      expect(await add(store, 'UNGA 2 kg', 220)).toMatchObject({ kind: 'repriced', formerKes: 210 });
      expect(await listed(store)).toEqual(['UNGA 2 kg 220', 'Sugar 200']);
      expect((await store.items.of(1))[0]!.ref).toBe(before!.ref);
    });

    test('have a limit, and a new price is no new item', async () => {
      const store = await newStore();
      for (let n = 0; n < MAX_ITEMS; n += 1) expect((await add(store, `item ${n}`, 5)).kind).toBe('added');
      expect(await add(store, 'one more', 5)).toEqual({ kind: 'full' });
      expect((await add(store, 'item 0', 6)).kind).toBe('repriced');
      expect(await store.items.of(1)).toHaveLength(MAX_ITEMS);
    });

    test('are changed by managers and owners of this shop only', async () => {
      const store = await newStore(keyring([newSecretKey()]));
      await letIn(store, JUMA, 'Juma', 'manager', ASHA);
      await letIn(store, OTIENO, 'Otieno', 'cashier', ASHA);
      const keys = keyring([newSecretKey()]);
      const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
      const two = await connectShop(
        store,
        keys,
        { name: 'Two', account },
        { userId: WANJIRU, name: 'Wanjiru' },
      );
      expect((await add(store, 'Unga', 210, { userId: JUMA })).kind).toBe('added');
      for (const userId of [OTIENO, WANJIRU, 666]) {
        expect(await add(store, 'Sugar', 200, { userId })).toEqual({ kind: 'not-yours' });
        expect(await remove(store, { name: 'Unga' }, { userId })).toEqual({ kind: 'not-yours' });
      }
      // Another shop's owner cannot remove an item by what names it.
      const [unga] = await store.items.of(1);
      expect(await remove(store, { ref: unga!.ref }, { userId: WANJIRU, merchantId: two })).toEqual({
        kind: 'no-item',
      });
      await add(store, 'Unga', 99, { userId: WANJIRU, merchantId: two });
      expect([await listed(store), await listed(store, two)]).toEqual([['Unga 210'], ['Unga 99']]);
    });

    test('are removed by name or by button, once', async () => {
      const store = await newStore();
      await add(store, 'Unga', 210);
      await add(store, 'Sugar', 200);
      const [unga] = await store.items.of(1);
      expect(await remove(store, { ref: unga!.ref })).toEqual({ kind: 'removed', item: unga });
      expect(await remove(store, { ref: unga!.ref })).toEqual({ kind: 'no-item' });
      expect(await remove(store, { name: 'sugar' })).toMatchObject({ kind: 'removed' });
      expect(await listed(store)).toEqual([]);
    });

    test('change only with the update, and each change is in the audit log', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, T0);
      for (let n = 0; n < 2; n += 1)
        await store.items.add(1, { name: 'Unga', priceKes: kes(210) }, ASHA, T0, () => effects);
      await store.items.remove(1, { name: 'Unga' }, ASHA, T0, () => effects);
      expect(await listed(store)).toEqual(['Unga 210']);
      await add(store, 'unga', 220);
      await remove(store, { name: 'unga' });
      await remove(store, { name: 'unga' });
      expect(await logged(store)).toEqual(['item-removed', 'item-repriced', 'item-added']);
    });
  });
});
