import { describe, expect, test } from 'vitest';
import type { ChargeState } from '../../../src/domain/charge-states.ts';
import { statesWhere } from '../../../src/domain/charge-states.ts';
import { CLOSE_REASONS } from '../../../src/domain/close-reason.ts';
import { CANCELABLE_AFTER_MS } from '../../../src/domain/closed-charge.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, hire, letIn, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const WINDOW = 120_000;
const ASHA = 7;
const JUMA = 8;
const rule = (at: number, accepted: readonly 'repeat'[] = []) => ({
  at,
  steadyAt: at,
  windowMs: WINDOW,
  accepted,
  hasOwnReasons: false,
  velocityLimits: [],
});

async function created(store: Store, over: Parameters<typeof aCharge>[0] = {}, at = T0) {
  const outcome = await store.charges.create(aCharge(over), rule(at), undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge;
}

/** A charge whose prompt was sent at T0. */
async function pending(store: Store, over: Parameters<typeof aCharge>[0] = {}) {
  const { id: chargeId } = await created(store, over);
  const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
  const set = { pushedAt: T0, pushedSteadyAt: T0 };
  await store.charges.move({ ...move, from: 'created', to: 'pushing', set });
  const watch = { transactionId: `T${chargeId}`, watchDueAt: T0, watchUntil: T0 + 10 * WINDOW };
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: watch });
  return chargeId;
}

const LATER = T0 + CANCELABLE_AFTER_MS;
const close = async (
  store: Store,
  chargeId: number,
  reason: (typeof CLOSE_REASONS)[number] = 'took-cash',
  { userId = ASHA, at = LATER } = {},
) =>
  await store.charges.close(
    { chargeId, reason, userId, at, steadyAt: at },
    await effectsOf(store, at, { messages: [{ kind: 'message', chatId: 1, payload: 'closed' }] }),
  );

const waiting = async (store: Store) =>
  (await store.chargeQueries.waiting({ merchantId: 1, chatId: undefined, userId: undefined }, 10)).charges;

