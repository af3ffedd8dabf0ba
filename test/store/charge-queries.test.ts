import { allCharges, dbOn, storeOnSqlite } from '../support/sqlite.ts';
import { describe, expect, test } from 'vitest';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { keyring, newSecretKey, type Keyring } from '../../src/security/keyring.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { chargedAt, fillWithCharges } from '../support/many-charges.ts';

const COUNT = 3_000;
const sqlite = memoryDatabase();
fillWithCharges(sqlite, COUNT);
const db = dbOn(sqlite);
/** Its hashes are those by which numbers are erased in these charges. */
const keys: Keyring = { ...keyring([newSecretKey()]), hashes: (text) => [`k.${customerOf(text)}`] };
const { chargeQueries: ledger } = storeOnSqlite(db.$client, keys);
const all = allCharges(db).toReversed();
const customerOf = (msisdn: string): number => Number(msisdn.slice(4)) - 10_000_000;

const SCOPES: readonly Scope[] = [1, 4].flatMap((merchantId) =>
  [undefined, -merchantId, 1000 * merchantId + 1].flatMap((chatId) =>
    [undefined, 1000 * merchantId + 1, 1000 * merchantId + 2].map((userId) => ({
      merchantId,
      chatId,
      userId,
    })),
  ),
);
const isIn = (scope: Scope, charge: Charge): boolean =>
  charge.merchantId === scope.merchantId &&
  (scope.chatId === undefined || charge.message?.chatId === scope.chatId) &&
  (scope.userId === undefined || charge.userId === scope.userId);
const idsOf = (found: readonly Charge[]): readonly number[] => found.map(({ id }) => id);

describe.each(SCOPES.map((scope) => [JSON.stringify(scope), scope] as const))(
  'of thousands of charges, %s finds',
  (_, scope) => {
    const mine = all.filter((charge) => isIn(scope, charge));

    test('those that are waited for', async () => {
      const open = mine.filter(({ state }) =>
        ['created', 'pushing', 'pending', 'unknown', 'unconfirmed'].includes(state),
      );
      const { total, charges: latest } = await ledger.waiting(scope, 3);
      expect([total, idsOf(latest)]).toEqual([open.length, idsOf(open.slice(0, 3))]);
    });

    test('what was paid within a time', async () => {
      const [from, to] = [chargedAt(1_000), chargedAt(2_000)];
      const paid = mine.filter(({ paidAt }) => paidAt !== null && paidAt >= from && paidAt < to);
      const found = await ledger.paidBetween(from, to, scope, 5);
      expect(found.confirmed).toEqual({
        count: paid.length,
        amountKes: paid.reduce((sum, { amountKes }) => sum + amountKes, 0),
      });
      expect(idsOf(found.latest)).toEqual(idsOf(paid.slice(0, 5)));
    });

    test('a phone’s latest, erased or not', async () => {
      for (let customer = 0; customer < 40; customer += 1) {
        const msisdn = `2547${10_000_000 + customer}` as Msisdn;
        const latest = mine.find((charge) => [msisdn, `erased:k.${customer}`].includes(charge.msisdn));
        expect((await ledger.latestByPhone(msisdn, scope))?.id).toBe(latest?.id);
      }
    });

    test('the latest customers, each once, among the newest charges', async () => {
      const whole = mine.filter(({ msisdn }) => !msisdn.startsWith('erased:'));
      const latest = whole.filter(
        ({ id, msisdn }) => whole.find((charge) => charge.msisdn === msisdn)?.id === id,
      );
      expect(idsOf(await ledger.recentCustomers(scope, 4))).toEqual(idsOf(latest.slice(0, 4)));
    });
  },
);

test('customers are looked for among the newest charges alone, so that it takes as long in a shop that erased all of them', async () => {
  const mostlyErased = memoryDatabase();
  fillWithCharges(mostlyErased, 1_000);
  const newest = mostlyErased.prepare(
    'SELECT id FROM charges WHERE merchant_id = 1 ORDER BY id DESC LIMIT 201',
  );
  const ids = newest.pluck().all() as number[];
  const name = mostlyErased.prepare('UPDATE charges SET msisdn = ? WHERE id = ?');
  ids.forEach((id, n) => name.run(n < 199 ? `erased:k.${n}` : `2547${20_000_000 + n}`, id));
  const scope = { merchantId: 1, chatId: undefined, userId: undefined };
  const found = await storeOnSqlite(mostlyErased).chargeQueries.recentCustomers(scope, 6);
  expect(idsOf(found)).toEqual([ids[199]]);
});

test('what somebody charged is counted up to a limit, and then said to be more', async () => {
  const count = all.filter(({ merchantId, userId }) => merchantId === 1 && userId === 1001).length;
  expect(await ledger.chargedBy(1, 1001)).toEqual({ count, isMore: false });
  expect(await ledger.chargedBy(1, 1001, count)).toEqual({ count, isMore: false });
  expect(await ledger.chargedBy(1, 1001, count - 1)).toEqual({ count: count - 1, isMore: true });
});
