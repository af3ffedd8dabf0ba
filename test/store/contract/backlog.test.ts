import { expect, test } from 'vitest';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, phone } from '../../support/store.ts';
import { watchedSince } from '../../support/watched.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = Date.parse('2026-11-23T09:00:00Z');
const NOTHING = { waiting: 0, oldestMs: 0 };

/** Nothing speaks against a charge. */
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
};

onEveryEngine(() => {
  test('nothing waits in a new store', async () => {
    const { queues, openCharges } = await (await newStore()).backlog.figures(T0, T0);
    expect(queues).toEqual({ inbox: NOTHING, outbox: NOTHING, watch: NOTHING });
    expect([...openCharges.values()].every((count) => count === 0)).toBe(true);
  });

  test('updates and messages are as old as their arrival, whatever they wait for', async () => {
    const store = await newStore();
    await effectsOf(store, T0);
    await effectsOf(store, T0 + 5_000);
    await store.outbox.add([{ kind: 'message', chatId: 7, payload: {} }], T0 + 1_000);
    await store.outbox.add([{ kind: 'message', chatId: 8, payload: {} }], T0 + 2_000);
    const { queues } = await store.backlog.figures(T0 + 10_000, T0);
    expect(queues.inbox).toEqual({ waiting: 2, oldestMs: 10_000 });
    expect(queues.outbox).toEqual({ waiting: 2, oldestMs: 9_000 });
  });

  test('what is not due yet waits, and is not old', async () => {
    const store = await newStore();
    await store.outbox.add([{ kind: 'message', chatId: 7, payload: {} }], T0);
    const [message] = await store.outbox.due(T0, 1, []);
    await store.outbox.later(message!.row, T0 + 60_000);
    expect((await store.backlog.figures(T0 + 10_000, T0 + 10_000)).queues.outbox).toEqual({
      waiting: 1,
      oldestMs: 0,
    });
    expect((await store.backlog.figures(T0 + 60_000, T0 + 60_000)).queues.outbox.oldestMs).toBe(60_000);
  });

  test('what was delivered waits no more, and a clock that was set back makes nothing negative', async () => {
    const store = await newStore();
    await store.outbox.add([{ kind: 'message', chatId: 7, payload: {} }], T0);
    expect((await store.backlog.figures(T0 - 90_000, T0)).queues.outbox).toEqual({ waiting: 1, oldestMs: 0 });
    const [message] = await store.outbox.due(T0, 1, []);
    await store.outbox.delivered(message!.row, 1, T0);
    expect((await store.backlog.figures(T0, T0)).queues.outbox).toEqual(NOTHING);
  });

  test('watched charges are as old as they are overdue, and open charges are counted by state', async () => {
    const store = await newStore();
    await watchedSince(store, T0, '0722000001');
    await watchedSince(store, T0 + 1_000, '0722000002');
    const asked = aCharge({ idempotencyKey: 'third', msisdn: phone('0722000003') });
    await store.charges.create(asked, RULE, await effectsOf(store, T0));
    // `watchedSince` makes a charge due five seconds after its push.
    expect((await store.backlog.figures(T0, T0 + 4_000)).queues.watch).toEqual({ waiting: 2, oldestMs: 0 });
    const { queues, openCharges } = await store.backlog.figures(T0, T0 + 7_500);
    expect(queues.watch).toEqual({ waiting: 2, oldestMs: 2_500 });
    expect(Object.fromEntries(openCharges)).toEqual({
      created: 1,
      pushing: 0,
      pending: 2,
      unconfirmed: 0,
      unknown: 0,
    });
  });

  test(
    'open charges of more than one slice, and of several shops, are each counted once',
    { tags: 'slow' },
    async () => {
      const keys = keyring([newSecretKey()]);
      const store = await newStore(keys);
      const two = { name: 'Two', account: { apiKey: 'k', username: 'u', email: 'e@x.example' } };
      await connectShop(store, keys, two, { userId: 9, name: 'Wanjiru' });
      const create = async (n: number, over: { merchantId?: number; userId?: number } = {}) => {
        const msisdn = phone(`07${String(10_000_000 + n)}`);
        const asked = aCharge({ idempotencyKey: `key ${n}`, msisdn, ...over });
        expect((await store.charges.create(asked, RULE, undefined)).kind).toBe('created');
      };
      for (let n = 0; n < 3_001; n += 1) await create(n);
      for (let n = 4_000; n < 4_003; n += 1) await create(n, { merchantId: 2, userId: 9 });
      expect((await store.backlog.figures(T0, T0)).openCharges.get('created')).toBe(3_004);
    },
  );
});
