import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { OutboxKind } from '../../../src/domain/messages.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { FreeAt } from '../../../src/store/port/outbox.ts';
import { FIRST_CARD_AFTER_MS } from '../../../src/domain/messages.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, linkGroup, phone, deliverAll } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const KEYS = keyring([newSecretKey()]);
/** The owners of the first merchant and of the second. */
const [ASHA, WANJIRU] = [7, 20];
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const messageTo = (chatId: number, kind: 'message' | 'edit' | 'delete' = 'message') =>
  ({ kind, chatId, payload: { text: `${kind} to ${chatId}` } }) as const;

/** Makes a store with two shops and an empty outbox. */
async function twoShops() {
  const store = await newStore();
  const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
  const second = await connectShop(
    store,
    KEYS,
    { name: 'Two', account },
    { userId: WANJIRU, name: 'Wanjiru' },
  );
  await deliverAll(store);
  return {
    store,
    second,
    chatsDue: async (limit: number, except: readonly number[] = [], freeAt?: FreeAt) =>
      (await store.outbox.due(T0, limit, except, freeAt)).map(({ row }) => row.chatId),
  };
}

/** Makes a charge of the first merchant in a given chat. */
async function charge(store: Store, chatId: number, cardMessageId?: number): Promise<number> {
  const msisdn = phone(`07220${String(chatId).padStart(5, '0')}`);
  const asked = { idempotencyKey: `c${chatId}`, msisdn, amountKes: 5 as AmountKes, chatId, cardMessageId };
  const outcome = await store.charges.create(aCharge(asked), RULE, await effectsOf(store, T0));
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge.id;
}

async function pay(store: Store, chargeId: number): Promise<void> {
  const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  const set = { transactionId: `T${chargeId}` };
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set });
  const paid = { receipt: `UKO000000${chargeId}`, paidAt: T0 };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set: paid, notice: 'paid' });
}

