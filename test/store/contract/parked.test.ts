import { describe, expect, test } from 'vitest';
import type { Role } from '../../../src/domain/roles.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, linkGroup } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const MINUTE = 60_000;
const [ASHA, JUMA, OTIENO, MANAGER, STRANGER] = [7, 8, 9, 10, 666];
const GROUP = -5;
const KEYS = keyring([newSecretKey()]);
const ACCOUNT = { apiKey: 'k', username: 'u', email: 'e@x.example' };
const BLOCKED = 'Forbidden: bot was blocked by the user';

/** Makes a shop with two owners, a manager and a cashier, and a paid charge of the cashier whose notice reaches nobody. */
async function rig({ chatId = OTIENO, parkedAt = T0 }: { chatId?: number; parkedAt?: number } = {}) {
  const store = await newStore();
  const add = (userId: number, role: Role) => letIn(store, userId, `${userId}`, role, ASHA);
  await add(JUMA, 'owner');
  await add(OTIENO, 'cashier');
  await add(MANAGER, 'manager');
  await linkGroup(store, GROUP, ASHA);

  const chatKind = chatId < 0 ? 'group' : 'private';
  const asked = aCharge({ chatId, chatKind, userId: OTIENO });
  const rule = {
    at: T0,
    steadyAt: T0,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  await store.charges.create(asked, rule, await effectsOf(store, T0));
  const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  const set = { receipt: 'UKO0000001', paidAt: T0 };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });

  const due = async (at = T0) =>
    (await store.outbox.due(at, 10, [])).filter(({ row }) => row.kind === 'notice').map(({ row }) => row);
  /** Lets every attempt to send fail for good. Returns the chats of the attempts. */
  const refuse = async (at: number): Promise<number[]> => {
    const tried: number[] = [];
    for (let [row] = await due(); row !== undefined; [row] = await due()) {
      tried.push(row.chatId);
      await store.outbox.elsewhere(row, BLOCKED, at);
    }
    return tried;
  };
  let updateId = 1_000;
  return {
    store,
    add,
    due,
    refuse,
    tried: await refuse(parkedAt),
    async writes(userId: number, at = T0 + 1, over: { chatId?: number; isFarewell?: boolean } = {}) {
      updateId += 1;
      await store.inbox.receive([{ updateId, userId, chatId: userId, payload: {}, ...over }], at);
    },
  };
}

