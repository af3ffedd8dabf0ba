import { describe, expect, test } from 'vitest';
import type { UpdateEffects } from '../../../src/store/port/update-effects.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import { bosmiAccount } from '../../support/accounts.ts';
import { aCharge, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const DAY = 86_400_000;
const ASHA = 7;
const KEYS = keyring([newSecretKey()]);
const ACCOUNT = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'a@b.example' };

/** Makes an invite by Asha. */
async function invited(store: Store, codeHash = 'code', role: 'cashier' | 'owner' | null = 'cashier') {
  const merchantId = role === null ? null : 1;
  const invite = { codeHash, merchantId, role, expiresAt: T0 + DAY };
  return await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
}
async function opens(store: Store, userId: number, at = T0, codeHash = 'code', effects?: UpdateEffects) {
  const given = effects ?? (await effectsOf(store, at));
  return (await store.members.redeemInvite(codeHash, { userId, name: `P${userId}` }, at, () => given)).kind;
}

onEveryEngine(() => {
  describe('a one-time code', () => {
    test('admits one person, once', async () => {
      const store = await newStore();
      expect(await invited(store)).toBe(true);
      expect(await opens(store, 20)).toBe('joined');
      expect(await opens(store, 21)).toBe('used');
      expect(await opens(store, 20)).toBe('used');
      expect((await store.members.of(20)).map(({ role }) => role)).toEqual(['cashier']);
      expect(await store.members.of(21)).toEqual([]);
    });

    test('expires exactly at its end, and is unknown if nobody made it', async () => {
      const store = await newStore();
      await invited(store);
      expect(await opens(store, 20, T0 + DAY)).toBe('expired');
      expect(await opens(store, 20, T0, 'guess')).toBe('unknown');
      expect(await opens(store, 20, T0 + DAY - 1)).toBe('joined');
    });

    test('is unknown once its maker may no longer invite', async () => {
      const store = await newStore();
      await store.members.configureOwners([ASHA, 8], T0);
      await invited(store, 'by Asha');
      await store.members.configureOwners([8], T0);
      expect(await opens(store, 20, T0, 'by Asha')).toBe('unknown');
      expect(await store.members.of(ASHA)).toEqual([]);
    });

    test('does nothing if its update was handled before', async () => {
      const store = await newStore();
      await invited(store);
      const effects = await effectsOf(store, T0);
      await store.inbox.finish(effects);
      await expect(opens(store, 20, T0, 'code', effects)).rejects.toMatchObject({ name: 'HandledBefore' });
      expect(await store.members.of(20)).toEqual([]);
      expect(await opens(store, 20)).toBe('joined');
    });

    test('can raise a role and never lowers one', async () => {
      const store = await newStore();
      await invited(store);
      await opens(store, 20);
      await invited(store, 'again');
      expect(await opens(store, 20, T0, 'again')).toBe('no-need');
      await invited(store, 'owner', 'owner');
      expect(await opens(store, 20, T0, 'owner')).toBe('joined');
      expect(await opens(store, 20, T0, 'again')).toBe('no-need');
      expect((await store.members.of(20)).map(({ role }) => role)).toEqual(['owner']);
    });

    test('cannot be made by a cashier or a stranger', async () => {
      const store = await newStore();
      await invited(store);
      await opens(store, 20);
      const forged = { codeHash: 'forged', merchantId: 1, role: 'cashier', expiresAt: T0 + DAY } as const;
      for (const userId of [20, 666])
        expect(await store.members.invite(forged, { userId }, T0, await effectsOf(store, T0))).toBe(false);
      expect(await opens(store, 21, T0, 'forged')).toBe('unknown');
    });
  });

  describe('the owners of the settings', () => {
    test('end the membership of an owner who joined by the link of the first start, and such a link that is open', async () => {
      const store = await newStore();
      await store.members.configureOwners([], T0);
      await store.members.offerOwnership('first', T0, T0 + DAY);
      expect(await opens(store, 20, T0, 'first')).toBe('joined');
      await store.members.configureOwners([], T0);
      expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual([20]);
      await store.members.offerOwnership('second', T0, T0 + DAY);
      await store.members.configureOwners([30, 31], T0);
      expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual([30, 31]);
      expect(await opens(store, 40, T0, 'second')).toBe('unknown');
      await store.members.configureOwners([31], T0);
      expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual([31]);
    });

    test('and others who joined at the same moment have a fixed order', async () => {
      const store = await newStore();
      for (const userId of [22, 20, 21]) {
        await invited(store, `owner ${userId}`, 'owner');
        await opens(store, userId, T0, `owner ${userId}`);
      }
      expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual([ASHA, 20, 21, 22]);
    });

    test('do not replace owners whom they invited', async () => {
      const store = await newStore();
      await invited(store, 'owner', 'owner');
      await opens(store, 20, T0, 'owner');
      await store.members.configureOwners([ASHA], T0);
      expect((await store.members.owners(1)).map(({ userId }) => userId)).toEqual([ASHA, 20]);
    });
  });

  describe('a shop', () => {
    test('is connected once by a person with an operator’s invite, and by nobody else', async () => {
      const store = await newStore();
      await invited(store, 'merchant', null);
      expect(await opens(store, 20, T0, 'merchant')).toBe('let-in');
      const connect = async (userId: number, effects?: UpdateEffects) =>
        await store.merchants.connect(
          { name: 'Two', account: bosmiAccount(ACCOUNT) },
          { userId, name: 'P' },
          KEYS,
          T0,
          effects ?? (await effectsOf(store, T0)),
        );
      expect(await connect(21)).toBeUndefined();
      const handled = await effectsOf(store, T0);
      await store.inbox.finish(handled);
      expect(await connect(20, handled)).toBeUndefined();
      expect(await store.members.isApplicant(20)).toBe(true);
      expect(await connect(20)).toMatchObject({ merchantId: 2 });
      expect(await connect(20)).toBeUndefined();
      expect(await store.merchants.overview()).toHaveLength(2);
      expect(await store.members.of(20)).toMatchObject([{ merchantId: 2, role: 'owner' }]);
    });
  });

  test('cards in the private chat of somebody who was removed are not edited any more, neither due ones nor later ones', async () => {
    const store = await newStore();
    await invited(store);
    await opens(store, 20);
    await store.members.configureOwners([ASHA], T0);
    const rule = {
      at: T0,
      steadyAt: T0,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    /** Makes a charge whose card was shown, unless `end` says otherwise. */
    const chargeIn = async (chatId: number, end: 'paid, not shown' | 'paid' | 'unknown'): Promise<number> => {
      const idempotencyKey = `${chatId} ${end}`;
      const asked = aCharge({ idempotencyKey, userId: chatId, chatId, cardMessageId: 50 });
      const outcome = await store.charges.create(asked, rule, await effectsOf(store, T0));
      if (outcome.kind !== 'created') throw new Error(outcome.kind);
      const { id: chargeId } = outcome.charge;
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      if (end === 'unknown') {
        await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
      } else {
        await store.charges.move({
          ...move,
          from: 'pushing',
          to: 'pending',
          set: { transactionId: idempotencyKey },
        });
        const set = { receipt: idempotencyKey, paidAt: T0 };
        await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
      }
      const due = (await store.outbox.dueCards(T0, 10, [])).find(({ id }) => id === chargeId);
      if (end !== 'paid, not shown' && due !== undefined) await store.outbox.cardShown(due);
      return chargeId;
    };
    const ids: number[] = [];
    for (const chatId of [20, ASHA])
      for (const end of ['paid', 'unknown', 'paid, not shown'] as const)
        ids.push(await chargeIn(chatId, end));
    const removing = await effectsOf(store, T0);
    await store.members.remove(1, 20, ASHA, T0, () => removing);
    const cards = await Promise.all(
      ids.map(async (id) => (await store.chargeQueries.byId(id))?.message?.cardMessageId),
    );
    expect(cards).toEqual([50, 50, null, 50, 50, 50]);
    // The charges go on: a person marks them as paid.
    for (const chargeId of [ids[1] ?? 0, ids[4] ?? 0])
      await store.charges.move({
        chargeId,
        from: 'unknown',
        to: 'marked_paid',
        at: T0,
        actor: 'tillbot',
        detail: {},
      });
    // `dueCards` returns one card of each chat at a time.
    const shown: number[] = [];
    for (
      let due = await store.outbox.dueCards(T0, 10, []);
      due.length > 0;
      due = await store.outbox.dueCards(T0, 10, [])
    )
      for (const card of due) {
        shown.push(card.id);
        await store.outbox.cardShown(card);
      }
    expect(shown).toEqual([ids[4], ids[5]]);
  });
});
