import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import type { ChargeFilter } from '../../../src/domain/charge-search.ts';
import { isState } from '../../../src/domain/charge-states.ts';
import type { Role } from '../../../src/domain/roles.ts';
import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { Scope, Toward } from '../../../src/store/port/charge-queries.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { connectShop } from '../../support/connected.ts';
import { aCharge, effectsOf, letIn, phone } from '../../support/store.ts';
import { variants } from '../../support/variants.ts';
import { newStore, onEveryEngine } from './engines.ts';

const KEYS = keyring([newSecretKey()]);
const [ASHA, JUMA, WANJIRU, OTIENO] = [7, 8, 20, 21];
const COUNT = 300;
const CUSTOMERS = 12;
/** The number of every third customer is erased. */
const isErasedCustomer = (customer: number): boolean => customer % 3 === 0;
const customer = (n: number) => phone(`07220000${String(n).padStart(2, '0')}`);
/** Some charges have a note. */
const noteOf = (n: number): string | null =>
  n % 4 === 0
    ? null
    : n % 4 === 1
      ? `Two bags of unga, no ${n}`
      : n % 4 === 2
        ? `100% for Ng’ang’a`
        : `100 for ${n}`;
/** When the `n`th charge is requested. */
const chargedAt = (n: number): number => n * 10_000;

/** Makes charges in two shops, by two people and in two chats each. Most are paid. Every state that a query looks for occurs. */
async function charged(store: Store): Promise<readonly Charge[]> {
  await letIn(store, JUMA, 'Juma', 'cashier', ASHA);
  const account = { apiKey: 'k', username: 'u', email: 'e@x.example' };
  const second = await connectShop(
    store,
    KEYS,
    { name: 'Two', account },
    { userId: WANJIRU, name: 'Wanjiru' },
  );
  await join(store, second, OTIENO, 'cashier', WANJIRU);
  for (let n = 1; n <= COUNT; n += 1) {
    const merchantId = n % 5 < 3 ? 1 : second;
    const [owner, cashier] = merchantId === 1 ? [ASHA, JUMA] : [WANJIRU, OTIENO];
    const userId = n % 2 === 0 ? owner : cashier;
    const place = n % 3 === 0 ? { chatId: -merchantId, chatKind: 'group' as const } : { chatId: userId };
    await chargeOnce(store, n, { merchantId, userId, ...place, msisdn: customer((n * 7) % CUSTOMERS) });
  }
  for (let n = 0; n < CUSTOMERS; n += 1)
    for (const [merchantId, owner] of [
      [1, ASHA],
      [second, WANJIRU],
    ] as const)
      if (isErasedCustomer(n)) {
        const effects = await effectsOf(store, chargedAt(COUNT));
        await store.phones.erase(merchantId, customer(n), KEYS.hash, owner, 0, () => effects);
      }
  for (const [merchantId, userId, n, name] of [
    [1, ASHA, 5, 'Wanjiku Ng’ang’a'],
    [1, ASHA, 6, 'Njeri Wanjiru'],
    [second, WANJIRU, 5, 'Njeri'],
  ] as const) {
    const effects = await effectsOf(store, chargedAt(COUNT));
    await store.customers.name({ merchantId, msisdn: customer(n) }, name, userId, 0, effects);
  }
  const all: Charge[] = [];
  for (let id = COUNT; id > 0; id -= 1) all.push((await store.chargeQueries.byId(id))!);
  return all;
}

async function join(store: Store, merchantId: number, userId: number, role: Role, by: number): Promise<void> {
  const invite = { codeHash: `code of ${userId}`, merchantId, role, expiresAt: 10 };
  await store.members.invite(invite, { userId: by }, 0, await effectsOf(store, 0));
  const effects = await effectsOf(store, 0);
  await store.members.redeemInvite(invite.codeHash, { userId, name: 'P' }, 0, () => effects);
}

/** Makes the `n`th charge. The last ten are pending. Of the others one in ten is unknown, one in seven expired, the rest paid. */
async function chargeOnce(store: Store, n: number, over: Parameters<typeof aCharge>[0]): Promise<void> {
  const at = chargedAt(n);
  const rule = { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const asked = aCharge({
    idempotencyKey: `${n}`,
    amountKes: (1 + (n % 50)) as AmountKes,
    note: noteOf(n),
    ...over,
  });
  const outcome = await store.charges.create(asked, rule, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const move = { chargeId: outcome.charge.id, at, actor: 'tillbot', detail: {}, sameCard: true } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  if (n % 10 === 0) return void (await store.charges.move({ ...move, from: 'pushing', to: 'unknown' }));
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: `T${n}` } });
  if (n > COUNT - 10) return;
  if (n % 7 === 0) {
    await store.charges.move({ ...move, from: 'pending', to: 'unconfirmed' });
    return void (await store.charges.move({ ...move, from: 'unconfirmed', to: 'expired' }));
  }
  const set = { receipt: `UK${String(n).padStart(8, '0')}`, paidAt: at };
  await store.charges.move({ ...move, from: 'pending', to: 'paid', set });
}

