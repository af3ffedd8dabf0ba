import { describe, expect, test } from 'vitest';
import { FIRST_MERCHANT } from '../../../src/domain/merchant.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, letIn, linkGroup, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
const [OWNER, MANAGER, CASHIER, OTHER_CASHIER, STRANGER] = [7, 8, 9, 10, 11];

/** Makes an unknown charge of the cashier, in a shop with people in every role. */
async function unknownCharge() {
  const store = await newStore();
  await letIn(store, MANAGER, 'Wanjiru', 'manager', OWNER);
  await letIn(store, CASHIER, 'Juma', 'cashier', OWNER);
  await letIn(store, OTHER_CASHIER, 'Otieno', 'cashier', OWNER);
  const asked = aCharge({ userId: CASHIER, userName: 'Juma' });
  const outcome = await store.charges.create(asked, RULE, await effectsOf(store, 0));
  if (outcome.kind !== 'created') throw new Error('not created');
  const { id: chargeId } = outcome.charge;
  const move = { chargeId, at: 0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
  const mark = async (userId: number, paid: boolean) =>
    await store.charges.mark({ chargeId, paid, userId, at: 5 }, await effectsOf(store, 5));
  const now = async () => (await store.chargeQueries.byId(chargeId))!;
  return { store, chargeId, mark, now };
}

onEveryEngine(() => {
  describe('a mark', () => {
    test.each([
      ['an owner', OWNER, '7'],
      ['a manager', MANAGER, 'Wanjiru'],
      ['the cashier who charged', CASHIER, 'Juma'],
    ])('by %s is kept with their name', async (_who, userId, name) => {
      const { mark, now, store, chargeId } = await unknownCharge();
      expect((await mark(userId, true)).kind).toBe('marked');
      expect(await now()).toMatchObject({
        state: 'marked_paid',
        paidAt: 5,
        markedBy: userId,
        markedByName: name,
      });
      expect((await store.chargeQueries.events(chargeId)).at(-1)).toMatchObject({
        actor: `user:${userId}`,
        detail: { name },
      });
    });

    test.each([
      ['another cashier', OTHER_CASHIER],
      ['a stranger', STRANGER],
    ])('by %s is refused by the store', async (_who, userId) => {
      const { mark, now } = await unknownCharge();
      expect(await mark(userId, true)).toMatchObject({ kind: 'forbidden', why: 'not-yours' });
      expect(await now()).toMatchObject({ state: 'unknown', markedBy: null });
    });

    test('can be changed only by a manager or an owner, even if it was a cashier’s own', async () => {
      const { mark, now } = await unknownCharge();
      await mark(CASHIER, true);
      expect(await mark(CASHIER, false)).toMatchObject({ kind: 'forbidden', why: 'managers-only' });
      expect(await now()).toMatchObject({ state: 'marked_paid', markedByName: 'Juma' });
      expect((await mark(MANAGER, false)).kind).toBe('marked');
      expect(await now()).toMatchObject({ state: 'marked_unpaid', markedByName: 'Wanjiru', paidAt: null });
      expect(await mark(CASHIER, true)).toMatchObject({ kind: 'forbidden', why: 'managers-only' });
      expect((await mark(OWNER, true)).kind).toBe('marked');
      expect(await now()).toMatchObject({ state: 'marked_paid', markedBy: OWNER });
    });

    test('by somebody who was removed is refused', async () => {
      const { store, mark, now } = await unknownCharge();
      const effects = await effectsOf(store, 0);
      await store.members.remove(FIRST_MERCHANT, CASHIER, OWNER, 0, () => effects);
      expect(await mark(CASHIER, true)).toMatchObject({ kind: 'forbidden', why: 'not-yours' });
      expect((await now()).state).toBe('unknown');
    });
  });

  describe('the notices of a mark', () => {
    /** Delivers everything and returns the chats of the notices of marks, with repetitions. */
    const told = async (store: Store): Promise<number[]> => {
      const chats = [];
      for (;;) {
        const due = await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
        if (due.length === 0) return chats.toSorted((a, b) => a - b);
        for (const { row } of due) {
          if (row.notice === 'marked') chats.push(row.chatId);
          await store.outbox.delivered(row, 1, 0);
        }
      }
    };

    test.each([
      ['by a cashier go to the owners and where payments are announced', CASHIER, [-500, OWNER]],
      ['by a manager on a cashier’s charge go to the chat that asked', MANAGER, [100]],
      ['by an owner on a cashier’s charge go to the chat that asked', OWNER, [100]],
    ])('%s', async (_who, userId, chats) => {
      const { store, mark } = await unknownCharge();
      await linkGroup(store, -500, OWNER);
      const place = { chatId: -500, threadId: null, language: 'en' } as const;
      await store.merchants.announce(FIRST_MERCHANT, place, OWNER, 0, await effectsOf(store, 0));
      await mark(userId, true);
      expect(await told(store)).toEqual(chats);
    });

    test('that changes another one also go where those of the other one went, each time', async () => {
      const { store, mark } = await unknownCharge();
      await mark(CASHIER, true);
      await mark(MANAGER, false);
      await mark(MANAGER, true);
      // The owner gets all three, and the chat that asked gets the manager's two.
      expect(await told(store)).toEqual([OWNER, OWNER, OWNER, 100, 100]);
    });
  });
});
