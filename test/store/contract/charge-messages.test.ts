import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { ChargeState } from '../../../src/domain/charge-states.ts';
import { FIRST_CARD_AFTER_MS } from '../../../src/domain/messages.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const rule = { at: T0, steadyAt: T0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };

async function create(
  store: Store,
  idempotencyKey: string,
  over: Parameters<typeof aCharge>[0] = {},
): Promise<number> {
  const outcome = await store.charges.create(aCharge({ idempotencyKey, ...over }), rule, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge.id;
}

async function pay(store: Store, chargeId: number, paidAt: number): Promise<void> {
  const move = (from: ChargeState, to: ChargeState, over = {}) =>
    store.charges.move({ chargeId, from, to, at: paidAt, actor: 'tillbot', detail: {}, ...over });
  await move('created', 'pushing');
  await move('pushing', 'pending', { set: { transactionId: `T${chargeId}` } });
  const receipt = `UKO4H7XK${String(chargeId).padStart(3, '0')}`;
  await move('pending', 'paid', { set: { receipt, paidAt }, notice: 'paid' });
}

/** Sends everything, and returns the kinds with the ids of the messages. */
async function sendAll(store: Store): Promise<(readonly [kind: string, messageId: number])[]> {
  const sent: (readonly [string, number])[] = [];
  for (;;) {
    const due = await store.outbox.due(T0 + FIRST_CARD_AFTER_MS, 100, []);
    if (due.length === 0) return sent;
    for (const { row, charge } of due) {
      const messageId = 1_000 + row.id;
      const shown = charge?.message == null ? undefined : { ...charge.message, changesAt: undefined };
      await store.outbox.delivered(row, messageId, T0, shown);
      sent.push([row.kind, messageId]);
    }
  }
}

onEveryEngine(() => {
  describe('the charge that a message is about', () => {
    test('is found by its card and its notice, in their chat only', async () => {
      const store = await newStore();
      const id = await create(store, 'one');
      const card = await sendAll(store);
      await pay(store, id, T0);
      const sent = [...card, ...(await sendAll(store))];
      expect(sent.map(([kind]) => kind)).toEqual(['card', 'notice']);
      for (const [, messageId] of sent) {
        expect((await store.chargeQueries.byMessage(100, messageId))?.id).toBe(id);
        expect(await store.chargeQueries.byMessage(101, messageId)).toBeUndefined();
      }
      expect(await store.chargeQueries.byMessage(100, 999_999)).toBeUndefined();
    });

    test('is found by a question that became the card', async () => {
      const store = await newStore();
      const id = await create(store, 'one', { cardMessageId: 77 });
      await create(store, 'two', { msisdn: phone('0722000001') });
      expect((await store.chargeQueries.byMessage(100, 77))?.id).toBe(id);
    });

    test('is found by a message that names it', async () => {
      const store = await newStore();
      const id = await create(store, 'one');
      await sendAll(store);
      await store.outbox.add([{ kind: 'message', chatId: 100, payload: {}, chargeId: id }], T0);
      const [sent] = await sendAll(store);
      expect(sent![0]).toBe('message');
      expect((await store.chargeQueries.byMessage(100, sent![1]))?.id).toBe(id);
      expect(await store.chargeQueries.byMessage(101, sent![1])).toBeUndefined();
    });

    test('is not found by a message that is about no charge', async () => {
      const store = await newStore();
      await store.outbox.add([{ kind: 'message', chatId: 100, payload: {} }], T0);
      const [sent] = await sendAll(store);
      expect(await store.chargeQueries.byMessage(100, sent![1])).toBeUndefined();
    });

    test('is not found by the id of a message of a former bot, whose notice still counts as sent', async () => {
      const store = await newStore();
      const times = { at: T0, steadyAt: T0 };
      const tell = () => ({ kind: 'message', chatId: 7, payload: {} }) as const;
      await store.bots.speakAs(1, times, tell);
      const id = await create(store, 'one');
      await pay(store, id, T0);
      const sent = await sendAll(store);
      await store.bots.speakAs(2, times, tell);
      for (const [, messageId] of sent)
        expect(await store.chargeQueries.byMessage(100, messageId)).toBeUndefined();
      expect((await sendAll(store)).map(([kind]) => kind)).toEqual(['message']);
    });
  });

  describe('the usual amounts of a shop', () => {
    test('are the most frequent of its paid charges, and of equally frequent ones the last', async () => {
      const store = await newStore();
      const amounts = [50, 100, 100, 300, 300, 50, 100, 20, 30, 700];
      for (const [n, amount] of amounts.entries()) {
        const id = await create(store, `${n}`, { amountKes: amount as AmountKes });
        // The last one is not paid.
        if (amount !== 700) await pay(store, id, T0 + n);
      }
      expect(await store.chargeQueries.usualAmounts(1, 4)).toEqual([100, 50, 300, 30]);
      expect(await store.chargeQueries.usualAmounts(1, 2)).toEqual([100, 50]);
      expect(await store.chargeQueries.usualAmounts(2, 4)).toEqual([]);
    });

    test(
      'are learned from the last two hundred, so that a shop’s new prices are offered soon',
      { tags: 'slow' },
      async () => {
        const store = await newStore();
        for (let n = 0; n < 205; n += 1) {
          const id = await create(store, `${n}`, { amountKes: (n < 6 ? 999 : n + 1_000) as AmountKes });
          await pay(store, id, T0 + n);
        }
        // One of the former price is left among them, and it is the oldest.
        expect(await store.chargeQueries.usualAmounts(1, 300)).toHaveLength(200);
        expect((await store.chargeQueries.usualAmounts(1, 300)).at(-1)).toBe(999);
      },
    );
  });
});
