import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import {
  COLLECT_EVERY_MS,
  COLLECTION_LATE_MS,
  MAX_UNANSWERED,
  statusOf,
  sumsOf,
  type Board,
  type Collection,
} from '../../../src/domain/collection.ts';
import type { DraftPayer } from '../../../src/domain/draft.ts';
import { asErased } from '../../../src/domain/msisdn.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { AdmissionRule } from '../../../src/store/port/admission-rule.ts';
import type { CollectionChange } from '../../../src/store/port/collections.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, linkGroup, phone } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const KEYS = keyring([newSecretKey()]);
const T0 = 1_000_000;
const WINDOW = 120_000;
const ASHA = 7;
const JUMA = 8;
const GROUP = -4001;

const ruleAt = (at: number, over: Partial<AdmissionRule> = {}): AdmissionRule => ({
  at,
  steadyAt: at,
  windowMs: WINDOW,
  accepted: ['conversation'],
  hasOwnReasons: false,
  velocityLimits: [],
  ...over,
});

const numbered = (n: number): string => `07120000${String(n).padStart(2, '0')}`;
const payersOf = (count: number): DraftPayer[] =>
  Array.from({ length: count }, (_, n) => ({ msisdn: phone(numbered(n)), amountKes: null, name: null }));

async function begun(
  store: Store,
  payers: readonly DraftPayer[],
  over: { readonly chatId?: number; readonly userId?: number; readonly key?: string } = {},
): Promise<Collection> {
  const { chatId = 100, userId = ASHA, key = 'question:1' } = over;
  const outcome = await store.collections.create(
    {
      merchantId: 1,
      idempotencyKey: key,
      amountKes: 1_500 as AmountKes,
      note: 'rent',
      payers,
      chatId,
      chatKind: chatId < 0 ? 'group' : 'private',
      threadId: null,
      commandMessageId: 1,
      commandWord: null,
      language: 'en',
      shop: null,
      boardMessageId: null,
    },
    { userId, at: T0, steadyAt: T0 },
    await effectsOf(store, T0, { messages: [{ kind: 'message', chatId, payload: 'begun' }] }),
  );
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.collection;
}

/** Asks payers as the collector does, until nobody is due any more by `until`. Returns the moment of each charge. */
async function askAll(
  store: Store,
  { id }: Collection,
  from: number,
  until: number,
  over: Partial<AdmissionRule> = {},
): Promise<number[]> {
  const asked: number[] = [];
  let now = from;
  for (let step = 0; step < 2_000; step += 1) {
    const due = await store.collections.nextDueAt();
    if (due === undefined || due > until) return asked;
    now = Math.max(now, due);
    if ((await store.collections.chargeNext(id, ruleAt(now, over))) === 'created') asked.push(now);
  }
  throw new Error('the collection does not come to rest');
}

const boardOf = async (store: Store, { id }: Collection): Promise<Board> => {
  const board = await store.collections.board(id);
  if (board === undefined) throw new Error('no board');
  return board;
};
const statuses = async (store: Store, collection: Collection) =>
  (await boardOf(store, collection)).payers.map(statusOf);

/** Moves the nth payer's last charge on, as the pusher and the poller do. */
async function reach(
  store: Store,
  collection: Collection,
  n: number,
  to: 'pending' | 'paid' | 'unconfirmed',
  at: number,
) {
  const chargeId = (await boardOf(store, collection)).payers[n]?.charges.at(-1)?.id ?? 0;
  const move = { chargeId, at, actor: 'gateway', detail: {} } as const;
  const { state } = (await store.chargeQueries.byId(chargeId)) ?? {};
  if (state === 'created') {
    await store.charges.move({
      ...move,
      from: 'created',
      to: 'pushing',
      set: { pushedAt: at, pushedSteadyAt: at },
    });
    await store.charges.move({
      ...move,
      from: 'pushing',
      to: 'pending',
      set: {
        transactionId: `T${chargeId}`,
        watchDueAt: at,
        watchUntil: at + 10 * WINDOW,
        confirmBy: at + WINDOW,
      },
    });
  }
  if (to === 'paid')
    await store.charges.move({
      ...move,
      from: ['pending', 'unconfirmed'],
      to: 'paid',
      set: { receipt: `UKR${chargeId}ABCDEF`, paidAt: at },
      notice: 'paid',
    });
  if (to === 'unconfirmed')
    await store.charges.move({ ...move, from: 'pending', to: 'unconfirmed', notice: 'unconfirmed' });
  return chargeId;
}