onEveryEngine(() => {
  describe('a notice that reaches nobody', () => {
    test('is parked with the reason once everybody was tried, until one of them writes', async () => {
      const { tried, due, store, writes } = await rig();
      expect(tried).toEqual([OTIENO, ASHA, JUMA]);
      expect(await due()).toEqual([]);
      expect(await store.outbox.nextDueAt(0)).toBeUndefined();
      await writes(ASHA);
      expect(await due()).toMatchObject([{ failure: BLOCKED, attempts: 0, settledAt: null }]);
    });

    test.each([
      ['the owner who writes, in private', JUMA, {}, JUMA],
      ['the cashier who charged', OTIENO, {}, OTIENO],
      ['a manager, who sees the whole shop', MANAGER, {}, MANAGER],
      ['an owner who presses a button in some group', ASHA, { chatId: -99 }, ASHA],
    ])('goes to %s', async (_who, userId, over, chatId) => {
      const { writes, due } = await rig({ parkedAt: T0 - 2 * MINUTE });
      await writes(userId, T0, over);
      expect((await due()).map((row) => row.chatId)).toEqual([chatId]);
    });

    test('goes to the group that asked as soon as anybody of the shop writes there', async () => {
      const { writes, due, tried } = await rig({ chatId: GROUP });
      expect(tried).toEqual([GROUP, OTIENO, ASHA, JUMA]);
      await writes(MANAGER, T0 + 1, { chatId: GROUP });
      expect((await due()).map((row) => row.chatId)).toEqual([GROUP]);
    });

    test('does not go to another cashier, who only makes it due again for those who may see it', async () => {
      const { add, writes, due, refuse } = await rig({ parkedAt: T0 - 2 * MINUTE });
      await add(11, 'cashier');
      await writes(11, T0);
      expect((await due()).map((row) => row.chatId)).toEqual([OTIENO]);
      expect(await refuse(T0)).toEqual([OTIENO, ASHA, JUMA]);
      // It does not become due each time: the cashier's messages say nothing about the others.
      for (const second of [1, 2, 3]) await writes(11, T0 + second * 1_000);
      expect(await due()).toEqual([]);
      await writes(11, T0 + MINUTE);
      expect(await due()).toHaveLength(1);
    });

    test('starts with the person who wrote, and is parked again if that fails', async () => {
      const { writes, refuse, due } = await rig();
      await writes(ASHA);
      expect(await refuse(T0 + 5)).toEqual([ASHA, JUMA]);
      expect(await due()).toEqual([]);
      await writes(JUMA);
      expect(await refuse(T0 + 6)).toEqual([JUMA]);
    });

    test('stays parked if a stranger, a person of another shop or a removed person writes, or if somebody blocks the bot', async () => {
      const { writes, due, store } = await rig({ parkedAt: T0 - 2 * MINUTE });
      await connectShop(store, KEYS, { name: 'Two', account: ACCOUNT }, { userId: 20, name: 'W' });
      const react = await effectsOf(store, T0);
      await store.members.remove(1, OTIENO, ASHA, T0, () => react);
      for (const userId of [STRANGER, 20, OTIENO]) await writes(userId, T0);
      await writes(ASHA, T0, { isFarewell: true });
      expect(await due()).toEqual([]);
      await writes(ASHA, T0);
      expect((await due()).map((row) => row.chatId)).toEqual([ASHA]);
    });

    test('becomes due even if the clock was set back since', async () => {
      const { writes, due } = await rig({ parkedAt: T0 + 24 * 60 * MINUTE });
      await writes(ASHA, T0, { chatId: -99 });
      expect(await due()).toHaveLength(1);
    });

    test('is not pruned, and is delivered once', async () => {
      const { store, writes, due } = await rig();
      await store.inbox.prune(T0 + 365 * 24 * 60 * MINUTE);
      await writes(ASHA);
      const [row] = await due();
      await store.outbox.delivered(row!, 77, T0 + 2);
      await writes(ASHA, T0 + 3);
      expect(await due()).toEqual([]);
    });

    test('of a shop without people is parked at once, and goes to the next person who joins', async () => {
      const store = await newStore();
      const asked = aCharge();
      const rule = {
        at: T0,
        steadyAt: T0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(asked, rule, await effectsOf(store, T0));
      const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      await store.members.configureOwners([], T0);
      expect(await store.members.staff(1)).toEqual([]);
      await store.charges.move({ ...move, from: 'pushing', to: 'unknown', notice: 'unknown' });
      const due = async () => (await store.outbox.due(T0, 10, [])).filter(({ row }) => row.kind === 'notice');
      expect(await due()).toEqual([]);
      await store.members.offerOwnership('first', T0, T0 + MINUTE);
      const effects = await effectsOf(store, T0);
      await store.members.redeemInvite('first', { userId: 30, name: 'Wairimu' }, T0, () => effects);
      await store.inbox.receive([{ updateId: 1_001, userId: 30, chatId: 30, payload: {} }], T0 + 1);
      expect((await due()).map(({ row }) => row.chatId)).toEqual([30]);
    });
  });

  test('an announcement that cannot arrive is given up, and the notice of the payment stays due', async () => {
    const store = await newStore();
    const place = { chatId: -6, threadId: null, language: 'en' } as const;
    await store.merchants.announce(1, place, ASHA, T0, await effectsOf(store, T0));
    const rule = {
      at: T0,
      steadyAt: T0,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    await store.charges.create(aCharge(), rule, await effectsOf(store, T0));
    const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
    const set = { receipt: 'UKO0000001', paidAt: T0 };
    await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
    const announced = (await store.outbox.due(T0, 10, [])).find(({ row }) => row.kind === 'announcement');
    await store.outbox.undeliverable(announced!.row, BLOCKED, T0);
    await store.inbox.receive([{ updateId: 1_001, userId: ASHA, chatId: -6, payload: {} }], T0 + 2 * MINUTE);
    const waiting = (await store.outbox.due(T0 + 2 * MINUTE, 10, [])).map(({ row }) => [
      row.kind,
      row.chatId,
    ]);
    expect(waiting).toEqual([['notice', 100]]);
  });
});
