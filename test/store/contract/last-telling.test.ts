import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, linkGroup, deliverAll } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const MINUTE = 60_000;
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const [ASHA, JUMA, CASHIER] = [7, 8, 10];
const GROUP = -5;
const GONE = 'Forbidden: the group chat was deleted';

async function owned(): Promise<Store> {
  const store = await newStore();
  await letIn(store, JUMA, 'Juma', 'owner', ASHA);
  await deliverAll(store);
  return store;
}

/** A charge that was asked for outside of any chat is paid. */
async function paid(store: Store): Promise<void> {
  const asked = { ...aCharge({ idempotencyKey: 'order:1' }), userId: null, message: null };
  await store.charges.create(asked, RULE, undefined);
  const move = { chargeId: 1, at: T0, actor: 'gateway', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  const set = { receipt: 'UKO0000001', paidAt: T0 };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
}

const due = async (store: Store, at = T0) =>
  (await store.outbox.due(at, 10, [])).map(({ row }) => row).filter(({ notice }) => notice !== null);

/** Every chat that it is tried in refuses it. Returns them. */
async function refuse(store: Store): Promise<readonly number[]> {
  const tried: number[] = [];
  for (let [row] = await due(store); row !== undefined; [row] = await due(store)) {
    tried.push(row.chatId);
    await store.outbox.undeliverable(row, GONE, T0);
  }
  return tried;
}

let updateId = 50_000;
async function heard(store: Store, userId: number, at = T0 + 2 * MINUTE): Promise<void> {
  updateId += 1;
  await store.inbox.receive([{ updateId, userId, chatId: userId, payload: {} }], at);
}

async function announce(store: Store, chatId: number, threadId: number | null = null): Promise<void> {
  if (chatId < 0) await linkGroup(store, chatId, ASHA);
  const place = { chatId, threadId, language: 'sw' } as const;
  await store.merchants.announce(1, place, ASHA, T0, await effectsOf(store, T0));
  await deliverAll(store);
}

onEveryEngine(() => {
  describe('a payment of a charge that no chat asked for is told, although', () => {
    test('the only chat in which it is announced is gone: each owner in turn, and then it is parked', async () => {
      const store = await owned();
      await announce(store, GROUP, 12);
      await paid(store);
      const [row] = await due(store);
      await store.outbox.undeliverable(row!, GONE, T0);
      expect(await due(store)).toMatchObject([
        { chatId: ASHA, kind: 'announcement', payload: { threadId: null, language: 'en' } },
      ]);
      expect(await refuse(store)).toEqual([ASHA, JUMA]);
      await heard(store, JUMA);
      expect(await due(store)).toMatchObject([{ chatId: JUMA, payload: { threadId: null } }]);
    });

    test('it was told in another chat: then one that is gone is given up', async () => {
      const store = await owned();
      await announce(store, GROUP);
      await announce(store, -6);
      await paid(store);
      const [first, second] = await due(store);
      await store.outbox.delivered(first!, 1, T0);
      await store.outbox.undeliverable(second!, GONE, T0);
      await heard(store, ASHA);
      expect(await due(store)).toEqual([]);
    });

    test('every owner has blocked the bot: it is parked until one is heard of', async () => {
      const store = await owned();
      await paid(store);
      // Asha’s is given up while Juma’s waits.
      expect((await refuse(store)).toSorted()).toEqual([ASHA, JUMA]);
      expect(await store.outbox.nextDueAt()).toBeUndefined();
      await heard(store, ASHA);
      expect(await due(store)).toMatchObject([{ chatId: ASHA }]);
    });

    test('what announced it ends before it is said', async () => {
      const store = await owned();
      await announce(store, GROUP);
      await paid(store);
      await store.merchants.unlink(1, GROUP, ASHA, T0, await effectsOf(store, T0));
      expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
    });

    test('the owner who was to hear it is put out: another does', async () => {
      const store = await owned();
      await announce(store, JUMA);
      await paid(store);
      const effects = await effectsOf(store, T0);
      await store.members.remove(1, JUMA, ASHA, T0, () => effects);
      expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
    });

    test('the shop has nobody: it is told to whoever is let in', async () => {
      const store = await newStore();
      await store.members.configureOwners([], T0);
      expect(await store.members.staff(1)).toEqual([]);
      await paid(store);
      expect(await due(store)).toEqual([]);
      await store.members.offerOwnership('first', T0, T0 + MINUTE);
      const effects = await effectsOf(store, T0);
      await store.members.redeem('first', { userId: 30, name: 'Wairimu' }, T0, () => effects);
      await heard(store, 30);
      expect(await due(store)).toMatchObject([{ chatId: 30, kind: 'announcement', notice: 'paid' }]);
    });
  });

  test('who was put out hears nothing that waits for them: neither of marks nor of payments that do not fit', async () => {
    const store = await owned();
    await letIn(store, CASHIER, 'Otieno', 'cashier', ASHA);
    await deliverAll(store);
    await store.charges.create(aCharge({ userId: CASHIER, chatId: CASHIER }), RULE, undefined);
    const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
    const word = { chargeId: 1, paid: true, userId: CASHIER, at: T0 };
    await store.charges.mark(word, await effectsOf(store, T0));
    expect((await due(store)).map(({ chatId }) => chatId).toSorted()).toEqual([ASHA, JUMA]);
    const effects = await effectsOf(store, T0);
    await store.members.remove(1, JUMA, ASHA, T0, () => effects);
    expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
  });
});
