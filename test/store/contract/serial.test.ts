import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { aCharge, effectsOf, letIn, linkGroup, phone, deliverAll } from '../../support/store.ts';
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
const { hash } = keyring([newSecretKey()]);
const ASHA = 7;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const local = (n: number) => phone(`07220${String(n).padStart(5, '0')}`);
const step = (chargeId: number) => ({ chargeId, at: T0, actor: 'tillbot', detail: {} }) as const;
const kindsOf = (outcomes: readonly { readonly kind: string }[]): readonly string[] =>
  outcomes.map(({ kind }) => kind).toSorted();
const times = <T>(count: number, value: T): readonly T[] => up(count).map(() => value);

async function create(store: Store, n: number): Promise<number> {
  const asked = aCharge({ idempotencyKey: `${n}`, msisdn: local(n) });
  const outcome = await store.charges.create(asked, RULE, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.charge.id;
}

async function watched(store: Store, n: number): Promise<number> {
  const chargeId = await create(store, n);
  await store.charges.move({ ...step(chargeId), from: 'created', to: 'pushing' });
  const set = { transactionId: `T${n}`, watchDueAt: T0 };
  await store.charges.move({ ...step(chargeId), from: 'pushing', to: 'pending', set });
  return chargeId;
}

onEveryEngine(() => {
  describe('concurrent calls have the effect of calls one after another', () => {
    test('one of many requests with one key creates the charge, and the others find it', async () => {
      const store = await newStore();
      const outcomes = await Promise.all(up(30).map(() => store.charges.create(aCharge(), RULE, undefined)));
      expect(kindsOf(outcomes)).toEqual([...times(29, 'already'), 'created']);
      const ids = new Set(outcomes.map((outcome) => ('charge' in outcome ? outcome.charge.id : 0)));
      expect(ids).toEqual(new Set([1]));
      expect(await store.chargeQueries.events(1)).toHaveLength(1);
      expect((await deliverAll(store)).filter(({ kind }) => kind === 'card')).toHaveLength(1);
    });

    test('one of many requests for one phone is accepted while its prompt may be open', async () => {
      const store = await newStore();
      const rule = { ...RULE, windowMs: 120_000 };
      const asked = up(20).map((n) => aCharge({ idempotencyKey: `${n}`, amountKes: n as AmountKes }));
      const outcomes = await Promise.all(asked.map((one) => store.charges.create(one, rule, undefined)));
      expect(kindsOf(outcomes)).toEqual(['created', ...times(19, 'prompt-open')]);
    });

    test('no more charges are created than a limit allows, and each has its own number', async () => {
      const store = await newStore();
      const velocityLimits = [{ of: 'merchant', count: 5, withinMs: 1_000 }] as const;
      const outcomes = await Promise.all(
        up(20).map((n) =>
          store.charges.create(
            aCharge({ idempotencyKey: `${n}`, msisdn: local(n) }),
            { ...RULE, velocityLimits },
            undefined,
          ),
        ),
      );
      expect(kindsOf(outcomes)).toEqual([...times(5, 'created'), ...times(15, 'limit-reached')]);
      const numbers = outcomes.flatMap((outcome) =>
        outcome.kind === 'created' ? [outcome.charge.number] : [],
      );
      expect(numbers.toSorted()).toEqual(up(5));
    });

    test('one of many moves moves a charge, with one row of the audit log and one notice', async () => {
      const store = await newStore();
      const chargeId = await watched(store, 1);
      const set = { receipt: 'UKO0000001', paidAt: T0, watchDueAt: null };
      const moves = up(20).map((n) =>
        n % 2 === 0
          ? store.charges.move({ ...step(chargeId), from: 'pending', to: 'paid', set, notice: 'paid' })
          : store.charges.move({
              ...step(chargeId),
              from: 'pending',
              to: 'unconfirmed',
              notice: 'unconfirmed',
            }),
      );
      expect(kindsOf(await Promise.all(moves))).toEqual(['moved', ...times(19, 'stale')]);
      expect(await store.chargeQueries.events(chargeId)).toHaveLength(4);
      expect((await deliverAll(store)).filter(({ kind }) => kind === 'notice')).toHaveLength(1);
    });

    test('one of many pushes of a charge begins', async () => {
      const store = await newStore();
      const chargeId = await create(store, 1);
      const push = { ...step(chargeId), from: 'created', to: 'pushing' } as const;
      const outcomes = await Promise.all(up(20).map(() => store.charges.move(push)));
      expect(kindsOf(outcomes)).toEqual(['moved', ...times(19, 'stale')]);
    });

    test('a receipt pays one of several charges', async () => {
      const store = await newStore();
      const ids: number[] = [];
      for (const n of up(10)) ids.push(await watched(store, n));
      const set = { receipt: 'UKO0000001', paidAt: T0 };
      const outcomes = await Promise.all(
        ids.map((id) => store.charges.move({ ...step(id), from: 'pending', to: 'paid', set })),
      );
      expect(kindsOf(outcomes)).toEqual(['moved', ...times(9, 'taken')]);
    });

    test('a due charge is claimed by one of several callers', async () => {
      const store = await newStore();
      const ids: number[] = [];
      for (const n of up(10)) ids.push(await watched(store, n));
      const claims = await Promise.all([
        store.charges.claimWatched(1, T0, 1_000, 6),
        store.charges.claimWatched(1, T0, 1_000, 6),
        store.charges.claimWatched(1, T0, 1_000, 6),
      ]);
      const claimed = claims.flat().map(({ id }) => id);
      expect(new Set(claimed).size).toBe(claimed.length);
      // A claim may miss a charge while others claim. The next claim finds it.
      const rest = await store.charges.claimWatched(1, T0, 1_000, 10);
      expect([...claimed, ...rest.map(({ id }) => id)].toSorted()).toEqual(ids.toSorted());
      expect(await store.charges.claimWatched(1, T0, 1_000, 10)).toEqual([]);
    });

    test('a claim holds until another time is set, or the charge needs no watch', async () => {
      const store = await newStore();
      const [kept, moved, paid] = [await watched(store, 1), await watched(store, 2), await watched(store, 3)];
      const claimed = await store.charges.claimWatched(1, T0, 1_000, 10);
      const until = T0 + 1_000;
      const claims = claimed.map(({ id: chargeId }) => ({ chargeId, until }));
      expect(await store.charges.stillClaimed(claims)).toEqual(claimed);
      await store.charges.watchAgainAt(moved, T0 + 5_000);
      const set = { receipt: 'UKO0000001', paidAt: T0, watchDueAt: null };
      await store.charges.move({ ...step(paid), from: 'pending', to: 'paid', set });
      expect((await store.charges.stillClaimed(claims)).map(({ id }) => id)).toEqual([kept]);
      expect(await store.charges.stillClaimed([{ chargeId: kept, until: until + 1 }])).toEqual([]);
    });

    test.each(['claimed first', 'paid first'])(
      'a charge that is paid while it is claimed stays without a due time (%s)',
      async (order) => {
        const store = await newStore();
        const chargeId = await watched(store, 1);
        const set = { receipt: 'UKO0000001', paidAt: T0, watchDueAt: null };
        const claim = () => store.charges.claimWatched(1, T0, 1_000, 10);
        const pay = () => store.charges.move({ ...step(chargeId), from: 'pending', to: 'paid', set });
        const calls = order === 'paid first' ? [pay(), claim()] : [claim(), pay()];
        await Promise.all(calls);
        const claimed = await (order === 'paid first' ? calls[1] : calls[0]);
        expect(claimed).toSatisfy(
          (charges: readonly { readonly state: string }[]) =>
            charges.length === 0 || (charges.length === 1 && charges[0]?.state === 'pending'),
        );
        expect(await store.chargeQueries.byId(chargeId)).toMatchObject({ state: 'paid', watchDueAt: null });
      },
    );

    test('a code admits one of several people, and the effects of an update count once', async () => {
      const store = await newStore();
      const invite = { codeHash: 'code', merchantId: 1, role: 'cashier', expiresAt: T0 + 1 } as const;
      await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
      const effects = await Promise.all(up(10).map(() => effectsOf(store, T0)));
      const redemptions = await Promise.all(
        effects.map((one, n) =>
          store.members.redeemInvite('code', { userId: 50 + n, name: 'P' }, T0, () => one),
        ),
      );
      expect(kindsOf(redemptions)).toEqual(['joined', ...times(9, 'used')]);
      const says = [{ kind: 'message', chatId: 1, payload: 'once' } as const];
      const finished = await effectsOf(store, T0, { messages: says });
      await Promise.all(up(10).map(() => store.inbox.finish(finished)));
      expect((await deliverAll(store)).filter(({ payload }) => payload === 'once')).toHaveLength(1);
    });

    test('an update in many batches is received once, and the limits of a sender hold for all batches', async () => {
      const store = await newStore();
      const sayTooMuch = () => ({ kind: 'message', chatId: ASHA, payload: 'too much' }) as const;
      const update = (updateId: number) => ({
        updateId,
        chatId: ASHA,
        userId: ASHA,
        isAddressed: true,
        payload: {},
      });
      const bounds = { steadyAt: T0, sayTooMuch };
      await Promise.all(up(10).map(() => store.inbox.receive([update(9_000)], T0, bounds)));
      expect(await store.inbox.waiting()).toBe(1);
      await Promise.all(up(60).map((n) => store.inbox.receive([update(9_000 + n)], T0, bounds)));
      expect(await store.inbox.waiting()).toBe(30);
      expect((await deliverAll(store)).filter(({ payload }) => payload === 'too much')).toHaveLength(1);
    });

    test('one of two owners who remove each other stays', async () => {
      const store = await newStore();
      await letIn(store, 8, 'Juma', 'owner', ASHA);
      await letIn(store, 9, 'Otieno', 'owner', ASHA);
      await store.members.configureOwners([], 0);
      const owners = (await store.members.owners(1)).map(({ userId }) => userId);
      const effects = await Promise.all(owners.map(() => effectsOf(store, T0)));
      await Promise.all(
        owners.map((userId, n) =>
          store.members.remove(1, userId, owners[(n + 1) % owners.length]!, T0, () => effects[n]!),
        ),
      );
      expect(owners).toEqual([8, 9]);
      expect(await store.members.owners(1)).toHaveLength(1);
    });

    test('one of two requests links a group', async () => {
      const store = await newStore();
      await letIn(store, 8, 'Juma', 'owner', ASHA);
      const request = { merchantId: 1, chatId: -5, title: null, threadId: null, language: 'en' } as const;
      for (const userId of [ASHA, 8]) {
        const effects = await effectsOf(store, T0);
        await store.merchants.requestLink({ ...request, userId, commandMessageId: userId }, () => effects);
      }
      const due = await store.merchants.dueLinkRequests(T0, 10, []);
      const outcomes = await Promise.all(due.map((one) => store.merchants.link(one, T0, T0, () => [])));
      expect(outcomes.toSorted()).toEqual(['already', 'linked']);
    });
  });

  describe('a method that fails', () => {
    const fault = new Error('planted');
    const fails = (): never => {
      throw fault;
    };

    test('changes nothing: neither the charge, nor the update, nor the outbox', async () => {
      const store = await newStore();
      const chargeId = await create(store, 1);
      const effects = await effectsOf(store, T0, {
        messages: [{ kind: 'message', chatId: 1, payload: 'x' }],
      });
      const move = { ...step(chargeId), from: 'created', to: 'paid' } as const;
      await expect(store.charges.move(move, effects)).rejects.toThrow('no transition');
      expect(await store.chargeQueries.byId(chargeId)).toMatchObject({ state: 'created' });
      expect((await store.inbox.due(T0, 10, [])).map(({ updateId }) => updateId)).toEqual([effects.updateId]);
      expect((await deliverAll(store)).filter(({ payload }) => payload === 'x')).toEqual([]);
    });

    test('undoes all of its writes, however late it fails', async () => {
      const store = await newStore();
      for (const n of up(5))
        await store.charges.move({ ...step(await create(store, n)), from: 'created', to: 'canceled' });
      let hashed = 0;
      const failing = (text: string): string => {
        hashed += 1;
        return hashed === 5 ? fails() : hash(text);
      };
      await expect(store.phones.eraseBefore(T0 + 1, T0 + 1, failing)).rejects.toThrow('planted');
      expect(hashed).toBe(5);
      for (const n of up(5)) expect((await store.chargeQueries.byId(n))?.msisdn).toBe(local(n));

      await store.bots.speakAs(1, { at: T0, steadyAt: T0 }, fails);
      await store.inbox.receive([{ updateId: 9_001, chatId: 1, payload: {} }], T0);
      const waiting = await store.inbox.waiting();
      await expect(store.bots.speakAs(2, { at: T0, steadyAt: T0 }, fails)).rejects.toThrow('planted');
      expect(await store.inbox.waiting()).toBe(waiting);
      const change = await store.bots.speakAs(2, { at: T0, steadyAt: T0 }, () => ({
        kind: 'message',
        chatId: ASHA,
        payload: {},
      }));
      expect(change).toMatchObject({ formerId: 1, unhandled: waiting });
    });

    test('neither stops later calls nor undoes earlier ones', async () => {
      const store = await newStore();
      await linkGroup(store, -5, ASHA);
      const bad = { ...step(1), from: 'created', to: 'paid' } as const;
      const outcomes = await Promise.allSettled([
        create(store, 1),
        store.charges.move(bad),
        create(store, 2),
        store.members.remove(1, ASHA, ASHA, T0, fails),
        store.chargeQueries.byId(1),
        store.merchants.answerQuestion('none', true, ASHA, T0, fails),
        store.charges.move({ ...step(99), from: 'created', to: 'canceled' }),
        create(store, 3),
      ]);
      expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
        true,
        false,
        true,
        false,
        true,
        false,
        false,
        true,
      ]);
      for (const n of up(3)) expect(await store.chargeQueries.byId(n)).toMatchObject({ state: 'created' });
      expect(await store.members.owners(1)).toHaveLength(1);
      expect(await store.merchants.ofChat(-5)).toBe(1);
    });
  });

  describe('a read during a write', () => {
    test('sees nothing of a write that fails', async () => {
      const store = await newStore();
      const chargeId = await create(store, 1);
      await store.charges.move({ ...step(chargeId), from: 'created', to: 'canceled' });
      await create(store, 2);
      await store.charges.move({ ...step(2), from: 'created', to: 'canceled' });
      const read: Promise<(string | undefined)[]>[] = [];
      // At the second call the first number is erased and the second is not.
      const asks = (text: string): string => {
        read.push(phonesOf(store, [1, 2]));
        if (read.length === 2) throw new Error('planted');
        return hash(text);
      };
      await expect(store.phones.eraseBefore(T0 + 1, T0 + 1, asks)).rejects.toThrow('planted');
      expect(read).toHaveLength(2);
      for (const seen of await Promise.all(read)) expect(seen).toEqual([local(1), local(2)]);
    });

    test('sees a write completely or not at all', async () => {
      const store = await newStore();
      for (const n of up(4))
        await store.charges.move({ ...step(await create(store, n)), from: 'created', to: 'canceled' });
      const read: Promise<unknown[]>[] = [];
      const asks = (text: string): string => {
        // A single read, which is one transaction: a list of all four charges.
        const scope = { merchantId: 1, chatId: undefined, userId: undefined };
        read.push(store.chargeQueries.recentCustomers(scope, 10));
        return hash(text);
      };
      await store.phones.eraseBefore(T0 + 1, T0 + 1, asks);
      expect(read).toHaveLength(4);
      for (const seen of await Promise.all(read)) expect([0, 4]).toContain(seen.length);
    });

    test('sees a notice of a payment only together with the paid charge and its audit log', async () => {
      const store = await newStore();
      const chargeId = await watched(store, 1);
      const set = { receipt: 'UKO0000001', paidAt: T0 };
      const noticesNow = async () =>
        (await store.outbox.due(T0, 10, [])).flatMap(({ row, charge }) =>
          row.kind === 'notice' ? [charge?.state] : [],
        );
      const before = up(3).map(noticesNow);
      const moved = store.charges.move({
        ...step(chargeId),
        from: 'pending',
        to: 'paid',
        set,
        notice: 'paid',
      });
      const after = up(3).map(noticesNow);
      for (const states of await Promise.all([...before, ...after]))
        expect(states.every((state) => state === 'paid')).toBe(true);
      await moved;
      expect(await noticesNow()).toEqual(['paid']);
      expect((await store.chargeQueries.events(chargeId)).at(-1)?.to).toBe('paid');
    });
  });
});

const phonesOf = async (store: Store, ids: readonly number[]): Promise<(string | undefined)[]> => {
  const charges = await Promise.all(ids.map((id) => store.chargeQueries.byId(id)));
  return charges.map((charge) => charge?.msisdn);
};
