import { describe, expect, test } from 'vitest';
import type { Charge, ChargeRequest } from '../../../src/domain/charge.ts';
import { NOTICE_KINDS } from '../../../src/domain/messages.ts';
import type { VelocityLimit } from '../../../src/domain/velocity-limit.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, linkGroup, phone, deliverAll } from '../../support/store.ts';
import { newStore, onEveryEngine } from './engines.ts';

const T0 = 1_000_000;
const KEYS = keyring([newSecretKey()]);
const DAY = 86_400_000;
const RULE = {
  at: T0,
  steadyAt: T0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;
/** Two owners, a manager and a cashier. */
const [ASHA, JUMA, MANAGER, CASHIER] = [7, 8, 9, 10];
const GROUP = -5;

/** A request for a charge from no chat and no person. */
const request = (over: Partial<ChargeRequest> = {}): ChargeRequest => ({
  ...aCharge({ idempotencyKey: 'order:1' }),
  userId: null,
  message: null,
  ...over,
});

async function staffed(): Promise<Store> {
  const store = await newStore();
  await letIn(store, JUMA, 'Juma', 'owner', ASHA);
  await letIn(store, MANAGER, 'Wanjiru', 'manager', ASHA);
  await letIn(store, CASHIER, 'Otieno', 'cashier', ASHA);
  await deliverAll(store);
  return store;
}

async function created(store: Store, over: Partial<ChargeRequest> = {}): Promise<Charge> {
  const outcome = await store.charges.create(request(over), RULE, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge;
}

async function pending(store: Store): Promise<number> {
  const { id: chargeId } = await created(store);
  const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  const set = { transactionId: `T${chargeId}`, watchDueAt: T0 };
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set });
  return chargeId;
}

async function paid(store: Store): Promise<number> {
  const chargeId = await pending(store);
  const set = { receipt: 'UKO0000001', paidAt: T0, watchDueAt: null };
  const move = { chargeId, at: T0, actor: 'gateway', detail: {} } as const;
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set, notice: 'paid' });
  return chargeId;
}

async function announceIn(store: Store, chatId: number, threadId: number | null): Promise<void> {
  const place = { chatId, threadId, language: 'sw' } as const;
  await store.merchants.announce(1, place, ASHA, T0, await effectsOf(store, T0));
}

