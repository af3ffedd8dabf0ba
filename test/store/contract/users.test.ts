import { describe, expect, test } from 'vitest';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;

onEveryEngine(() => {
  describe('users', () => {
    test('who are strangers are answered once a day', async () => {
      const { users } = await newStore();
      const day = 86_400_000;
      const told = [];
      for (const at of [T0, T0 + 1, T0 + day - 1, T0 + day]) told.push(await users.tellStranger(9, at, day));
      expect(told).toEqual([true, false, false, true]);
    });
  });
});