onEveryEngine(() => {
  describe('closing a charge', () => {
    test.each(CLOSE_REASONS)(
      'takes it out of the list with who, when and why (%s), and leaves its watch',
      async (reason) => {
        const store = await newStore();
        const chargeId = await pending(store);
        const before = await store.chargeQueries.byId(chargeId);
        const outcome = await close(store, chargeId, reason);
        expect(outcome).toMatchObject({
          kind: 'closed',
          charge: { state: 'pending', closedAt: LATER, closedBy: ASHA, closeReason: reason },
        });
        expect(await waiting(store)).toEqual([]);
        const after = await store.chargeQueries.byId(chargeId);
        expect(after?.watchDueAt).toBe(before?.watchDueAt);
        expect((await store.charges.claimWatched(1, LATER, 1, 10)).map(({ id }) => id)).toEqual([chargeId]);
        expect((await store.chargeQueries.events(chargeId)).at(-1)).toMatchObject({
          from: 'pending',
          to: 'pending',
          actor: `user:${ASHA}`,
          detail: { closed: reason, name: after?.closedByName },
        });
      },
    );

    test('before it was pushed cancels it, so that it is never pushed', async () => {
      const store = await newStore();
      const { id } = await created(store);
      expect(await close(store, id)).toMatchObject({ kind: 'closed', charge: { state: 'canceled' } });
      expect(await store.charges.toPush(1, 10)).toEqual([]);
      const move = { chargeId: id, at: LATER, actor: 'tillbot', detail: {} } as const;
      expect((await store.charges.move({ ...move, from: 'created', to: 'pushing' })).kind).toBe('stale');
    });

    test('counts once, and leaves nothing behind the second time', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      const outcomes = await Promise.all([1, 2, 3].map(() => close(store, chargeId)));
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['closed', 'stale', 'stale']);
      const said = (await store.outbox.due(LATER, 100, [])).filter(({ row }) => row.chatId === 1);
      expect(said).toHaveLength(1);
    });

    test('is refused to a cashier for the charge of another person, and to somebody who left', async () => {
      const store = await newStore();
      await hire(store);
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      const hers = await pending(store);
      expect((await close(store, hers, 'took-cash', { userId: JUMA })).kind).toBe('forbidden');
      expect((await close(store, hers, 'took-cash', { userId: 99 })).kind).toBe('forbidden');
      const his = await pending(store, {
        idempotencyKey: 'b',
        userId: JUMA,
        msisdn: phone('0722000001'),
        chatId: JUMA,
      });
      expect((await close(store, his, 'took-cash', { userId: JUMA })).kind).toBe('closed');
    });

    test('is refused in every state that is not open', async () => {
      const store = await newStore();
      const paths: Readonly<Partial<Record<ChargeState, readonly ChargeState[]>>> = {
        canceled: ['canceled'],
        declined: ['pushing', 'declined'],
        expired: ['pushing', 'pending', 'unconfirmed', 'expired'],
        paid: ['pushing', 'pending', 'paid'],
      };
      for (const [n, [state, path]] of Object.entries(paths).entries()) {
        const { id } = await created(store, {
          idempotencyKey: state,
          msisdn: phone(`072200000${n}`),
          commandMessageId: n,
        });
        let from: ChargeState = 'created';
        for (const to of path) {
          const set = to === 'paid' ? { receipt: 'UKO0000001', paidAt: T0 } : {};
          await store.charges.move({ chargeId: id, at: T0, actor: 'tillbot', detail: {}, from, to, set });
          from = to;
        }
        expect(statesWhere('open')).not.toContain(from);
        expect(await close(store, id)).toMatchObject({ kind: 'stale', charge: { state } });
      }
    });
  });

  describe('a charge whose customer cancelled', () => {
    test('cannot be said to be so before the prompt can be on the phone', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      const early = { at: LATER - 1 };
      expect((await close(store, chargeId, 'customer-cancelled', early)).kind).toBe('stale');
      expect((await close(store, chargeId, 'customer-cancelled')).kind).toBe('closed');
    });

    test('frees the phone at once, and any other reason does not', async () => {
      const store = await newStore();
      const first = await pending(store);
      await close(store, first, 'took-cash');
      const again = aCharge({ idempotencyKey: 'b' });
      expect((await store.charges.create(again, rule(LATER), undefined)).kind).toBe('prompt-open');
      const other = await pending(store, { idempotencyKey: 'c', msisdn: phone('0722000001') });
      await close(store, other, 'customer-cancelled');
      const retry = aCharge({ idempotencyKey: 'd', msisdn: phone('0722000001') });
      expect((await store.charges.create(retry, rule(LATER), undefined)).kind).toBe('created');
    });

    test('counts in the velocity limits all the same', async () => {
      const store = await newStore();
      await close(store, await pending(store), 'customer-cancelled');
      const limit = { of: 'phone', count: 1, withinMs: 10 * WINDOW } as const;
      const limited = { ...rule(LATER), velocityLimits: [limit] };
      const outcome = await store.charges.create(aCharge({ idempotencyKey: 'b' }), limited, undefined);
      expect(outcome.kind).toBe('limit-reached');
    });
  });

  describe('of a closed charge', () => {
    test('only money is told', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      await close(store, chargeId);
      const move = { chargeId, at: LATER, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'pending', to: 'unconfirmed', notice: 'unconfirmed' });
      const notices = async () =>
        (await store.outbox.due(LATER, 100, [])).flatMap(({ row }) => row.notice ?? []);
      expect(await notices()).toEqual([]);
      const set = { receipt: 'UKO0000001', paidAt: LATER };
      await store.charges.move({ ...move, from: 'unconfirmed', to: 'paid', set, notice: 'paid_late' });
      expect(await notices()).toEqual(['paid_late']);
    });
  });

  describe('a card', () => {
    const shown = { revision: 99, changesAt: undefined };

    test('goes once its notice is in its chat', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      const [card] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered(card!.row, 50, T0, shown);
      const set = { receipt: 'UKO0000001', paidAt: T0 };
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
      const [notice] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered(notice!.row, 51, T0);
      const [due] = await store.outbox.dueCards(T0, 10, []);
      expect(due).toMatchObject({ id: chargeId, message: { cardMessageId: 50, noticeMessageId: 51 } });
      await store.outbox.cardGone(due!);
      expect(await store.outbox.dueCards(T0, 10, [])).toEqual([]);
      expect((await store.chargeQueries.byId(chargeId))?.message?.noticeMessageId).toBe(51);
    });

    test('is not sent once its notice is in its chat', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'canceled', notice: 'canceled' });
      const [notice] = await store.outbox.due(T0, 10, []);
      expect(notice?.row.kind).toBe('notice');
      await store.outbox.delivered(notice!.row, 51, T0);
      expect(await store.outbox.due(T0, 10, [])).toEqual([]);
      expect(await store.outbox.nextDueAt()).toBeUndefined();
    });

    test('stays while its notice was told in another chat', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      const [card] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered(card!.row, 50, T0, shown);
      const set = { receipt: 'UKO0000001', paidAt: T0 };
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
      const [notice] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered({ ...notice!.row, chatId: 999 }, 51, T0);
      expect((await store.chargeQueries.byId(chargeId))?.message).toMatchObject({
        cardMessageId: 50,
        noticeMessageId: null,
      });
    });

    test('is due again when it changes by time alone, and at once when the charge moves', async () => {
      const store = await newStore();
      const chargeId = await pending(store);
      const [card] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered(card!.row, 50, T0, { ...shown, changesAt: LATER });
      expect(await store.outbox.dueCards(LATER - 1, 10, [])).toEqual([]);
      expect(await store.outbox.nextCardAt()).toBe(LATER);
      const [due] = await store.outbox.dueCards(LATER, 10, []);
      await store.outbox.cardShown(due!, LATER + 40_000);
      expect(await store.outbox.nextCardAt()).toBe(LATER + 40_000);
      const move = { chargeId, at: LATER, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'pending', to: 'unconfirmed' });
      expect(await store.outbox.nextCardAt()).toBe(0);
    });
  });
});
