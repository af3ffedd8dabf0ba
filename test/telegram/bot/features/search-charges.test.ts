import { expect, test } from 'vitest';
import { FIRST_MERCHANT } from '../../../../src/domain/merchant.ts';
import type { BotServices } from '../../../../src/telegram/bot/bot-services.ts';
import { searchCharges } from '../../../../src/telegram/bot/features/search-charges.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { storeOnSqlite } from '../../../support/sqlite.ts';

const COUNT = 5_000;
const SCOPE = { merchantId: FIRST_MERCHANT, chatId: undefined, userId: undefined };

/** Makes thousands of charges. Every thousandth has a note. */
function manyCharges() {
  const sqlite = memoryDatabase();
  sqlite.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${COUNT})
    INSERT INTO charges (merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, note,
      requested_at, created_at, created_steady_at)
    SELECT 1, i, 'ref' || i, 'key' || i, 'declined', '2547' || printf('%08d', i), 1 + i % 100,
      CASE WHEN i % 1000 = 0 THEN 'rare ' || i END, i, i, i FROM n;
    UPDATE merchants SET next_number = ${COUNT + 1} WHERE id = 1;`);
  const store = storeOnSqlite(sqlite);
  let calls = 0;
  const counted = {
    ...store,
    chargeQueries: {
      ...store.chargeQueries,
      search: (...args: Parameters<typeof store.chargeQueries.search>) => {
        calls += 1;
        return store.chargeQueries.search(...args);
      },
    },
  };
  const services = { store: counted } as unknown as BotServices;
  return { services, store, calls: () => calls };
}

test('a search goes through all charges, finds them in order, and looks at a bounded number in each call', async () => {
  const { services, calls } = manyCharges();
  const rare = [{ noteWords: ['rare'] }];
  const older = await searchCharges(services, SCOPE, rare, { toward: 'older', from: undefined, limit: 9 });
  expect(older.charges.map(({ number }) => number)).toEqual([5_000, 4_000, 3_000, 2_000, 1_000]);
  expect(older.isCut).toBe(false);
  expect(calls()).toBe(4);
  const newer = await searchCharges(services, SCOPE, rare, { toward: 'newer', from: 1_000, limit: 3 });
  expect(newer.charges.map(({ number }) => number)).toEqual([2_000, 3_000, 4_000]);
});

test('a search ends when it has enough', async () => {
  const { services, calls } = manyCharges();
  const all = [{ phone: { begins: '254', ends: '' } }];
  const found = await searchCharges(services, SCOPE, all, { toward: 'older', from: 4_000, limit: 9 });
  expect(found.charges.map(({ number }) => number)).toEqual([
    3_999, 3_998, 3_997, 3_996, 3_995, 3_994, 3_993, 3_992, 3_991,
  ]);
  expect(calls()).toBe(1);
});

test('others go on while a search looks at many charges', async () => {
  const { services } = manyCharges();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  const search = { toward: 'older', from: undefined, limit: 9 } as const;
  await searchCharges(services, SCOPE, [{ noteWords: ['no such note'] }], search);
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('a search that would never end is cut, and says so', async () => {
  const { services, store } = manyCharges();
  const endless = {
    ...store,
    chargeQueries: { ...store.chargeQueries, search: async () => ({ charges: [], next: 1_000 }) },
  };
  const found = await searchCharges(
    { ...services, store: endless } as unknown as BotServices,
    SCOPE,
    [{ amountKes: 7 }],
    { toward: 'older', from: undefined, limit: 9 },
  );
  expect(found).toEqual({ charges: [], isCut: true });
});
