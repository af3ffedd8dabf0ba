import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, linkGroup } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';
import {
  ACCOUNT,
  ASHA,
  GROUP,
  JUMA,
  KEYS,
  OTIENO,
  T0,
  YEAR,
  allDue,
  announce,
  answer,
  letIn,
  newsIn,
  openRef,
  refOf,
  remove,
  shopWithOwners,
} from './shop-groups.ts';

/** Makes a paid charge, with its notice and its announcements. */
async function paid(store: Store, over: Parameters<typeof aCharge>[0]): Promise<void> {
  const rule = {
    at: T0,
    steadyAt: T0,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  await store.charges.create(aCharge(over), rule, await effectsOf(store, T0));
  const move = { chargeId: 1, at: T0, actor: 'gateway', detail: {}, cardDueAt: T0 } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  await store.charges.move({
    ...move,
    from: 'pending',
    to: 'paid',
    set: { receipt: 'UKO4H7XK2P', paidAt: T0 },
    notice: 'paid',
  });
}

onEveryEngine(() => {
  describe('the links and announcements of somebody who leaves the shop', () => {
    test('end at once, and every remaining owner is asked whether to keep them', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await announce(store, GROUP, JUMA, 12);
      await announce(store, JUMA, JUMA);
      await linkGroup(store, -6, OTIENO);
      await remove(store, JUMA);
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
      expect(await store.merchants.announcedChats(1)).toEqual([]);
      expect(await store.merchants.ofChat(-6)).toBe(1);
      const ended = { kind: 'chat-ended', person: 'P8', title: null, isLinked: true, isAnnounced: true };
      expect(await newsIn(store)).toEqual(
        [ASHA, OTIENO].map((userId) => [userId, { ...ended, ref: expect.any(String) }]),
      );
    });

    test('are kept unchanged by the first owner who says so, however late', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await announce(store, GROUP, JUMA, 12);
      await remove(store, JUMA);
      const ref = await openRef(store);
      expect(await answer(store, ref, true, JUMA)).toBe('not-yours');
      expect(await answer(store, ref, true, OTIENO, T0 + YEAR)).toBe('kept');
      expect(await answer(store, ref, false, ASHA, T0 + YEAR)).toBe('settled');
      expect(await store.merchants.linkedChats(1)).toMatchObject([{ chatId: GROUP, linkedBy: OTIENO }]);
      expect(await store.merchants.announcedChats(1)).toEqual([GROUP]);
      // They are Otieno's now, and end when he leaves.
      await remove(store, OTIENO);
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    });

    test('stay ended if an owner says so, or if another shop has linked the group since', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      const second = await connectShop(
        store,
        KEYS,
        { name: 'Two', account: ACCOUNT },
        { userId: 20, name: 'W' },
      );
      for (const chatId of [GROUP, -6]) await linkGroup(store, chatId, JUMA);
      await remove(store, JUMA);
      const [first, other] = await store.merchants.openQuestions(1);
      await linkGroup(store, first!.chatId, 20, T0, second);
      expect(await answer(store, first!.ref, true, ASHA)).toBe('anothers');
      expect(await store.merchants.ofChat(first!.chatId)).toBe(second);
      expect(await answer(store, other!.ref, false, ASHA)).toBe('ended');
      expect(await answer(store, other!.ref, true, ASHA)).toBe('settled');
      expect(await store.merchants.ofChat(other!.chatId)).toBeUndefined();
    });

    test('do not include those of other people: nothing ends with a cashier who made none', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await letIn(store, 30, 'cashier');
      await linkGroup(store, GROUP, ASHA);
      await remove(store, 30);
      expect(await store.merchants.ofChat(GROUP)).toBe(1);
      expect(await store.merchants.openQuestions(1)).toEqual([]);
    });

    test('end if the settings no longer name that person, and the new owner is asked', async () => {
      const store = await newStore();
      await store.members.configureOwners([ASHA], 0);
      await linkGroup(store, GROUP, ASHA);
      await store.members.configureOwners([JUMA], T0);
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
      const [[told, news] = []] = await newsIn(store);
      expect(told).toBe(JUMA);
      expect(await answer(store, refOf(news), true, JUMA)).toBe('kept');
    });

    test('end apart from each other: if somebody else made the link, only the announcement ends, and can be kept', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, OTIENO);
      await announce(store, GROUP, JUMA);
      await remove(store, JUMA);
      expect(await store.merchants.ofChat(GROUP)).toBe(1);
      expect(await store.merchants.announcedChats(1)).toEqual([]);
      expect((await newsIn(store))[0]?.[1]).toMatchObject({ isLinked: false, isAnnounced: true });
      expect(await answer(store, await openRef(store), true, ASHA)).toBe('kept');
      expect(await store.merchants.announcedChats(1)).toEqual([GROUP]);
      expect(await store.merchants.linkedChats(1)).toMatchObject([{ linkedBy: OTIENO }]);
    });

    test('get no waiting messages: announcements are dropped, and notices go to somebody who works there', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await announce(store, -6, JUMA);
      await announce(store, JUMA, JUMA);
      const asked = { chatId: GROUP, chatKind: 'group', userId: ASHA } as const;
      await paid(store, asked);
      const before = (await store.outbox.due(T0, 100, [])).map(({ row }) => row.chatId);
      expect(before.toSorted()).toEqual([GROUP, -6, JUMA].toSorted());
      await remove(store, JUMA);
      const after = (await allDue(store)).filter(({ row }) => row.kind !== 'message');
      expect(after.map(({ row }) => [row.chatId, row.kind])).toEqual([[ASHA, 'notice']]);
      expect((await store.chargeQueries.byId(1))?.message?.cardDueAt).toBeNull();
    });
  });
});