/** A collection whose only payer has not paid, and is to be asked again. */
async function reminded(store: Store) {
  const collection = await begun(store, payersOf(1));
  await askAll(store, collection, T0, T0);
  const chargeId = await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
  const later = T0 + 2 * WINDOW;
  expect(await act(store, 'remind', collection, later)).toEqual({ kind: 'done', count: 1 });
  return { collection, chargeId, later };
}

const act = async (
  store: Store,
  change: 'remind' | 'resume' | 'close',
  { id }: Collection,
  at: number,
  userId = ASHA,
): Promise<CollectionChange> => {
  const effects = await effectsOf(store, at);
  return await store.collections[change](id, { userId, at, steadyAt: at }, () => effects);
};
const add = async (
  store: Store,
  { id }: Collection,
  payers: readonly DraftPayer[],
  at: number,
  userId = ASHA,
) => {
  const effects = await effectsOf(store, at);
  return await store.collections.add(id, payers, { userId, at, steadyAt: at }, () => effects);
};

/** What waits in the outbox, apart from answers. */
const waiting = async (store: Store) => {
  const due = await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
  return due.filter(({ row }) => row.kind !== 'message');
};
/** Shows all that waits, a message at a time, as the notifier does. Returns what was shown. */
async function showAll(store: Store) {
  const shown: string[] = [];
  for (let next = 500; ; next += 1) {
    const [message] = await store.outbox.due(Number.MAX_SAFE_INTEGER, 1, []);
    if (message === undefined) return shown;
    const { row, board } = message;
    if (row.collectionId !== null && board?.collection.chatId === row.chatId) {
      shown.push(`board:${row.kind}`);
      await store.outbox.boardShown(
        row,
        board.collection,
        board.collection.boardMessageId === null ? next : undefined,
        T0,
      );
    } else {
      shown.push(row.notice === null ? row.kind : `${row.kind}:${row.notice}`);
      await store.outbox.delivered(row, row.kind === 'delete' ? undefined : next, T0);
    }
  }
}