onEveryEngine(() => {
  describe('the order of sending', () => {
    test('is payments first, then other urgent messages, across all merchants, whatever was added first', async () => {
      const { store } = await twoShops();
      await store.outbox.add([messageTo(101, 'edit'), messageTo(WANJIRU), messageTo(103, 'delete')], T0);
      await charge(store, 104);
      const place = { chatId: -5, threadId: null, language: 'en' } as const;
      await store.merchants.announce(1, place, ASHA, T0, await effectsOf(store, T0));
      await pay(store, await charge(store, 105, 50));
      const due = await store.outbox.due(T0 + FIRST_CARD_AFTER_MS, 10, []);
      expect(due.map(({ row }): OutboxKind => row.kind)).toEqual([
        'notice',
        'announcement',
        'delete',
        'card',
        'message',
        'edit',
      ]);
    });

    test('is the same within a chat: a payment overtakes answers, which keep their order', async () => {
      const { store } = await twoShops();
      const chargeId = await charge(store, 100, 50);
      await store.outbox.add([messageTo(100), { ...messageTo(100), payload: 'two' }], T0);
      await pay(store, chargeId);
      const said = (await deliverAll(store)).map(({ kind, payload }) => [kind, payload]);
      expect(said).toEqual([
        ['notice', null],
        ['message', { text: 'message to 100' }],
        ['message', 'two'],
      ]);
    });

    test('is one message of each merchant in turn', async () => {
      const { store, second, chatsDue } = await twoShops();
      for (const n of up(40)) await linkGroup(store, -n, ASHA);
      for (const n of up(2)) await linkGroup(store, -100 - n, WANJIRU, T0, second);
      await store.outbox.add([...up(40).map((n) => messageTo(-n)), messageTo(-101), messageTo(-102)], T0);
      await store.outbox.add([messageTo(666)], T0);
      const whose = (chatId: number): number => (chatId < -100 ? 2 : chatId < 0 ? 1 : 0);
      expect(new Set((await chatsDue(3)).map(whose))).toEqual(new Set([0, 1, 2]));
    });

    test('skips a chat that must wait or is busy, without a delay of other chats', async () => {
      const { store, second, chatsDue } = await twoShops();
      for (const n of up(5)) await linkGroup(store, -n, ASHA);
      await linkGroup(store, -9, WANJIRU, T0, second);
      await store.outbox.add(
        [...up(5), 9].map((n) => messageTo(-n)),
        T0,
      );
      const freeAt: FreeAt = ({ chatId }) => (chatId > -9 ? T0 + 1 : T0);
      expect(await chatsDue(1, [], freeAt)).toEqual([-9]);
      expect(await chatsDue(9, [-1, -2, -9])).toEqual([-5, -4, -3]);
    });

    test('counts messages in the chats of a merchant’s people and groups as the merchant’s', async () => {
      const { store, second } = await twoShops();
      await linkGroup(store, -5, WANJIRU, T0, second);
      await store.outbox.add(
        [-5, ASHA, 666].map((chatId) => messageTo(chatId)),
        T0,
      );
      const tenants = new Map((await deliverAll(store)).map(({ chatId, tenant }) => [chatId, tenant]));
      expect(tenants).toEqual(
        new Map([
          [-5, second],
          [ASHA, 1],
          [666, 0],
        ]),
      );
    });
  });

  test('a search among many chats that must wait ends early, and says that it has not seen all', async () => {
    const { store, chatsDue } = await twoShops();
    await store.outbox.add(
      up(300).map((n) => messageTo(n)),
      T0,
    );
    expect(await chatsDue(30, [], () => T0 + 1)).toEqual([]);
    expect(await store.outbox.sawAll()).toBe(false);
    await deliverAll(store);
    expect(await chatsDue(30)).toEqual([]);
  });

  test('due cards are returned one of each chat, up to the limit, however many there are', async () => {
    const { store } = await twoShops();
    for (const n of up(60)) await charge(store, 100 + n, n);
    const move = { at: T0, actor: 'tillbot', detail: {}, from: 'created', to: 'canceled' } as const;
    for (const chargeId of up(60)) await store.charges.move({ ...move, chargeId });
    const due = await store.outbox.dueCards(T0, 20, [101]);
    expect(due).toHaveLength(20);
    expect(new Set(due.map(({ message }) => message?.chatId)).size).toBe(20);
    expect(due.map(({ message }) => message?.chatId)).not.toContain(101);
  });

  describe('updates are handled in turns', () => {
    test('one of each merchant', async () => {
      const { store, second } = await twoShops();
      for (const n of up(60)) await linkGroup(store, -n, ASHA);
      await linkGroup(store, -100, WANJIRU, T0, second);
      const others = (await store.inbox.due(T0, 100, [])).map(({ chatId }) => chatId);
      const noise = up(300).map((n) => ({
        updateId: 5_000 + n,
        chatId: -(n % 60) - 1,
        userId: ASHA,
        payload: {},
      }));
      await store.inbox.receive(noise, T0);
      await store.inbox.receive([{ updateId: 6_000, chatId: -100, userId: ASHA, payload: {} }], T0);
      const due = await store.inbox.due(T0, 2, others);
      expect(due.map(({ tenant }) => tenant).toSorted()).toEqual([1, second]);
    });

    test('and a merchant at its limit does not delay the others', async () => {
      const { store, second } = await twoShops();
      for (const n of up(9))
        await linkGroup(store, -n, n % 2 === 0 ? ASHA : WANJIRU, T0, n % 2 === 0 ? 1 : second);
      const others = (await store.inbox.due(T0, 100, [])).map(({ chatId }) => chatId);
      const updates = up(9).map((n) => ({ updateId: 5_000 + n, chatId: -n, userId: ASHA, payload: {} }));
      await store.inbox.receive(updates, T0);
      const due = await store.inbox.due(T0, 9, others, (tenant) => tenant !== 1);
      expect(due.map(({ tenant }) => tenant)).toEqual(up(5).map(() => second));
    });
  });
});
