import { describe, expect, test } from 'vitest';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { effectsOf, letIn } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const [OWNER, MANAGER] = [7, 8];

const nameOf = async (store: Store) => (await store.merchants.find(FIRST_MERCHANT))?.name;

async function rename(store: Store, name: string, userId = OWNER) {
  const effects = await effectsOf(store, 5);
  return await store.merchants.rename(FIRST_MERCHANT, name, userId, 5, () => effects);
}

const events = async (store: Store) =>
  (await store.merchants.history(FIRST_MERCHANT, 100)).filter(({ what }) => what === 'renamed');

onEveryEngine(() => {
  describe('the name of a shop', () => {
    test('is the configured one, and follows it, until an owner names the shop', async () => {
      const store = await newStore();
      await store.merchants.configureName(FIRST_MERCHANT, 'Duka');
      await store.merchants.configureName(FIRST_MERCHANT, 'Duka Moja');
      expect(await nameOf(store)).toBe('Duka Moja');
      expect(await rename(store, 'Mama Njeri')).toBe('renamed');
      await store.merchants.configureName(FIRST_MERCHANT, 'Duka Mbili');
      await store.merchants.configureName(FIRST_MERCHANT, '');
      expect(await nameOf(store)).toBe('Mama Njeri');
    });

    test('is changed by an owner alone, with a row in the audit log, once', async () => {
      const store = await newStore();
      await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
      await store.merchants.configureName(FIRST_MERCHANT, 'Duka');
      expect(await rename(store, 'Mine', MANAGER)).toBe('not-yours');
      expect(await rename(store, 'Mine', 666)).toBe('not-yours');
      expect(await rename(store, 'Duka')).toBe('same');
      expect([await nameOf(store), await events(store)]).toEqual(['Duka', []]);
      expect(await rename(store, 'Mama Njeri')).toBe('renamed');
      expect(await rename(store, 'Mama Njeri')).toBe('same');
      expect(await events(store)).toMatchObject([
        { actor: `user:${OWNER}`, at: 5, detail: { from: 'Duka', to: 'Mama Njeri' } },
      ]);
    });

    test('is not changed by an update that was settled before', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, 5);
      const react = () => effects;
      await store.merchants.rename(FIRST_MERCHANT, 'First', OWNER, 5, react);
      await store.merchants.rename(FIRST_MERCHANT, 'Second', OWNER, 5, react);
      expect(await nameOf(store)).toBe('First');
    });
  });
});