onEveryEngine(() => {
  describe('a collection', () => {
    test('is created once with its payers, each number once, and a board in its chat', async () => {
      const store = await newStore();
      const collection = await begun(store, [...payersOf(3), ...payersOf(2)]);
      const again = await store.collections.create(
        { ...collection, idempotencyKey: 'question:1', payers: payersOf(9), boardMessageId: null },
        { userId: ASHA, at: T0, steadyAt: T0 },
        await effectsOf(store, T0),
      );
      expect(again).toMatchObject({ kind: 'already', collection: { id: collection.id } });
      expect(await statuses(store, collection)).toEqual(['waiting', 'waiting', 'waiting']);
      expect(await store.collections.openIn(1, 100, 5)).toHaveLength(1);
      expect(await showAll(store)).toEqual(['board:card', 'message']);
      expect((await boardOf(store, collection)).collection.boardMessageId).not.toBeNull();
    });

    test('is refused to somebody who does not work for the merchant', async () => {
      const store = await newStore();
      await expect(begun(store, payersOf(1), { userId: 666 })).rejects.toThrow('not-a-member');
      expect(await store.collections.nextDueAt()).toBeUndefined();
    });

    test('asks one payer after another, in their order, without a card for each', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(4));
      await showAll(store);
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toEqual(
        [0, 1, 2, 3].map((n) => T0 + n * COLLECT_EVERY_MS),
      );
      const toPush = await store.charges.toPush(1, 10);
      expect(toPush.map(({ msisdn }) => msisdn)).toEqual(payersOf(4).map(({ msisdn }) => msisdn));
      expect(toPush[0]).toMatchObject({
        amountKes: 1_500,
        note: 'rent',
        userId: ASHA,
        message: { chatId: 100 },
      });
      expect(await showAll(store)).toEqual(['board:card']);
      expect(await store.collections.nextDueAt()).toBeUndefined();
    });

    test('takes own amounts and names, and gives a name to a customer who has none', async () => {
      const store = await newStore();
      const collection = await begun(store, [
        { msisdn: phone('0712345678'), amountKes: 2_000 as AmountKes, name: 'Wanjiku' },
      ]);
      expect((await boardOf(store, collection)).payers[0]).toMatchObject({
        customerName: 'Wanjiku',
        amountKes: 2_000,
      });
      await askAll(store, collection, T0, T0);
      expect((await store.customers.find(1, phone('0712345678')))?.name).toBe('Wanjiku');
      expect((await boardOf(store, collection)).payers[0]).toMatchObject({ customerName: 'Wanjiku' });
    });

    test('asks nobody more while some prompts of the merchant’s collections wait for the gateway', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(20));
      await begun(store, [{ msisdn: phone('0722000001'), amountKes: null, name: null }], { key: 'other' });
      for (let now = T0; now < T0 + 30_000; now += COLLECT_EVERY_MS)
        for (const { id } of await store.collections.due(now, 10))
          await store.collections.chargeNext(id, ruleAt(now));
      const unsent = await store.charges.toPush(1, 100);
      expect(unsent).toHaveLength(MAX_UNANSWERED);
      const move = { at: T0, actor: 'tillbot', detail: {} } as const;
      for (const { id: chargeId } of unsent)
        await store.charges.move({ ...move, chargeId, from: 'created', to: 'pushing' });
      const later = T0 + 30_000;
      expect(await store.collections.chargeNext(collection.id, ruleAt(later))).toBe('nobody');
      const [{ id: chargeId } = { id: 0 }] = unsent;
      await store.charges.move({ ...move, chargeId, from: 'pushing', to: 'declined' });
      await store.collections.chargeNext(collection.id, ruleAt(later + COLLECT_EVERY_MS));
      expect(await store.charges.toPush(1, 100)).toHaveLength(1);
    });

    test('waits for a phone with an open prompt of any charge, and goes on with the others', async () => {
      const store = await newStore();
      await store.charges.create(aCharge({ msisdn: phone(numbered(0)) }), ruleAt(T0 - 30_000), undefined);
      const collection = await begun(store, payersOf(2));
      expect(await askAll(store, collection, T0, T0 + 10_000)).toHaveLength(1);
      expect(await statuses(store, collection)).toEqual(['waiting', 'sending']);
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toEqual([T0 - 30_000 + WINDOW]);
    });

    test('keeps to the limits, and leaves a share of those of a person to the counter', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(8));
      const velocityLimits = [{ of: 'member', count: 4, withinMs: 600_000 }] as const;
      const asked = await askAll(store, collection, T0, T0 + 3_000_000, { velocityLimits, share: 0.75 });
      expect(asked).toHaveLength(8);
      for (const at of asked) {
        const within = asked.filter((other) => other <= at && other > at - 600_000);
        expect(within.length).toBeLessThanOrEqual(3);
      }
      expect(asked[3]).toBe(T0 + 600_000);
    });

    test('keeps to the whole limit of a phone, which protects the customer', async () => {
      const store = await newStore();
      const velocityLimits = [{ of: 'phone', count: 1, withinMs: 600_000 }] as const;
      const earlier = await store.charges.create(
        aCharge({ msisdn: phone(numbered(0)) }),
        ruleAt(T0 - WINDOW * 2),
        undefined,
      );
      expect(earlier.kind).toBe('created');
      const collection = await begun(store, payersOf(2));
      const asked = await askAll(store, collection, T0, T0 + 900_000, { velocityLimits });
      expect(asked).toEqual([T0, T0 - WINDOW * 2 + 600_000]);
    });

    test('leaves out a blocked number, and asks the others', async () => {
      const store = await newStore();
      await store.phones.block(1, phone(numbered(0)), true, ASHA, T0, await effectsOf(store, T0));
      const collection = await begun(store, payersOf(2));
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toHaveLength(1);
      expect((await boardOf(store, collection)).payers.map(({ refusal }) => refusal)).toEqual([
        'blocked',
        null,
      ]);
    });

    test('asks nobody for a person who left, and nobody over the limit of the shop', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      const collection = await begun(store, payersOf(2), { userId: JUMA });
      const effects = await effectsOf(store, T0);
      await store.members.remove(1, JUMA, ASHA, T0, () => effects);
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toEqual([]);
      const refusals = (await boardOf(store, collection)).payers.map(({ refusal }) => refusal);
      expect(refusals).toEqual(['not-a-member', 'not-a-member']);
      const other = await begun(store, payersOf(2), { key: 'question:2' });
      const set = { what: 'maxAmountKes', value: 1_000 as AmountKes } as const;
      const settled = await effectsOf(store, T0);
      await store.merchantSettings.change(1, set, ASHA, T0, () => settled);
      expect(await askAll(store, other, T0, T0 + WINDOW)).toEqual([]);
      expect((await boardOf(store, other)).payers.map(({ refusal }) => refusal)).toEqual([
        'over-limit',
        'over-limit',
      ]);
    });
  });

  describe('a payment of a collection', () => {
    test('is told on the board, and only the last one is a message of its own', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      await askAll(store, collection, T0, T0 + WINDOW);
      await showAll(store);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      expect((await waiting(store)).map(({ row }) => [row.kind, row.collectionId])).toEqual([
        ['notice', collection.id],
      ]);
      expect(await showAll(store)).toEqual(['board:notice']);
      await reach(store, collection, 1, 'paid', T0 + 30_000);
      expect(await showAll(store)).toEqual(['notice:paid', 'board:card']);
      expect(sumsOf((await boardOf(store, collection)).payers)).toMatchObject({ paid: 2, paidKes: 3_000 });
    });

    test('that comes while the board is being shown keeps the board due', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(3));
      await askAll(store, collection, T0, T0 + WINDOW);
      await showAll(store);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      const [shown] = await store.outbox.due(Number.MAX_SAFE_INTEGER, 1, []);
      if (shown?.board === undefined) throw new Error('no board is due');
      await reach(store, collection, 1, 'paid', T0 + 21_000);
      await store.outbox.boardShown(shown.row, shown.board.collection, undefined, T0);
      const left = await waiting(store);
      expect(left.map(({ row }) => row.notice)).toEqual(['paid']);
      expect(await showAll(store)).toEqual(['board:notice']);
      expect(await waiting(store)).toEqual([]);
    });

    test('several at once are told by showing the board once', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(4));
      await askAll(store, collection, T0, T0 + WINDOW);
      for (const n of [0, 1, 2]) await reach(store, collection, n, 'paid', T0 + 20_000);
      expect(await showAll(store)).toEqual(['board:notice', 'message']);
    });

    test('is told as a notice to the next person where the chat of the board is gone', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA);
      const collection = await begun(store, payersOf(2), { chatId: GROUP });
      await askAll(store, collection, T0, T0 + WINDOW);
      await showAll(store);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      const [due] = await waiting(store);
      if (due === undefined) throw new Error('nothing is due');
      await store.outbox.elsewhere(due.row, 'the group is gone', T0);
      const [moved] = await waiting(store);
      expect(moved?.row).toMatchObject({ chatId: ASHA, notice: 'paid' });
      expect((await showAll(store)).filter((what) => what.startsWith('notice'))).toEqual(['notice:paid']);
    });

    test('follows a group that became a supergroup, with a new board there', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA);
      const collection = await begun(store, payersOf(2), { chatId: GROUP });
      await askAll(store, collection, T0, T0 + WINDOW);
      await showAll(store);
      await store.outbox.chatMoved(GROUP, -100_500, T0);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      const [due] = await waiting(store);
      expect(due?.board?.collection).toMatchObject({ chatId: -100_500, boardMessageId: null });
      expect(due?.row.chatId).toBe(-100_500);
      expect(await showAll(store)).toEqual(['board:notice']);
    });

    test('goes to who began it, with the board, where the group is no longer the merchant’s', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA);
      const collection = await begun(store, payersOf(3), { chatId: GROUP });
      await askAll(store, collection, T0, T0 + COLLECT_EVERY_MS);
      await showAll(store);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      const effects = await effectsOf(store, T0);
      await store.merchants.unlink(1, GROUP, ASHA, T0, effects);
      const [due] = await waiting(store);
      expect(due?.row).toMatchObject({ chatId: ASHA, notice: 'paid' });
      expect(due?.board?.collection).toMatchObject({
        chatId: ASHA,
        chatKind: 'private',
        boardMessageId: null,
        commandMessageId: null,
      });
      expect(await showAll(store)).toContain('board:notice');
      expect(await store.collections.openIn(1, ASHA, 5)).toHaveLength(1);
      // Who began it can still end it.
      expect((await act(store, 'close', collection, T0 + 30_000)).kind).toBe('done');
    });

    test('of a payer who had paid, after all have, is told on the board, and nothing rings again', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      await askAll(store, collection, T0, T0 + WINDOW);
      const first = await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
      const later = T0 + 2 * WINDOW;
      await act(store, 'remind', collection, later);
      await askAll(store, collection, later, later + WINDOW);
      await reach(store, collection, 0, 'paid', later + 10_000);
      await reach(store, collection, 1, 'paid', later + 10_000);
      expect((await showAll(store)).filter((what) => what === 'notice:paid')).toHaveLength(1);
      await store.charges.move({
        chargeId: first,
        from: 'unconfirmed',
        to: 'paid',
        at: later + 20_000,
        actor: 'gateway',
        detail: {},
        set: { receipt: 'UKRLATEABCD', paidAt: later + 20_000 },
        notice: 'paid_late',
      });
      expect(await showAll(store)).toEqual(['board:notice']);
    });

    test('keeps no message of a former group as the board of its supergroup', async () => {
      const store = await newStore();
      await linkGroup(store, GROUP, ASHA);
      const collection = await begun(store, payersOf(1), { chatId: GROUP });
      const [shown] = await waiting(store);
      if (shown?.board === undefined) throw new Error('no board is due');
      // The group moves while the board is on its way.
      await store.outbox.chatMoved(GROUP, -100_500, T0);
      await store.outbox.boardShown(shown.row, shown.board.collection, 77, T0);
      expect((await boardOf(store, collection)).collection).toMatchObject({
        chatId: -100_500,
        boardMessageId: null,
      });
      expect(await showAll(store)).toContain('board:card');
    });

    test('counts whichever charge of a payer it is on, and twice if both were paid', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      await askAll(store, collection, T0, T0 + WINDOW);
      const first = await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
      const later = T0 + 2 * WINDOW;
      expect(await act(store, 'remind', collection, later)).toEqual({ kind: 'done', count: 1 });
      await askAll(store, collection, later, later + WINDOW);
      await reach(store, collection, 0, 'paid', later + 10_000);
      await store.charges.move({
        chargeId: first,
        from: 'unconfirmed',
        to: 'paid',
        at: later + 20_000,
        actor: 'gateway',
        detail: {},
        set: { receipt: 'UKRLATEABCD', paidAt: later + 20_000 },
        notice: 'paid_late',
      });
      const board = await boardOf(store, collection);
      expect(sumsOf(board.payers)).toMatchObject({ paid: 1, paidTwice: 1, paidKes: 3_000 });
    });
  });

  describe('reminding', () => {
    test('asks only those whose prompt is over, and nobody twice however often it is pressed', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(4));
      await askAll(store, collection, T0, T0 + WINDOW);
      await reach(store, collection, 0, 'paid', T0 + 20_000);
      await reach(store, collection, 1, 'unconfirmed', T0 + 20_000);
      await reach(store, collection, 2, 'pending', T0 + 20_000);
      const later = T0 + 2 * WINDOW;
      expect(await act(store, 'remind', collection, later)).toEqual({ kind: 'done', count: 1 });
      expect(await act(store, 'remind', collection, later)).toEqual({ kind: 'nothing' });
      expect(await askAll(store, collection, later, later + WINDOW)).toHaveLength(1);
      const { payers } = await boardOf(store, collection);
      expect(payers.map(({ charges }) => charges.length)).toEqual([1, 2, 1, 1]);
      expect(new Set(payers[1]?.charges.map(({ state }) => state))).toEqual(
        new Set(['unconfirmed', 'created']),
      );
    });

    test('does not ask somebody whose earlier charge was paid meanwhile', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      await askAll(store, collection, T0, T0 + WINDOW);
      await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
      const later = T0 + 2 * WINDOW;
      await act(store, 'remind', collection, later);
      await reach(store, collection, 0, 'paid', later + 1);
      expect(await askAll(store, collection, later + 2, later + WINDOW)).toEqual([]);
      expect((await statuses(store, collection))[0]).toBe('paid');
    });

    test('does not ask somebody whose earlier charge was closed meanwhile, for cash for example', async () => {
      const store = await newStore();
      const { collection, chargeId, later } = await reminded(store);
      await store.charges.close(
        { chargeId, reason: 'took-cash', userId: ASHA, at: later, steadyAt: later },
        await effectsOf(store, later),
      );
      expect(await askAll(store, collection, later, later + WINDOW)).toEqual([]);
      expect(await statuses(store, collection)).toEqual(['closed']);
    });

    test('does not ask somebody of whom a payment that does not fit was reported meanwhile', async () => {
      const store = await newStore();
      const { collection, chargeId, later } = await reminded(store);
      const payment = { amount: '40', receipt: 'UKNOTHER12' };
      await store.charges.noteMismatch(chargeId, 'amount', payment, later, {});
      expect(await askAll(store, collection, later, later + WINDOW)).toEqual([]);
      expect(await statuses(store, collection)).toEqual(['mismatch']);
    });

    test.each(['closed', 'mismatched'] as const)(
      'does not ask somebody whose earlier charge was %s meanwhile',
      async (what) => {
        const store = await newStore();
        const collection = await begun(store, payersOf(2));
        await askAll(store, collection, T0, T0 + WINDOW);
        const chargeId = await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
        const later = T0 + 2 * WINDOW;
        await act(store, 'remind', collection, later);
        if (what === 'closed') {
          const close = { chargeId, reason: 'took-cash', userId: ASHA, at: later, steadyAt: later } as const;
          await store.charges.close(close, await effectsOf(store, later));
        } else {
          const payment = { at: later, amount: '1', phone: undefined, receipt: 'UKRCBAABCD' };
          await store.charges.noteMismatch(chargeId, 'amount', payment, 3, { raw: 'x' });
        }
        expect(await askAll(store, collection, later + 2, later + WINDOW)).toEqual([]);
        expect((await statuses(store, collection))[0]).toBe(what === 'closed' ? 'closed' : 'mismatch');
      },
    );

    test('is for the person who began it, and for managers', async () => {
      const store = await newStore();
      await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
      const collection = await begun(store, payersOf(1));
      for (const change of ['remind', 'resume', 'close'] as const)
        expect(await act(store, change, collection, T0, JUMA)).toEqual({ kind: 'forbidden' });
      expect(await add(store, collection, payersOf(2), T0, JUMA)).toEqual({ kind: 'forbidden' });
      expect((await act(store, 'close', collection, T0)).kind).toBe('done');
    });
  });

  describe('adding', () => {
    test('asks those who are new, at most 200 in all', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      expect(await add(store, collection, payersOf(5), T0)).toEqual({ kind: 'done', count: 3 });
      expect(await add(store, collection, payersOf(5), T0)).toEqual({ kind: 'nothing' });
      const many = Array.from({ length: 196 }, (_, n) => ({
        msisdn: phone(`0722${String(n).padStart(6, '0')}`),
        amountKes: null,
        name: null,
      }));
      expect(await add(store, collection, many, T0)).toEqual({ kind: 'full', room: 195 });
      expect(await add(store, collection, many.slice(1), T0)).toEqual({ kind: 'done', count: 195 });
      expect((await boardOf(store, collection)).payers).toHaveLength(200);
    });
  });

  describe('a collection whose bot is another one now', () => {
    test('gets a new board, because its former one is not this bot’s to edit', async () => {
      const store = await newStore();
      const times = { at: T0, steadyAt: T0 };
      const tell = () => ({ kind: 'message', chatId: ASHA, payload: 'another bot' }) as const;
      await store.bots.speakAs(700_000_001, times, tell);
      const collection = await begun(store, payersOf(2));
      await showAll(store);
      expect((await boardOf(store, collection)).collection.boardMessageId).not.toBeNull();
      await store.bots.speakAs(700_000_002, times, tell);
      expect((await boardOf(store, collection)).collection).toMatchObject({
        boardMessageId: null,
        commandMessageId: null,
      });
    });
  });

  describe('a collection that cannot go on', () => {
    test('pauses when it is much later than it should be, and goes on when a person says so', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(2));
      const later = T0 + COLLECTION_LATE_MS + 2;
      expect(await store.collections.chargeNext(collection.id, ruleAt(later, { steadyAt: T0 }))).toBe(
        'paused',
      );
      expect((await boardOf(store, collection)).collection.pause).toBe('away');
      expect(await store.collections.nextDueAt()).toBeUndefined();
      expect(await store.charges.toPush(1, 10)).toEqual([]);
      expect(await act(store, 'resume', collection, later)).toEqual({ kind: 'done', count: 2 });
      expect(await act(store, 'resume', collection, later)).toEqual({ kind: 'nothing' });
      expect(await askAll(store, collection, later, later + WINDOW)).toHaveLength(2);
    });

    test('sends no prompt any more once it is closed: what was not pushed yet is canceled with it', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(7));
      await askAll(store, collection, T0, T0 + 10 * COLLECT_EVERY_MS);
      expect(await store.charges.toPush(1, 50)).toHaveLength(7);
      await act(store, 'close', collection, T0 + 10_000);
      expect(await store.charges.toPush(1, 50)).toEqual([]);
      expect(await statuses(store, collection)).toEqual(Array.from({ length: 7 }, () => 'not-sent'));
    });

    test('asks nobody any more once it is closed, closes its open charges, and tells a late payment apart', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(20));
      await askAll(store, collection, T0, T0 + 12 * COLLECT_EVERY_MS);
      const chargeId = await reach(store, collection, 0, 'pending', T0 + 20_000);
      const paid = await reach(store, collection, 1, 'paid', T0 + 20_000);
      await showAll(store);
      const at = T0 + 30_000;
      expect(await act(store, 'close', collection, at)).toEqual({ kind: 'done', count: 19 });
      expect(await act(store, 'close', collection, at)).toEqual({ kind: 'nothing' });
      expect(await askAll(store, collection, at, at + WINDOW)).toEqual([]);
      expect(await store.charges.toPush(1, 50)).toEqual([]);
      expect(await store.collections.openIn(1, 100, 5)).toEqual([]);
      expect(await store.chargeQueries.byId(chargeId)).toMatchObject({
        state: 'pending',
        closeReason: 'collection-closed',
        closedBy: ASHA,
      });
      expect((await store.chargeQueries.byId(paid))?.closedAt).toBeNull();
      expect(new Set(await statuses(store, collection))).toEqual(
        new Set(['asked', 'paid', 'not-sent', 'left']),
      );
      await showAll(store);
      await reach(store, collection, 0, 'paid', at + 1_000);
      expect(await showAll(store)).toEqual(['notice:paid', 'board:card']);
    });
  });

  describe('erasing a number', () => {
    const hash = (msisdn: string): string => `k.${msisdn.slice(-2)}`;
    test('takes it out of collections, so that it is not asked any more', async () => {
      const store = await newStore();
      const collection = await begun(store, [
        { msisdn: phone(numbered(0)), amountKes: null, name: 'Wanjiku' },
        ...payersOf(3).slice(1),
      ]);
      const effects = await effectsOf(store, T0);
      await store.phones.erase(1, phone(numbered(0)), hash, ASHA, T0, () => effects);
      const [erased] = (await boardOf(store, collection)).payers;
      expect(erased).toMatchObject({ state: 'left', customerName: null, msisdn: asErased('k.00') });
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toHaveLength(2);
    });

    test('again, after it was added again, takes it out again', async () => {
      const store = await newStore(KEYS);
      const collection = await begun(store, payersOf(2));
      const erase = async () => {
        const effects = await effectsOf(store, T0);
        await store.phones.erase(1, phone(numbered(0)), KEYS.hash, ASHA, T0, () => effects);
      };
      await erase();
      await add(store, collection, payersOf(1), T0);
      await erase();
      expect(await askAll(store, collection, T0, T0 + WINDOW)).toHaveLength(1);
    });

    test('leaves nobody to remind', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(1));
      await askAll(store, collection, T0, T0);
      const chargeId = await reach(store, collection, 0, 'unconfirmed', T0 + 20_000);
      const over = T0 + 20 * WINDOW;
      const move = { chargeId, at: over, actor: 'tillbot', detail: {}, set: { watchDueAt: null } } as const;
      await store.charges.move({ ...move, from: 'unconfirmed', to: 'expired' });
      const effects = await effectsOf(store, over);
      await store.phones.erase(1, phone(numbered(0)), hash, ASHA, over, () => effects);
      expect(await act(store, 'remind', collection, over)).toEqual({ kind: 'nothing' });
    });

    test('shows on the board that it is not asked any more', async () => {
      const store = await newStore();
      await begun(store, payersOf(2));
      await showAll(store);
      const effects = await effectsOf(store, T0);
      await store.phones.erase(1, phone(numbered(0)), hash, ASHA, T0, () => effects);
      expect(await showAll(store)).toEqual(['board:card']);
    });

    test('keeps it out of the collection, so that it can be erased again', async () => {
      const keys = keyring([Buffer.alloc(32, 7).toString('base64')]);
      const store = await newStore(keys);
      const collection = await begun(store, payersOf(2));
      const erase = async () => {
        const effects = await effectsOf(store, T0);
        return await store.phones.erase(1, phone(numbered(0)), keys.hash, ASHA, T0, () => effects);
      };
      await erase();
      expect(await add(store, collection, payersOf(1), T0)).toEqual({ kind: 'nothing' });
      await expect(erase()).resolves.toBeDefined();
    });

    test('by age erases payers of old collections, but none with an open charge', async () => {
      const store = await newStore();
      const collection = await begun(store, payersOf(3));
      await askAll(store, collection, T0, T0 + COLLECT_EVERY_MS);
      await reach(store, collection, 0, 'pending', T0);
      const keep = T0 + 1;
      while ((await store.phones.eraseBefore(keep, T0 + 2, hash)) > 0);
      const { payers } = await boardOf(store, collection);
      expect(payers.map(({ msisdn }) => msisdn.startsWith('erased:'))).toEqual([false, false, true]);
      expect(payers[2]?.state).toBe('left');
    });
  });
});
