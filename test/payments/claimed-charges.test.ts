import { describe, expect, test } from 'vitest';
import { claimedCharges } from '../../src/payments/claimed-charges.ts';

const claim = (chargeId: number, until = 10_000) => ({ chargeId, until });
const idsOf = (taken: readonly { readonly chargeId: number }[]): readonly number[] =>
  taken.map(({ chargeId }) => chargeId);

describe('claimed charges', () => {
  test('are taken when they are due, the longest overdue first, and once', () => {
    const kept = claimedCharges(0);
    for (const [id, dueAt] of [
      [1, 300],
      [2, 100],
      [3, 200],
      [4, 200],
    ] as const)
      expect(kept.keep(claim(id), dueAt)).toBe(true);
    expect(kept.nextDueAt()).toBe(100);
    expect(idsOf(kept.take(99, 9))).toEqual([]);
    expect(idsOf(kept.take(200, 2))).toEqual([2, 3]);
    expect(idsOf(kept.take(200, 9))).toEqual([4]);
    expect(kept.nextDueAt()).toBe(300);
    expect(idsOf(kept.take(1_000, 9))).toEqual([1]);
    expect(kept.nextDueAt()).toBeUndefined();
  });

  test('are kept only if a query can end before the claim does', () => {
    const kept = claimedCharges(1_000);
    expect([kept.keep(claim(1), 9_001), kept.keep(claim(2), 9_000)]).toEqual([false, true]);
    kept.forgetAll();
    expect(kept.nextDueAt()).toBeUndefined();
  });

  test('are at most a thousand', () => {
    const kept = claimedCharges(0);
    const isKept = Array.from({ length: 1_001 }, (_, id) => kept.keep(claim(id), 1_001 - id));
    expect(isKept.filter(Boolean)).toHaveLength(1_000);
    expect(idsOf(kept.take(2_000, 2))).toEqual([999, 998]);
  });
});
