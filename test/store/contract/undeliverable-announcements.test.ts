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

/** Makes a paid charge outside of any chat. */
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

/** Lets every attempt to send fail for good. Returns the chats of the attempts. */
async function refuse(store: Store): Promise<readonly number[]> {
  const tried: number[] = [];
  for (let [row] = await due(store); row !== undefined; [row] = await due(store)) {
    tried.push(row.chatId);
    await store.outbox.undeliverable(row, GONE, T0);
  }
  return tried;
}

let updateId = 50_000;
async function writes(store: Store, userId: number, at = T0 + 2 * MINUTE): Promise<void> {
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
  describe('a payment of a charge outside of any chat', () => {
    test('goes to one owner after the other if the only chat of its announcement is gone, and then is parked', async () => {
      const store = await owned();
      await announce(store, GROUP, 12);
      await paid(store);
      const [row] = await due(store);
      await store.outbox.undeliverable(row!, GONE, T0);
      expect(await due(store)).toMatchObject([
        { chatId: ASHA, kind: 'announcement', payload: { threadId: null, language: 'en' } },
      ]);
      expect(await refuse(store)).toEqual([ASHA, JUMA]);
      await writes(store, JUMA);
      expect(await due(store)).toMatchObject([{ chatId: JUMA, payload: { threadId: null } }]);
    });

    test('is not announced again for a chat that is gone if another chat got it', async () => {
      const store = await owned();
      await announce(store, GROUP);
      await announce(store, -6);
      await paid(store);
      const [first, second] = await due(store);
      await store.outbox.delivered(first!, 1, T0);
      await store.outbox.undeliverable(second!, GONE, T0);
      await writes(store, ASHA);
      expect(await due(store)).toEqual([]);
    });

    test('is parked if every owner has blocked the bot, until one of them writes', async () => {
      const store = await owned();
      await paid(store);
      // Asha's announcement is given up while Juma's waits.
      expect((await refuse(store)).toSorted()).toEqual([ASHA, JUMA]);
      expect(await store.outbox.nextDueAt()).toBeUndefined();
      await writes(store, ASHA);
      expect(await due(store)).toMatchObject([{ chatId: ASHA }]);
    });

    test('goes to an owner if the announcements of its chat end before it is sent', async () => {
      const store = await owned();
      await announce(store, GROUP);
      await paid(store);
      await store.merchants.unlink(1, GROUP, ASHA, T0, await effectsOf(store, T0));
      expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
    });

    test('goes to another owner if the one who was to get it is removed', async () => {
      const store = await owned();
      await announce(store, JUMA);
      await paid(store);
      const effects = await effectsOf(store, T0);
      await store.members.remove(1, JUMA, ASHA, T0, () => effects);
      expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
    });

    test('goes to the next person who joins if the shop has nobody', async () => {
      const store = await newStore();
      await store.members.configureOwners([], T0);
      expect(await store.members.staff(1)).toEqual([]);
      await paid(store);
      expect(await due(store)).toEqual([]);
      await store.members.offerOwnership('first', T0, T0 + MINUTE);
      const effects = await effectsOf(store, T0);
      await store.members.redeemInvite('first', { userId: 30, name: 'Wairimu' }, T0, () => effects);
      await writes(store, 30);
      expect(await due(store)).toMatchObject([{ chatId: 30, kind: 'announcement', notice: 'paid' }]);
    });
  });

  test('somebody who was removed does not get a waiting notice of a mark', async () => {
    const store = await owned();
    await letIn(store, CASHIER, 'Otieno', 'cashier', ASHA);
    await deliverAll(store);
    await store.charges.create(aCharge({ userId: CASHIER, chatId: CASHIER }), RULE, undefined);
    const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
    const mark = { chargeId: 1, paid: true, userId: CASHIER, at: T0 };
    await store.charges.mark(mark, await effectsOf(store, T0));
    expect((await due(store)).map(({ chatId }) => chatId).toSorted()).toEqual([ASHA, JUMA]);
    const effects = await effectsOf(store, T0);
    await store.members.remove(1, JUMA, ASHA, T0, () => effects);
    expect((await due(store)).map(({ chatId }) => chatId)).toEqual([ASHA]);
  });
});
