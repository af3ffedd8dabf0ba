import { describe, expect, test } from 'vitest';
import type { BotChange, OwnerToTell } from '../../../src/store/port/bot-identity.ts';
import type { OutboxKind } from '../../../src/domain/messages.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, chargeMessageOf, linkGroup, phone, deliverAll } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const TIMES = { at: T0, steadyAt: T0 };
const [FIRST, SECOND] = [700_000_001, 700_000_002];

const tell = (change: BotChange, { userId, language }: OwnerToTell) =>
  ({ kind: 'message', chatId: userId, payload: { text: `${change.unhandled} ${language ?? ''}` } }) as const;

let keys = 0;
async function create(store: Store, over: Parameters<typeof aCharge>[0] = {}) {
  keys += 1;
  const asked = aCharge({ msisdn: phone(`07220${String(keys).padStart(5, '0')}`), ...over });
  const rule = {
    at: T0,
    steadyAt: T0,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  return await store.charges.create(asked, rule, await effectsOf(store, T0));
}

/** Makes a store with the state of a first bot: a charge with its card, waiting messages, a question, and unhandled updates. */
async function rig() {
  const store = await newStore();
  await store.bots.speakAs(FIRST, TIMES, tell);
  await create(store, { idempotencyKey: 'message:100:1', cardMessageId: 5, commandWord: '/charge' });
  const token = 'question';
  const draft = {
    chatId: 100,
    userId: 7,
    merchantId: 1,
    token,
    step: 'amount',
    msisdn: null,
    amountKes: null,
    note: null,
    shownReasons: [],
    threadId: null,
    commandMessageId: 2,
    commandWord: '/omba',
    promptMessageId: 6,
    askedAt: T0,
    expiresAt: T0 + 60_000,
  } as const;
  const payload = { text: 'x', reply_parameters: { message_id: 2, allow_sending_without_reply: true } };
  const says = (['message', 'edit', 'delete'] as const).map((kind) => ({ kind, chatId: 100, payload }));
  const question = { kind: 'message', chatId: 100, payload, draftToken: token } as const;
  const effects = await effectsOf(store, T0, {
    messages: [...says, question],
    draft: { kind: 'put', draft },
  });
  const asked = await effectsOf(store, T0);
  const asks = { chatId: -100, userId: 7, merchantId: 1, title: 'Duka', threadId: null, commandMessageId: 3 };
  await store.merchants.requestLink({ ...asks, language: 'en' }, () => asked);
  await store.inbox.finish(effects);
  for (const updateId of [90, 91]) await store.inbox.receive([{ updateId, chatId: 100, payload: {} }], T0);
  await store.users.tellStranger(666, T0, 86_400_000);
  return {
    store,
    waiting: async () =>
      (await deliverAll(store)).map(({ kind, payload: said }): [OutboxKind, unknown] => [kind, said]),
    charge: async () => chargeMessageOf((await store.chargeQueries.byId(1))!),
  };
}

onEveryEngine(() => {
  describe('the bot of a program', () => {
    test('is the one of its first start, and another start as the same bot changes nothing', async () => {
      const { store, waiting, charge } = await rig();
      expect(await store.bots.speakAs(FIRST, TIMES, tell)).toBeUndefined();
      expect((await waiting()).map(([kind]) => kind)).toEqual(['delete', 'message', 'message', 'edit']);
      expect(await store.users.draft(100, 7, T0)).toMatchObject({ token: 'question', commandWord: '/omba' });
      expect(await charge()).toMatchObject({
        cardMessageId: 5,
        commandMessageId: 1,
        commandWord: '/charge',
      });
      expect(await store.inbox.waiting()).toBeGreaterThan(0);
    });

    test('is reported to the owners when it changes, with the number of unhandled updates', async () => {
      const { store, waiting } = await rig();
      await store.users.setLanguage(7, 'sw');
      const unhandled = await store.inbox.waiting();
      expect(await store.bots.speakAs(SECOND, TIMES, tell)).toEqual({
        formerId: FIRST,
        botId: SECOND,
        unhandled,
      });
      expect(await waiting()).toContainEqual(['message', { text: `${unhandled} sw` }]);
      expect(await store.bots.speakAs(SECOND, TIMES, tell)).toBeUndefined();
    });

    test('does not edit or answer messages of the former bot, and does not go on with its questions', async () => {
      const { store, waiting, charge } = await rig();
      await store.bots.speakAs(SECOND, TIMES, tell);
      const left = (await waiting()).map(([kind, said]) => [kind, said]);
      expect(left[0]).toEqual(['message', { text: 'x' }]);
      expect(left).toHaveLength(2);
      const nothing = { cardMessageId: null, cardDueAt: null, commandMessageId: null, commandWord: null };
      expect(await charge()).toMatchObject(nothing);
      expect(await store.users.draft(100, 7, T0)).toBeUndefined();
      expect(await store.merchants.dueLinkRequests(T0, 10, [])).toEqual([]);
      // Notices are still sent.
      const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'unknown', notice: 'unknown' });
      expect((await waiting()).map(([kind]) => kind)).toContain('notice');
    });

    test('may delete nothing in a group until it is asked', async () => {
      const { store } = await rig();
      await store.members.configureOwners([7], 0);
      await linkGroup(store, -200, 7, T0 * 2);
      await store.merchants.botMayDeleteNow(-200, true, await effectsOf(store, T0));
      expect(await store.merchants.botMayDelete(-200)).toBe(true);
      await store.bots.speakAs(SECOND, TIMES, tell);
      expect(await store.merchants.botMayDelete(-200)).toBe(false);
      expect(await store.merchants.dueChecks({ now: T0, farthest: T0 * 3 }, 10, [])).toHaveLength(1);
    });

    test('accepts an update id that the former bot has used, and answers strangers again', async () => {
      const { store } = await rig();
      await store.bots.speakAs(SECOND, TIMES, tell);
      expect(await store.inbox.waiting()).toBe(0);
      await store.inbox.receive([{ updateId: 90, chatId: 100, payload: {} }], T0);
      expect(await store.inbox.waiting()).toBe(1);
      expect(await store.users.tellStranger(666, T0, 86_400_000)).toBe(true);
    });
  });

  describe('a command', () => {
    test('with a message id that the former bot has used makes a new charge', async () => {
      const { store } = await rig();
      await store.bots.speakAs(SECOND, TIMES, tell);
      expect(await create(store, { idempotencyKey: 'message:100:1' })).toMatchObject({
        kind: 'created',
        charge: { id: 2 },
      });
      expect(await create(store, { idempotencyKey: 'message:100:1' })).toMatchObject({
        kind: 'already',
        charge: { id: 2 },
      });
    });

    test('is not charged again when its bot comes back', async () => {
      const { store } = await rig();
      await store.bots.speakAs(SECOND, TIMES, tell);
      await create(store, { idempotencyKey: 'message:100:1' });
      await store.bots.speakAs(FIRST, TIMES, tell);
      expect(await create(store, { idempotencyKey: 'message:100:1' })).toMatchObject({
        kind: 'already',
        charge: { id: 1 },
      });
      await store.bots.speakAs(SECOND, TIMES, tell);
      expect(await create(store, { idempotencyKey: 'message:100:1' })).toMatchObject({
        kind: 'already',
        charge: { id: 2 },
      });
    });

    test('whose key names no message finds its charge through any bot', async () => {
      const { store } = await rig();
      for (const idempotencyKey of ['again:1', 'question:abc']) await create(store, { idempotencyKey });
      await store.bots.speakAs(SECOND, TIMES, tell);
      for (const idempotencyKey of ['again:1', 'question:abc'])
        expect(await create(store, { idempotencyKey })).toMatchObject({ kind: 'already' });
    });
  });
});
