import { describe, expect, test } from 'vitest';
import { aCharge, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const BEGUN_AT = Date.parse('2026-11-28T06:00:00Z');

onEveryEngine(() => {
  describe('a hold that somebody begins by hand', () => {
    test('keeps new charges from being made and old ones from being pushed, until it is ended', async () => {
      const store = await newStore();
      const create = async (key: string) =>
        await store.charges.create(aCharge({ idempotencyKey: key }), RULE, await effectsOf(store, 0));
      const first = await create('first');
      if (first.kind !== 'created') throw new Error(first.kind);
      const { id, number } = first.charge;
      const push = {
        chargeId: id,
        from: 'created',
        to: 'pushing',
        at: 0,
        actor: 'tillbot',
        detail: {},
      } as const;

      expect(await store.restoreHold.begin(BEGUN_AT)).toBe(true);
      expect(await store.restoreHold.since()).toBe(BEGUN_AT);
      expect(await store.restoreHold.begin(BEGUN_AT + 3_600_000)).toBe(false);
      expect(await store.restoreHold.since()).toBe(BEGUN_AT);
      expect(await create('second')).toMatchObject({ kind: 'held' });
      await expect(store.charges.move(push)).rejects.toThrow(/restored/);

      expect(await store.restoreHold.end(BEGUN_AT)).toBe(true);
      expect(await store.restoreHold.since()).toBeUndefined();
      expect(await store.restoreHold.end(BEGUN_AT)).toBe(false);
      expect(await store.charges.move(push)).toMatchObject({ kind: 'moved' });
      // People may know the numbers in between by charges that are lost.
      expect(await create('third')).toMatchObject({ kind: 'created', charge: { number: number + 10_001 } });
    });

    test('ends links, which may have been used since', async () => {
      const store = await newStore();
      const invite = { codeHash: 'hash', merchantId: null, role: null, expiresAt: BEGUN_AT + 86_400_000 };
      await store.members.invite(invite, 'operator', BEGUN_AT - 1);
      await store.restoreHold.begin(BEGUN_AT);
      expect(await store.members.openInvites(null, BEGUN_AT)).toEqual([]);
    });
  });
});
