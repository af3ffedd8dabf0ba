import { describe, expect, test } from 'vitest';
import type { ReceivedUpdate, SayTooMuch } from '../../../src/store/port/inbox.ts';
import { effectsOf, letIn, deliverAll } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
/** The most updates of one person that are received in a minute. */
const OF_A_PERSON = 30;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const sayTooMuch: SayTooMuch = ({ chatId }, language) => ({
  kind: 'message',
  chatId,
  payload: { text: `too much ${language ?? 'unknown'}` },
});
const bounds = { steadyAt: T0, sayTooMuch };
const from = (userId: number, updateId: number, over: Partial<ReceivedUpdate> = {}): ReceivedUpdate => ({
  updateId,
  chatId: userId,
  userId,
  isAddressed: true,
  payload: {},
  ...over,
});

async function rig() {
  const store = await newStore();
  const said = async () => (await deliverAll(store)).map(({ chatId, payload }) => [chatId, payload]);
  return { ...store, store, said };
}

onEveryEngine(() => {
  describe('a press of a button by a stranger', () => {
    test('is not kept but returned, and a press by a member is kept', async () => {
      const { inbox } = await rig();
      const presses = up(500).map((n) => from(1_000 + n, n, { isPress: true }));
      const turnedAway = await inbox.receive([...presses, from(7, 501, { isPress: true })], T0, bounds);
      expect(turnedAway).toHaveLength(500);
      expect(await inbox.waiting()).toBe(1);
    });

    test('is kept once they are admitted', async () => {
      const { inbox, members, store } = await rig();
      const invite = { codeHash: 'comes', merchantId: null, role: null, expiresAt: T0 } as const;
      await members.invite(invite, { userId: 7 }, 0, await effectsOf(store, 0));
      const effects = await effectsOf(store, 0);
      await members.redeemInvite('comes', { userId: 9, name: 'Kamau' }, 0, () => effects);
      const before = await inbox.waiting();
      expect(await inbox.receive([from(9, 1_001, { isPress: true })], T0, bounds)).toEqual([]);
      expect(await inbox.waiting()).toBe(before + 1);
    });
  });

  describe('the limit of a person’s updates', () => {
    test('drops further updates and warns the chat once, in the person’s language', async () => {
      const { inbox, users, said } = await rig();
      await users.setLanguage(7, 'sw');
      await inbox.receive(
        up(61).map((n) => from(7, n)),
        T0,
        bounds,
      );
      expect(await inbox.waiting()).toBe(OF_A_PERSON);
      expect(await said()).toEqual([[7, { text: 'too much sw' }]]);
    });

    test('does not count an update that Telegram delivers again', async () => {
      const { inbox, said } = await rig();
      const updates = up(OF_A_PERSON).map((n) => from(7, n));
      for (const _ of up(5)) await inbox.receive(updates, T0, bounds);
      expect(await said()).toEqual([]);
      await inbox.receive([...updates, from(7, 1_000)], T0, bounds);
      expect(await said()).toHaveLength(1);
    });

    test('allows further updates a minute later', async () => {
      const { inbox } = await rig();
      await inbox.receive(
        up(61).map((n) => from(7, n)),
        T0,
        bounds,
      );
      await inbox.receive([from(7, 100)], T0, { ...bounds, steadyAt: T0 + 60_000 });
      expect(await inbox.waiting()).toBe(OF_A_PERSON + 1);
    });

    test('does not count updates of another person in the same chat, or of the person in another chat', async () => {
      const { inbox, store } = await rig();
      await letIn(store, 8, 'Juma', 'cashier', 7);
      await inbox.receive(
        up(61).map((n) => from(7, n, { chatId: -5 })),
        T0,
        bounds,
      );
      const before = await inbox.waiting();
      await inbox.receive([from(8, 100, { chatId: -5 }), from(7, 101)], T0, bounds);
      expect(await inbox.waiting()).toBe(before + 2);
    });
  });
});
