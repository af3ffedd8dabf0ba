import { describe, expect, test } from 'vitest';
import { FIRST_CARD_AFTER_MS } from '../../../src/domain/messages.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf } from '../../support/store.ts';
import type { DueMessage } from '../../../src/store/port/outbox.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

async function created(store: Store, over: Parameters<typeof aCharge>[0] = {}) {
  const outcome = await store.charges.create(aCharge(over), RULE, await effectsOf(store, T0));
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge;
}

/** Makes a charge that is paid at once. */
async function paid(store: Store) {
  const { id: chargeId } = await created(store);
  const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  const set = { receipt: 'UKO0000001', paidAt: T0 };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
  return { id: chargeId };
}

/** When a new card is sent, whatever became of the push. */
const CARD_AT = T0 + FIRST_CARD_AFTER_MS;

/** The card shows the charge as it is now. */
const shownNow = ({ charge }: DueMessage) => ({
  revision: charge?.message?.revision ?? 0,
  changesAt: undefined,
});

onEveryEngine(() => {
  describe('the outbox', () => {
    const says = (...texts: string[]) =>
      texts.map((text) => ({ kind: 'message', chatId: 1, payload: { text } }) as const);

    test('returns the messages of a chat in order, each only after the one before is delivered', async () => {
      const store = await newStore();
      await store.inbox.finish(await effectsOf(store, T0, { messages: says('a', 'b') }));
      const first = await store.outbox.due(T0, 10, []);
      expect(first.map(({ row }) => row.payload)).toEqual([{ text: 'a' }]);
      await store.outbox.later(first[0]!.row, T0 + 3_000);
      expect(await store.outbox.due(T0 + 2_999, 10, [])).toEqual([]);
      expect(await store.outbox.nextDueAt(T0)).toBe(T0 + 3_000);
      const again = await store.outbox.due(T0 + 3_000, 10, []);
      expect(again[0]).toMatchObject({ row: { payload: { text: 'a' }, attempts: 1 } });
      await store.outbox.delivered(again[0]!.row, 50, T0 + 3_000);
      expect((await store.outbox.due(T0 + 3_000, 10, [])).map(({ row }) => row.payload)).toEqual([
        { text: 'b' },
      ]);
    });

    test('keeps a card due if the charge changed while the card was sent', async () => {
      const store = await newStore();
      const charge = await created(store);
      const [card] = await store.outbox.due(CARD_AT, 10, []);
      await store.charges.move({
        chargeId: charge.id,
        from: 'created',
        to: 'pushing',
        at: T0,
        actor: 'tillbot',
        detail: {},
      });
      await store.outbox.delivered(card!.row, 50, T0, shownNow(card!));
      const [due] = await store.outbox.dueCards(T0, 10, []);
      expect(due).toMatchObject({ id: charge.id, state: 'pushing', message: { cardMessageId: 50 } });
      await store.outbox.cardShown(due!);
      expect(await store.outbox.dueCards(T0, 10, [])).toEqual([]);
    });

    test('holds a new card until the outcome of the push is known, and a moment at most', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      expect(await store.outbox.due(CARD_AT - 1, 10, [])).toEqual([]);
      expect(await store.outbox.nextDueAt()).toBe(CARD_AT);
      expect((await store.outbox.due(CARD_AT, 10, [])).map(({ row }) => row.kind)).toEqual(['card']);
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing', sameCard: true });
      expect(await store.outbox.due(CARD_AT - 1, 10, [])).toEqual([]);
      await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
      const [card] = await store.outbox.due(T0, 10, []);
      expect(card).toMatchObject({ row: { kind: 'card' }, charge: { state: 'pending' } });
      await store.outbox.delivered(card!.row, 50, T0, shownNow(card!));
      expect([await store.outbox.nextDueAt(), await store.outbox.nextCardAt()]).toEqual([
        undefined,
        undefined,
      ]);
    });

    test('sends no card of a charge whose end is known first: its notice alone', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing', sameCard: true });
      await store.charges.move({ ...move, from: 'pushing', to: 'declined', notice: 'declined' });
      const [notice] = await store.outbox.due(T0, 10, []);
      expect(notice?.row.notice).toBe('declined');
      await store.outbox.delivered(notice!.row, 50, T0);
      expect(await store.outbox.due(Number.MAX_SAFE_INTEGER, 10, [])).toEqual([]);
      expect(await store.outbox.nextCardAt()).toBeUndefined();
    });

    test('does not hurry a card that Telegram did not take', async () => {
      const store = await newStore();
      const { id: chargeId } = await created(store);
      const [card] = await store.outbox.due(CARD_AT, 10, []);
      await store.outbox.later(card!.row, T0 + 60_000);
      const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing', sameCard: true });
      await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
      expect(await store.outbox.nextDueAt()).toBe(T0 + 60_000);
    });

    test('makes a card due again if an older state was shown last', async () => {
      const store = await newStore();
      const charge = await created(store);
      const [card] = await store.outbox.due(CARD_AT, 10, []);
      await store.outbox.delivered(card!.row, 50, T0, shownNow(card!));
      const move = { chargeId: charge.id, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'pushing' });
      const [older] = await store.outbox.dueCards(T0, 10, []);
      await store.charges.move({ ...move, from: 'pushing', to: 'unknown' });
      const [newer] = await store.outbox.dueCards(T0, 10, []);
      // As with two programs: the newer edit arrives first.
      await store.outbox.cardShown(newer!);
      await store.outbox.cardShown(older!);
      expect(await store.outbox.dueCards(T0 + 1, 10, [])).toMatchObject([
        { id: charge.id, state: 'unknown' },
      ]);
    });

    test('follows a group that became a supergroup', async () => {
      const store = await newStore();
      await created(store, { chatId: -5, chatKind: 'group', commandWord: '/omba' });
      expect(await store.outbox.due(CARD_AT, 10, [])).toMatchObject([
        { charge: { message: { commandMessageId: 1, commandWord: '/omba' } } },
      ]);
      await store.outbox.chatMoved(-5, -1_005, 0);
      const [card] = await store.outbox.due(CARD_AT, 10, []);
      expect(card).toMatchObject({
        row: { chatId: -1_005 },
        charge: { message: { chatId: -1_005, commandMessageId: null, commandWord: null } },
      });
    });

    test('leaves the deletions of a former group behind: in the supergroup another message has the id', async () => {
      const store = await newStore();
      const payload = { message_id: 7 };
      await store.outbox.add(
        (['delete', 'message'] as const).map((kind) => ({ kind, chatId: -5, payload })),
        T0,
      );
      await store.outbox.chatMoved(-5, -1_005, T0);
      expect((await store.outbox.due(T0, 10, [])).map(({ row }) => [row.kind, row.chatId])).toEqual([
        ['message', -1_005],
      ]);
    });
  });

  test('a payment is announced once in a supergroup if both it and its former group got announcements', async () => {
    const store = await newStore();
    for (const chatId of [-1, -1001]) {
      const place = { chatId, threadId: null, language: 'en' } as const;
      await store.merchants.announce(1, place, 7, T0, await effectsOf(store, T0));
    }
    await paid(store);
    const announced = async () =>
      (await store.outbox.due(T0, 10, []))
        .filter(({ row }) => row.kind === 'announcement')
        .map(({ row }) => row.chatId);
    expect((await announced()).toSorted()).toEqual([-1, -1001].toSorted());
    await store.outbox.chatMoved(-1, -1001, 0);
    expect(await announced()).toEqual([-1001]);
  });
});
