import { describe, expect, test } from 'vitest';
import { aCharge, deliverAll, effectsOf } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;

onEveryEngine(() => {
  describe('an update', () => {
    test('is received once, however often Telegram delivers it', async () => {
      const store = await newStore();
      const update = { updateId: 5, chatId: 1, payload: { a: 1 } };
      await store.inbox.receive([update, update], T0);
      await store.inbox.receive([update], T0);
      expect((await store.inbox.due(T0, 10, [])).length).toBe(1);
      await store.inbox.finish({ updateId: 5, at: T0, messages: [], draft: { kind: 'keep' } });
      await store.inbox.receive([update], T0);
      expect(await store.inbox.due(T0, 10, [])).toEqual([]);
    });

    test('has its effects committed once', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, T0, {
        messages: [{ kind: 'message', chatId: 1, payload: { text: 'hello' } }],
      });
      await store.inbox.finish(effects);
      await store.inbox.finish(effects);
      const [message] = await store.outbox.due(T0, 10, []);
      await store.outbox.delivered(message!.row, 1, T0);
      expect(await store.outbox.due(T0, 10, [])).toEqual([]);
    });

    test('waits for the one before it in its chat, in the order of arrival, not of ids', async () => {
      const store = await newStore();
      await store.inbox.receive(
        [9, 3, 7].map((updateId) => ({ updateId, chatId: 1, payload: {} })),
        T0,
      );
      await store.inbox.receive([{ updateId: 1, chatId: 2, payload: {} }], T0);
      expect((await store.inbox.due(T0, 10, [])).map(({ updateId }) => updateId)).toEqual([9, 1]);
      const [first] = await store.inbox.due(T0, 10, [2]);
      await store.inbox.retryAt(first!, 'fault', T0 + 500);
      expect(await store.inbox.due(T0, 10, [2])).toEqual([]);
      expect((await store.inbox.due(T0 + 500, 10, [2])).map(({ updateId }) => updateId)).toEqual([9]);
    });

    test('is pruned when Telegram can no longer redeliver it, and not before', async () => {
      const store = await newStore();
      const effects = await effectsOf(store, T0);
      await store.inbox.finish(effects);
      await store.inbox.prune(T0);
      await store.inbox.receive([{ updateId: effects.updateId, chatId: 1, payload: {} }], T0);
      expect(await store.inbox.due(T0, 10, [])).toEqual([]);
      await store.inbox.prune(T0 + 1);
      await store.inbox.receive([{ updateId: effects.updateId, chatId: 1, payload: {} }], T0);
      expect((await store.inbox.due(T0, 10, [])).length).toBe(1);
    });

    test('is pruned without the charge’s notice and card, however old they are', async () => {
      const store = await newStore();
      const rule = {
        at: T0,
        steadyAt: T0,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(aCharge(), rule, undefined);
      await store.charges.move({
        chargeId: 1,
        at: T0,
        actor: 'tillbot',
        detail: {},
        from: 'created',
        to: 'canceled',
        notice: 'canceled',
      });
      await store.inbox.prune(T0 + 365 * 24 * 3_600_000);
      expect((await deliverAll(store)).map(({ kind }) => kind).toSorted()).toEqual(['card', 'notice']);
    });
  });
});
