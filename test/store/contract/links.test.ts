import { describe, expect, test } from 'vitest';
import type { LinkRequest } from '../../../src/domain/merchant-chats.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { effectsOf, linkGroup } from '../../support/store.ts';
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
  announce,
  answer,
  newsIn,
  openRef,
  remove,
  shopWithOwners,
} from './shop-groups.ts';

const request = {
  merchantId: 1,
  chatId: GROUP,
  userId: ASHA,
  title: 'G',
  threadId: null,
  language: 'en',
} as const;
const asked = async (store: Store, over: Partial<LinkRequest> = {}) => {
  const effects = await effectsOf(store, T0);
  return await store.merchants.requestLink({ ...request, commandMessageId: 1, ...over }, () => effects);
};
const due = async (store: Store): Promise<LinkRequest> =>
  (await store.merchants.dueLinkRequests(T0, 10, []))[0]!;

onEveryEngine(() => {
  describe('a request to link a group', () => {
    const link = (store: Store, of: LinkRequest) => store.merchants.link(of, T0, T0, () => []);

    test('links nothing until Telegram confirms that the person is an administrator, and then links once', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, T0);
      for (let times = 0; times < 2; times += 1)
        await store.merchants.requestLink({ ...request, commandMessageId: 1 }, () => effects);
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
      const found = await due(store);
      expect(await link(store, found)).toBe('linked');
      expect(await link(store, found)).toBeUndefined();
      expect(await store.merchants.dueLinkRequests(T0, 10, [])).toEqual([]);
      expect(await store.merchants.linkedChats(1)).toMatchObject([
        { chatId: GROUP, linkedBy: ASHA, title: 'G', linkerIsAdmin: true },
      ]);
      expect(await asked(store)).toBe('already');
    });

    test('is decided by the state after Telegram has answered', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      const second = await connectShop(
        store,
        KEYS,
        { name: 'Two', account: ACCOUNT },
        { userId: 20, name: 'W' },
      );
      await asked(store, { userId: JUMA });
      const ofJuma = await due(store);
      await remove(store, JUMA);
      expect(await link(store, ofJuma)).toBe('not-yours');
      await asked(store, { userId: OTIENO });
      const ofOtieno = await due(store);
      await linkGroup(store, GROUP, 20, T0, second);
      expect(await link(store, ofOtieno)).toBe('anothers');
      expect(await store.merchants.ofChat(GROUP)).toBe(second);
      expect(await asked(store)).toBe('anothers');
      expect(await asked(store, { userId: 666, chatId: -7 })).toBe('not-yours');
    });

    test('replaces an earlier request that still waits', async () => {
      const store = await newStore();
      await asked(store, { commandWord: '/link' });
      const first = await due(store);
      expect(first.commandWord).toBe('/link');
      await asked(store, { commandMessageId: 2 });
      await store.merchants.refuseLink(first, [], T0);
      expect(await due(store)).toMatchObject({ commandMessageId: 2, commandWord: null });
    });

    test('moves with its group', async () => {
      const store = await newStore();
      await asked(store, { commandWord: '/link' });
      const found = await due(store);
      await store.outbox.chatMoved(GROUP, -1005, T0);
      expect(await due(store)).toMatchObject({ chatId: -1005, commandWord: null });
      // Telegram's answer was about the old group: it is asked again.
      expect(await link(store, found)).toBeUndefined();
    });
  });

  describe('the check of who linked a group', () => {
    const checked = async (store: Store, isAdmin: boolean | undefined, title?: string) => {
      const [chat] = await store.merchants.linkedChats(1);
      await store.merchants.checked(chat!, { isAdmin, title }, T0 + 1, T0);
    };

    test('asks every owner once about somebody who is no longer an administrator; the group stays linked meanwhile', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await checked(store, true, 'Mama Duka');
      await checked(store, undefined);
      expect(await newsIn(store)).toEqual([]);
      await checked(store, false);
      await checked(store, false);
      const said = await newsIn(store);
      expect(said.map(([userId]) => userId)).toEqual([ASHA, JUMA, OTIENO]);
      expect(said[0]?.[1]).toMatchObject({ kind: 'no-admin', title: 'Mama Duka', person: 'P8' });
      expect(await store.merchants.ofChat(GROUP)).toBe(1);
      expect(await answer(store, await openRef(store), true, OTIENO)).toBe('kept');
      expect(await store.merchants.linkedChats(1)).toMatchObject([
        { linkedBy: OTIENO, linkerIsAdmin: false },
      ]);
      // Otieno kept the link although he is no administrator: nobody is asked about that.
      await checked(store, false);
      expect(await newsIn(store)).toEqual([]);
      await checked(store, true);
      await checked(store, false);
      expect(await store.merchants.openQuestions(1)).toHaveLength(1);
    });

    test('asks a question that an unlink or a link by somebody else settles; an answer to it then ends nothing', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await checked(store, false);
      const ref = await openRef(store);
      const effects = await effectsOf(store, T0);
      await store.merchants.unlink(1, GROUP, ASHA, T0, effects);
      expect(await answer(store, ref, false, ASHA)).toBe('settled');
      await linkGroup(store, GROUP, ASHA);
      expect(await answer(store, ref, false, ASHA)).toBe('settled');
      expect(await store.merchants.ofChat(GROUP)).toBe(1);
      await checked(store, false);
      expect(await answer(store, await openRef(store), false, OTIENO)).toBe('ended');
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    });

    test('is repeated if the person left the group while Telegram was asked', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA, 500);
      const [chat] = await store.merchants.dueChecks({ now: T0, farthest: T0 * 2 }, 10, []);
      await store.merchants.memberChanged(GROUP, ASHA, T0, await effectsOf(store, T0));
      await store.merchants.checked(chat!, { isAdmin: true, title: undefined }, T0 + 100, T0);
      expect(await store.merchants.dueChecks({ now: T0, farthest: T0 * 2 }, 10, [])).toHaveLength(1);
      expect(await store.merchants.memberChanged(GROUP, 666, T0, await effectsOf(store, T0))).toBe(false);
    });

    test('is due even if a wrong clock has put it off for years', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA, T0 + YEAR);
      expect(await store.merchants.dueChecks({ now: T0, farthest: T0 + 1_000 }, 10, [])).toHaveLength(1);
      expect(await store.merchants.dueChecks({ now: T0, farthest: T0 + YEAR }, 10, [])).toEqual([]);
    });
  });

  describe('whether the bot may delete messages in a group', () => {
    const set = async (store: Store, mayDelete: boolean) =>
      await store.merchants.botMayDeleteNow(GROUP, mayDelete, await effectsOf(store, T0));
    const check = async (store: Store, over: object, botMayDelete?: boolean) => {
      const [chat] = await store.merchants.linkedChats(1);
      const said = { isAdmin: true, title: undefined, botMayDelete };
      await store.merchants.checked({ ...chat!, ...over }, said, T0 + 1, T0);
    };

    test('is known for a linked group only, from an update, the link or a check', async () => {
      const store = await newStore();
      await set(store, true);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(false);
      await asked(store);
      await store.merchants.link(await due(store), T0 + 1, T0, () => [], true);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(true);
      await set(store, false);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(false);
      await check(store, {}, true);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(true);
      await check(store, {}, undefined);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(true);
      // An update told the opposite while Telegram was asked.
      await check(store, { botMayDelete: false }, false);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(true);
    });

    test('counts once for an update, and is asked again in the supergroup that the group becomes', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA, T0 + 500);
      const effects = await effectsOf(store, T0);
      await store.merchants.botMayDeleteNow(GROUP, true, effects);
      await set(store, false);
      await store.merchants.botMayDeleteNow(GROUP, true, effects);
      expect(await store.merchants.botMayDelete(GROUP)).toBe(false);
      await set(store, true);
      await store.outbox.chatMoved(GROUP, -1005, T0);
      expect(await store.merchants.botMayDelete(-1005)).toBe(false);
      expect(await store.merchants.dueChecks({ now: T0, farthest: T0 * 2 }, 10, [])).toHaveLength(1);
    });
  });

  describe('the link of a group that became a supergroup', () => {
    test('moves with it, and replaces the link of another shop there, which is told', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      const second = await connectShop(
        store,
        KEYS,
        { name: 'Two', account: ACCOUNT },
        { userId: 20, name: 'W' },
      );
      await linkGroup(store, GROUP, ASHA);
      await linkGroup(store, -1005, 20, T0, second);
      const place = { chatId: -1005, threadId: null, language: 'en' } as const;
      await store.merchants.announce(second, place, 20, T0, await effectsOf(store, T0));
      await announce(store, GROUP, ASHA);
      for (let times = 0; times < 2; times += 1) await store.outbox.chatMoved(GROUP, -1005, T0);
      expect(await store.merchants.ofChat(-1005)).toBe(1);
      expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
      expect(await store.merchants.announcedChats(second)).toEqual([]);
      expect(await store.merchants.announcedChats(1)).toEqual([-1005]);
      expect((await newsIn(store)).filter(([userId]) => userId === 20)).toEqual([
        [20, { kind: 'chat-lost', title: null }],
      ]);
    });

    test('is the earlier one if the same shop has linked both', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await linkGroup(store, -1005, OTIENO);
      await store.outbox.chatMoved(GROUP, -1005, T0);
      expect(await store.merchants.linkedChats(1)).toMatchObject([{ chatId: -1005, linkedBy: JUMA }]);
      expect(await newsIn(store)).toEqual([]);
    });

    test('keeps the questions about it', async () => {
      const store = await newStore();
      await shopWithOwners(store);
      await linkGroup(store, GROUP, JUMA);
      await remove(store, JUMA);
      await store.outbox.chatMoved(GROUP, -1005, T0);
      expect(await answer(store, await openRef(store), true, ASHA)).toBe('kept');
      expect(await store.merchants.ofChat(-1005)).toBe(1);
    });
  });
});