const isIn = (scope: Scope, charge: Charge): boolean =>
  charge.merchantId === scope.merchantId &&
  (scope.chatId === undefined || charge.message?.chatId === scope.chatId) &&
  (scope.userId === undefined || charge.userId === scope.userId);
const idsOf = (found: readonly Charge[]): readonly number[] => found.map(({ id }) => id);
const isErased = ({ msisdn }: Charge): boolean => msisdn.startsWith('erased:');

const SCOPES: readonly Scope[] = [[1, ASHA, JUMA] as const, [2, WANJIRU, OTIENO] as const].flatMap(
  ([merchantId, owner, cashier]) =>
    [undefined, -merchantId, cashier].flatMap((chatId) =>
      [undefined, owner, cashier].map((userId) => ({ merchantId, chatId, userId })),
    ),
);

onEveryEngine(() => {
  describe('among hundreds of charges', () => {
    let store: Store;
    let all: readonly Charge[] = [];
    const toClose: (() => void | Promise<void>)[] = [];
    beforeAll(async () => {
      store = await newStore(KEYS, (close) => toClose.push(close));
      all = await charged(store);
    });
    afterAll(async () => {
      for (const close of toClose) await close();
    });

    // Those of the first merchant.
    const shops = variants(
      SCOPES.map((scope): [string, Scope] => [JSON.stringify(scope), scope]),
      SCOPES.length / 2,
    );
    for (const { cases, tags } of shops)
      describe.each(cases)('%s finds', { tags }, (_, scope) => {
        const mine = (): readonly Charge[] => all.filter((charge) => isIn(scope, charge));

        test('the open charges', async () => {
          const open = mine().filter(({ state }) => isState(state, 'open'));
          const { total, charges: latest } = await store.chargeQueries.waiting(scope, 3);
          expect([total, idsOf(latest)]).toEqual([open.length, idsOf(open.slice(0, 3))]);
        });

        test('the charges that were paid within a time', async () => {
          const [from, to] = [chargedAt(100), chargedAt(200)];
          const paid = mine().filter(({ paidAt }) => paidAt !== null && paidAt >= from && paidAt < to);
          const { confirmed } = await store.reports.sums(scope, [from, to], 0);
          expect(confirmed).toEqual({
            count: paid.length,
            amountKes: paid.reduce((sum, { amountKes }) => sum + amountKes, 0),
          });
          const { charges: latest } = await store.reports.latest(scope, { from, to }, 0, 5);
          expect(idsOf(latest)).toEqual(idsOf(paid.slice(0, 5)));
        });

        test('the charges of a phone, erased or not, page by page in both directions', async () => {
          for (let n = 0; n < CUSTOMERS; n += 1) {
            const forms = new Set<string>([customer(n), `erased:${KEYS.hash(customer(n))}`]);
            const expected = idsOf(mine().filter(({ msisdn }) => forms.has(msisdn)));
            const walk = async (toward: Toward, start: Charge | undefined): Promise<Charge[]> => {
              const walked: Charge[] = [];
              for (let from = start; ; from = walked.at(-1)) {
                const page = await store.chargeQueries.ofPhone(customer(n), scope, {
                  toward,
                  from,
                  limit: 2,
                });
                walked.push(...page);
                if (page.length < 2) return walked;
              }
            };
            const older = await walk('older', undefined);
            expect(idsOf(older)).toEqual(expected);
            const oldest = older.at(-1);
            expect(idsOf(await walk('newer', oldest)).toReversed()).toEqual(expected.slice(0, -1));
          }
        });

        test.each<[what: string, filters: readonly ChargeFilter[], fits: (charge: Charge) => boolean]>([
          ['an amount', [{ amountKes: 7 }], ({ amountKes }) => amountKes === 7],
          [
            'a number or an amount',
            [{ number: 8 }, { amountKes: 8 }],
            (charge) => charge.number === 8 || charge.amountKes === 8,
          ],
          [
            'last digits, but never those of an erased number',
            [{ phone: { begins: '254', ends: '05' } }],
            ({ msisdn }) => /^254\d*05$/.test(msisdn),
          ],
          [
            'the last digits of a number that is erased in finished charges',
            [{ phone: { begins: '254', ends: '03' } }],
            ({ msisdn }) => msisdn === customer(3),
          ],
          [
            'a whole phone with an amount',
            [{ phone: { begins: customer(5), ends: '' }, amountKes: 6 }],
            ({ msisdn, amountKes }) => msisdn === customer(5) && amountKes === 6,
          ],
          [
            'parts of a note, in capitals or not',
            [{ noteWords: ['UNG', 'no 12'] }],
            ({ note }) => note?.includes('unga') === true && note.includes('no 12'),
          ],
          [
            'a note with any apostrophe',
            [{ noteWords: ["ng'ang’a"] }],
            ({ note }) => note?.includes('Ng’ang’a') === true,
          ],
          [
            'a sign that a pattern gives a meaning',
            [{ noteWords: ['100%'] }],
            ({ note }) => note?.includes('100%') === true,
          ],
          [
            'the beginning of a word of the customer’s name, which is another at another merchant',
            [{ nameWords: ['nje'] }],
            ({ customerName }) => customerName?.startsWith('Njeri') === true,
          ],
          [
            'all words of a name, with an amount',
            [{ nameWords: ['nganga', 'wan'], amountKes: 6 }],
            ({ customerName, amountKes }) => customerName === 'Wanjiku Ng’ang’a' && amountKes === 6,
          ],
          [
            'nothing that is there',
            [{ noteWords: ['_'] }, { nameWords: ['wanjiku', 'wanjiru'] }, { noteWords: ['no such'] }],
            () => false,
          ],
        ])('by %s, page by page in both directions', async (_what, filters, fits) => {
          const expected = idsOf(mine().filter(fits));
          const walk = async (toward: Toward, start: number | undefined): Promise<Charge[]> => {
            const walked: Charge[] = [];
            for (let from = start; ;) {
              const slice = await store.chargeQueries.search(scope, filters, { toward, from, limit: 2 });
              walked.push(...slice.charges);
              if (slice.next === undefined) return walked;
              from = slice.next;
            }
          };
          const older = await walk('older', undefined);
          expect(idsOf(older)).toEqual(expected);
          expect(idsOf(await walk('newer', 0)).toReversed()).toEqual(expected);
        });

        test('the latest customers, each once', async () => {
          const whole = mine().filter((charge) => !isErased(charge));
          const latest = whole.filter(
            ({ id, msisdn }) => whole.find((charge) => charge.msisdn === msisdn)?.id === id,
          );
          const found = await store.chargeQueries.recentCustomers(scope, 4);
          expect(idsOf(found)).toEqual(idsOf(latest.slice(0, 4)));
        });
      });

    test('every state that a query looks for occurs', () => {
      expect(all.filter(isErased).length).toBeGreaterThan(COUNT / 6);
      for (const state of ['paid', 'unknown', 'expired', 'pending'])
        expect(all.filter((charge) => charge.state === state).length).toBeGreaterThan(5);
    });

    test('the charges of a person are counted up to a limit, with a sign that there are more', async () => {
      const count = all.filter(({ userId }) => userId === JUMA).length;
      expect(await store.chargeQueries.chargedBy(1, JUMA)).toEqual({ count, isMore: false });
      expect(await store.chargeQueries.chargedBy(1, JUMA, count)).toEqual({ count, isMore: false });
      expect(await store.chargeQueries.chargedBy(1, JUMA, count - 1)).toEqual({
        count: count - 1,
        isMore: true,
      });
    });
  });

  test('only the newest charges are searched for customers, so that a shop that erased all of them does not wait longer', async () => {
    const store = await newStore(KEYS);
    const cancel = async (n: number, local: string): Promise<void> => {
      const rule = {
        at: n,
        steadyAt: n,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      const asked = aCharge({ idempotencyKey: `${n}`, msisdn: phone(local) });
      await store.charges.create(asked, rule, undefined);
      const move = { chargeId: n, at: n, actor: 'tillbot', detail: {} } as const;
      await store.charges.move({ ...move, from: 'created', to: 'canceled' });
    };
    await cancel(1, '0722000001');
    await cancel(2, '0722000002');
    for (let n = 3; n <= 201; n += 1) await cancel(n, '0722000003');
    const effects = await effectsOf(store, 300);
    await store.phones.erase(1, phone('0722000003'), KEYS.hash, ASHA, 300, () => effects);
    const scope = { merchantId: 1, chatId: undefined, userId: undefined };
    expect(idsOf(await store.chargeQueries.recentCustomers(scope, 6))).toEqual([2]);
  });
});
