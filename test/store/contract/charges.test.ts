import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { CHARGE_STATES } from '../../../src/domain/charge-states.ts';
import type { ConfirmationReason } from '../../../src/domain/draft.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, phone, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const WINDOW = 120_000;

async function request(
  store: Store,
  over: Parameters<typeof aCharge>[0] = {},
  at = T0,
  accepted: ConfirmationReason[] = [],
) {
  const rule = { at, steadyAt: at, windowMs: WINDOW, accepted, hasOwnReasons: false, velocityLimits: [] };
  return await store.charges.create(aCharge(over), rule, await effectsOf(store, at));
}

async function created(store: Store, over: Parameters<typeof aCharge>[0] = {}, at = T0) {
  const outcome = await request(store, over, at);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge;
}

/** Makes a charge that is paid at once. */
async function paid(store: Store) {
  const { id: chargeId } = await created(store);
  const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  const set = { receipt: 'UKO0000001', paidAt: T0 };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
  return { id: chargeId };
}

onEveryEngine(() => {
  describe('creating a charge', () => {
    test('makes one charge per idempotency key, however often it is requested', async () => {
      const store = await newStore();
      const first = await created(store);
      const second = await request(store, {}, T0 + 10 * WINDOW);
      expect(second).toMatchObject({ kind: 'already', charge: { id: first.id } });
      expect((await store.outbox.due(T0 + 10 * WINDOW, 10, [])).length).toBe(1);
    });

    test('needs a confirmation for the same phone and amount in the same chat for two minutes, unless it was given', async () => {
      const store = await newStore();
      const first = await paid(store);
      expect(await request(store, { idempotencyKey: 'b' }, T0 + WINDOW - 1)).toMatchObject({
        kind: 'needs-confirmation',
        repeats: { id: first.id },
      });
      expect((await request(store, { idempotencyKey: 'c' }, T0 + WINDOW - 1, ['repeat'])).kind).toBe(
        'created',
      );
      expect((await request(store, { idempotencyKey: 'd' }, T0 + 3 * WINDOW)).kind).toBe('created');
    });

    test('refuses a phone that may show a prompt for two minutes, in any chat, for any amount, whatever was confirmed', async () => {
      const store = await newStore();
      const first = await created(store);
      const other = { idempotencyKey: 'b', chatId: 999, amountKes: 70 as AmountKes };
      for (const over of [other, { idempotencyKey: 'c' }])
        expect(await request(store, over, T0 + WINDOW - 1, ['repeat', 'off-network', 'stale'])).toMatchObject(
          {
            kind: 'prompt-open',
            other: { id: first.id },
            freeAt: T0 + WINDOW,
          },
        );
      expect((await request(store, { ...other, msisdn: phone('0722000000') })).kind).toBe('created');
      expect((await request(store, { idempotencyKey: 'd' }, T0 + WINDOW)).kind).toBe('created');
    });

    test('counts those two minutes from the push, even if the charge was marked since', async () => {
      const store = await newStore();
      const first = await created(store);
      const move = { chargeId: first.id, actor: 'tillbot', detail: {} } as const;
      const late = T0 + WINDOW - 1_000;
      await store.charges.move({
        ...move,
        at: late,
        from: 'created',
        to: 'pushing',
        set: { pushedAt: late, pushedSteadyAt: late },
      });
      const again = async (idempotencyKey: string, at: number) =>
        (await request(store, { idempotencyKey }, at)).kind;
      expect(await again('b', T0 + WINDOW + 1)).toBe('prompt-open');
      await store.charges.move({ ...move, at: late, from: 'pushing', to: 'unknown' });
      await store.charges.move({ ...move, at: late, from: 'unknown', to: 'marked_unpaid' });
      expect(await again('c', late + WINDOW - 1)).toBe('prompt-open');
      expect(await again('d', late + WINDOW)).toBe('created');
    });

    test('refuses a phone whose charge was called not confirmed while its prompt may be open', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.charges.move({
        ...move,
        from: 'pushing',
        to: 'pending',
        set: { transactionId: 'T1', pushedAt: T0, pushedSteadyAt: T0 },
      });
      await store.charges.move({ ...move, from: 'pending', to: 'unconfirmed' });
      expect(
        (await request(store, { idempotencyKey: 'b', amountKes: 70 as AmountKes }, T0 + 45_000)).kind,
      ).toBe('prompt-open');
    });

    test('does not allow a push that became forbidden after the charge was created', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      const move = {
        chargeId,
        at: T0,
        actor: 'tillbot',
        detail: {},
        from: 'created',
        to: 'pushing',
      } as const;
      await store.merchants.suspend(1, true, T0);
      expect(await store.charges.move(move)).toEqual({ kind: 'refused', why: 'suspended' });
      await store.merchants.suspend(1, false, T0);
      await store.phones.block(1, phone('0712345678'), true, 7, T0, await effectsOf(store, T0));
      expect(await store.charges.move(move)).toEqual({ kind: 'refused', why: 'blocked' });
      await store.phones.block(1, phone('0712345678'), false, 7, T0, await effectsOf(store, T0));
      await store.members.configureOwners([8], T0);
      expect(await store.charges.move(move)).toEqual({ kind: 'refused', why: 'not-a-member' });
      expect((await store.chargeQueries.byId(chargeId))?.state).toBe('created');
    });

    test('commits nothing if a confirmation is needed', async () => {
      const store = await newStore();
      await paid(store);
      const effects = await effectsOf(store, T0, {
        messages: [{ kind: 'message', chatId: 100, payload: { text: 'x' } }],
      });
      const rule = {
        at: T0,
        steadyAt: T0,
        windowMs: WINDOW,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(aCharge({ idempotencyKey: 'b' }), rule, effects);
      expect(await store.chargeQueries.byId(2)).toBeUndefined();
      expect((await store.inbox.due(T0, 10, [])).map(({ updateId }) => updateId)).toContain(effects.updateId);
    });
  });

  describe('moving a charge', () => {
    test('throws for a move that is not in the table of transitions', async () => {
      const store = await newStore();
      const { id } = await created(store);
      const base = { chargeId: id, from: 'created', at: T0, actor: 'tillbot', detail: {} } as const;
      for (const to of CHARGE_STATES) {
        if (to === 'pushing' || to === 'canceled' || to === 'unknown') continue;
        await expect(store.charges.move({ ...base, to })).rejects.toThrow(/no transition from created/);
      }
      expect((await store.chargeQueries.byId(id))?.state).toBe('created');
    });

    test('changes nothing if the charge is no longer in the expected state', async () => {
      const store = await newStore();
      const { id } = await created(store);
      const begin = {
        chargeId: id,
        from: 'created',
        to: 'pushing',
        at: T0,
        actor: 'tillbot',
        detail: {},
      } as const;
      expect((await store.charges.move(begin)).kind).toBe('moved');
      expect((await store.charges.move(begin)).kind).toBe('stale');
      expect((await store.chargeQueries.events(id)).length).toBe(2);
    });

    test('lets a receipt pay only one charge', async () => {
      const store = await newStore();
      const ids = [
        await created(store),
        await created(store, { idempotencyKey: 'b', msisdn: phone('0722000000') }),
      ].map(({ id }) => id);
      const outcomes = [];
      for (const chargeId of ids) {
        const step = { chargeId, at: T0, actor: 'gateway', detail: {} } as const;
        await store.charges.move({ ...step, from: 'created', to: 'pushing' });
        await store.charges.move({
          ...step,
          from: 'pushing',
          to: 'pending',
          set: { transactionId: `T${chargeId}` },
        });
        const set = { receipt: 'UKN1234567', paidAt: T0 };
        outcomes.push(
          (await store.charges.move({ ...step, from: 'pending', to: 'paid', set, notice: 'paid' })).kind,
        );
      }
      expect(outcomes).toEqual(['moved', 'taken']);
      expect((await store.chargeQueries.byId(ids[1]!))?.state).toBe('pending');
    });
  });
});
