import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { effectsOf, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;

const DRAFT = {
  chatId: 100,
  userId: 7,
  merchantId: 1,
  token: 'question',
  step: 'amount',
  msisdn: phone('0712345678'),
  amountKes: null,
  note: null,
  shownReasons: [],
  threadId: null,
  commandMessageId: null,
  askedAt: T0,
  expiresAt: T0 + 1,
} as const;

onEveryEngine(() => {
  describe('users', () => {
    test('switch the keyboard of commands off and on, once per update', async () => {
      const store = await newStore();
      const { users } = store;
      expect(await users.keyboard(7)).toBeUndefined();
      const off = await effectsOf(store, T0);
      await users.setKeyboard(7, false, off);
      expect(await users.keyboard(7)).toBe(false);
      await users.setKeyboard(7, true, await effectsOf(store, T0));
      // A second delivery of the first update changes nothing.
      await users.setKeyboard(7, false, off);
      expect(await users.keyboard(7)).toBe(true);
      expect(await users.keyboard(8)).toBeUndefined();
    });

    test('keep what they tapped in their draft', async () => {
      const store = await newStore();
      const basket = [{ ref: 'unga', name: 'Unga 2 kg', priceKes: 210 as AmountKes, count: 2 }];
      await store.inbox.finish(
        await effectsOf(store, T0, { draft: { kind: 'put', draft: { ...DRAFT, basket } } }),
      );
      expect(await store.users.draft(100, 7, T0)).toMatchObject({ token: 'question', basket });
      await store.inbox.finish(await effectsOf(store, T0, { draft: { kind: 'put', draft: DRAFT } }));
      expect((await store.users.draft(100, 7, T0))?.basket).toBeNull();
    });

    test('keep the message of a question that stays open, and not of another question', async () => {
      const store = await newStore();
      const put = async (token: string, promptMessageId?: number): Promise<number | null | undefined> => {
        const draft = { ...DRAFT, token, ...(promptMessageId === undefined ? {} : { promptMessageId }) };
        await store.inbox.finish(await effectsOf(store, T0, { draft: { kind: 'put', draft } }));
        return (await store.users.draft(100, 7, T0))?.promptMessageId;
      };
      expect(await put('one')).toBeNull();
      expect(await put('one', 55)).toBe(55);
      expect(await put('one')).toBe(55);
      expect(await put('one', 56)).toBe(56);
      expect(await put('two')).toBeNull();
    });

    test('who are strangers are answered once a day', async () => {
      const { users } = await newStore();
      const day = 86_400_000;
      const told = [];
      for (const at of [T0, T0 + 1, T0 + day - 1, T0 + day]) told.push(await users.tellStranger(9, at, day));
      expect(told).toEqual([true, false, false, true]);
    });
  });
});