onEveryEngine(() => {
  describe('a charge outside of any chat', () => {
    test('is created once per idempotency key, and its audit log names no person', async () => {
      const store = await staffed();
      const charge = await created(store);
      expect(charge).toMatchObject({ state: 'created', number: 1, userId: null, message: null });
      const again = await store.charges.create(request(), { ...RULE, at: T0 + DAY }, undefined);
      expect(again).toMatchObject({ kind: 'already', charge: { id: charge.id } });
      expect(await store.chargeQueries.byId(charge.id + 1)).toBeUndefined();
      expect(await store.chargeQueries.events(charge.id)).toMatchObject([
        { to: 'created', actor: 'tillbot' },
      ]);
      expect((await store.charges.toPush(1, 10)).map(({ id }) => id)).toEqual([charge.id]);
    });

    test('differs from a charge of another shop, or of a chat, with the same key', async () => {
      const store = await staffed();
      const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
      const person = { userId: 20, name: 'Wairimu' };
      const second = await connectShop(store, KEYS, { name: 'Two', account }, person);
      const idempotencyKey = 'message:100:1';
      const hers = aCharge({ idempotencyKey });
      expect(await store.charges.create(hers, RULE, undefined)).toMatchObject({ charge: { id: 1 } });
      for (const [n, merchantId] of [1, second].entries()) {
        const asked = request({ idempotencyKey, merchantId });
        const charge = { id: n + 2, merchantId };
        expect(await store.charges.create(asked, RULE, undefined)).toMatchObject({ kind: 'created', charge });
        expect(await store.charges.create(asked, RULE, undefined)).toMatchObject({ kind: 'already', charge });
      }
    });

    test('is found by its key after a change of the bot', async () => {
      const store = await staffed();
      const asked = request({ idempotencyKey: 'message:100:1' });
      const tell = () => ({ kind: 'message', chatId: ASHA, payload: {} }) as const;
      await store.bots.speakAs(1, { at: T0, steadyAt: T0 }, tell);
      await store.charges.create(asked, RULE, undefined);
      await store.bots.speakAs(2, { at: T0, steadyAt: T0 }, tell);
      expect((await store.charges.create(asked, RULE, undefined)).kind).toBe('already');
    });

    test('has no card in any state', async () => {
      const store = await staffed();
      const chargeId = await paid(store);
      await store.charges.noteRefusal(chargeId, T0);
      expect(await store.outbox.dueCards(T0, 10, [])).toEqual([]);
      expect(await store.outbox.nextCardAt()).toBeUndefined();
      expect((await deliverAll(store)).filter(({ kind }) => kind === 'card')).toEqual([]);
      expect((await store.chargeQueries.byId(chargeId))?.message).toBeNull();
    });

    test('that is paid is announced where the shop’s payments are announced, and not in private', async () => {
      const store = await staffed();
      await linkGroup(store, GROUP, ASHA);
      await announceIn(store, GROUP, 12);
      await announceIn(store, -6, null);
      await deliverAll(store);
      const chargeId = await paid(store);
      const said = await deliverAll(store);
      expect(said.map(({ chatId, kind, notice }) => [chatId, kind, notice]).toSorted()).toEqual(
        [
          [GROUP, 'announcement', 'paid'],
          [-6, 'announcement', 'paid'],
        ].toSorted(),
      );
      expect(said.find(({ chatId }) => chatId === GROUP)).toMatchObject({
        chargeId,
        payload: { threadId: 12, language: 'sw' },
      });
    });

    test('that is paid is announced to each owner in private and in their language, if no chat gets announcements', async () => {
      const store = await staffed();
      await store.users.setLanguage(JUMA, 'sw');
      await paid(store);
      const said = await deliverAll(store);
      expect(said.map(({ chatId, kind, payload }) => [chatId, kind, payload])).toEqual([
        [ASHA, 'announcement', { threadId: null, language: 'en', shop: null }],
        [JUMA, 'announcement', { threadId: null, language: 'sw', shop: null }],
      ]);
    });

    test.each(NOTICE_KINDS.filter((notice) => notice !== 'mismatch' && notice !== 'marked'))(
      'has an announcement instead of the notice “%s”',
      async (notice) => {
        const store = await staffed();
        const { id: chargeId } = await created(store);
        const move = { chargeId, at: T0, actor: 'tillbot', detail: {}, notice } as const;
        await store.charges.move({ ...move, from: 'created', to: 'unknown' });
        const said = await deliverAll(store);
        expect(new Set(said.map(({ kind }) => kind))).toEqual(new Set(['announcement']));
        expect(said.map(({ chatId }) => chatId)).toEqual([ASHA, JUMA]);
      },
    );

    test('has a mismatch that is announced to the owners and that a manager can mark', async () => {
      const store = await staffed();
      const chargeId = await pending(store);
      const payment = { amount: '40', phone: '0722 ••• 001', receipt: 'UKNOTHER12' };
      await store.charges.noteMismatch(chargeId, 'amount', payment, T0, {});
      const told = async () =>
        (await deliverAll(store)).map(({ chatId, kind, notice }) => [chatId, kind, notice]);
      expect(await told()).toEqual([
        [ASHA, 'announcement', 'mismatch'],
        [JUMA, 'announcement', 'mismatch'],
      ]);
      const decision = { chargeId, report: 1, userId: CASHIER, at: T0 };
      expect(await store.charges.mark({ ...decision, paid: true }, await effectsOf(store, T0))).toMatchObject(
        {
          kind: 'forbidden',
          why: 'not-yours',
        },
      );
      const outcome = await store.charges.mark(
        { ...decision, userId: MANAGER, paid: true },
        await effectsOf(store, T0),
      );
      expect(outcome).toMatchObject({ kind: 'marked', charge: { state: 'marked_paid', markedBy: MANAGER } });
    });

    test('is in the list of the shop, and in no list of a chat or a person', async () => {
      const store = await staffed();
      const { id } = await created(store);
      const scope = { merchantId: 1, chatId: undefined, userId: undefined };
      expect((await store.chargeQueries.waiting(scope, 10)).charges.map((charge) => charge.id)).toEqual([id]);
      for (const narrower of [{ chatId: 100 }, { userId: ASHA }])
        expect((await store.chargeQueries.waiting({ ...scope, ...narrower }, 10)).total).toBe(0);
    });
  });

  describe('a request for a charge outside of any chat', () => {
    const withLimit = (of: VelocityLimit['of']) => ({
      ...RULE,
      velocityLimits: [{ of, count: 1, withinMs: DAY }],
    });
    const other = { idempotencyKey: 'order:2', msisdn: phone('0722000002') };

    test('counts towards the limits of the phone and of the shop', async () => {
      const store = await staffed();
      await pending(store);
      const samePhone = request({ idempotencyKey: 'order:2' });
      expect(await store.charges.create(samePhone, withLimit('phone'), undefined)).toMatchObject({
        kind: 'limit-reached',
        limit: { of: 'phone' },
      });
      expect(await store.charges.create(request(other), withLimit('merchant'), undefined)).toMatchObject({
        kind: 'limit-reached',
        limit: { of: 'merchant' },
      });
      expect((await store.charges.create(request(other), withLimit('phone'), undefined)).kind).toBe(
        'created',
      );
    });

    test('has no limit of a person, and counts towards none', async () => {
      const store = await staffed();
      await created(store);
      expect((await store.charges.create(request(other), withLimit('member'), undefined)).kind).toBe(
        'created',
      );
      const hers = aCharge({ idempotencyKey: 'message:1', msisdn: phone('0722000003') });
      const outcome = await store.charges.create(hers, withLimit('member'), await effectsOf(store, T0));
      expect(outcome.kind).toBe('created');
    });

    test('meets an open prompt, and repeats another such charge that was just paid', async () => {
      const store = await staffed();
      await pending(store);
      const rule = { ...RULE, windowMs: 120_000 };
      const again = request({ idempotencyKey: 'order:2' });
      expect((await store.charges.create(again, rule, undefined)).kind).toBe('prompt-open');
      const set = { receipt: 'UKO0000001', paidAt: T0 };
      const move = { chargeId: 1, at: T0, actor: 'gateway', detail: {} } as const;
      await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
      expect(await store.charges.create(again, rule, undefined)).toMatchObject({
        kind: 'needs-confirmation',
        repeats: { id: 1 },
      });
      // A request in a chat is not a repetition.
      const hers = aCharge({ idempotencyKey: 'message:1' });
      expect((await store.charges.create(hers, rule, await effectsOf(store, T0))).kind).toBe('created');
    });

    test('is refused if the shop is suspended or the phone is blocked, and so is its push', async () => {
      const store = await staffed();
      const { id: chargeId } = await created(store);
      const refused = async (why: string): Promise<void> => {
        expect(await store.charges.create(request(other), RULE, undefined)).toEqual({ kind: 'refused', why });
        const move = { chargeId, at: T0, actor: 'tillbot', detail: {} } as const;
        const push = await store.charges.move({ ...move, from: 'created', to: 'pushing' });
        expect(push).toEqual({ kind: 'refused', why });
      };
      await store.merchants.suspend(1, true, T0);
      await refused('suspended');
      await store.merchants.suspend(1, false, T0);
      for (const local of ['0712345678', '0722000002'])
        await store.phones.block(1, phone(local), true, ASHA, T0, await effectsOf(store, T0));
      await refused('blocked');
    });
  });
});
