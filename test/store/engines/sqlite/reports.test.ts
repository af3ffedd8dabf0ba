import { expect, test } from 'vitest';
import type { Store } from '../../../../src/store/port/store.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { storeOnSqlite } from '../../../support/sqlite.ts';

const GROUP = -5;
/** More than two slices. */
const COUNT = 4_000;

/** Makes a shop with paid charges of one shilling each: every tenth in the group. `paidAt` says when the `n`th was paid. */
function shopWith(paidAt: (n: number) => number): Omit<Store, 'close'> {
  const sqlite = memoryDatabase();
  const charge = sqlite.prepare(
    `INSERT INTO charges (merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, user_id, requested_at, created_at,
       created_steady_at, receipt, paid_at) VALUES (1, @n, @name, @name, 'paid', '254712345678', 1, 7, 0, 0, 0, @name, @paidAt)`,
  );
  const message = sqlite.prepare(
    `INSERT INTO charge_messages (charge_id, merchant_id, chat_id, chat_kind, user_name, language)
       VALUES (@n, 1, @chatId, 'private', 'Asha', 'en')`,
  );
  sqlite.transaction(() => {
    for (let n = 1; n <= COUNT; n += 1) {
      charge.run({ n, name: `r${n}`, paidAt: paidAt(n) });
      message.run({ n, chatId: n % 10 === 0 ? GROUP : 7 });
    }
  })();
  return storeOnSqlite(sqlite);
}

test.each([
  ['in the same millisecond', () => 5],
  ['two in a millisecond', (n: number) => n >> 1],
  ['spread over the span', (n: number) => n],
  ['in the last millisecond, but for one', (n: number) => (n === 1 ? 0 : COUNT)],
])('payments of several slices are all counted and listed once, %s', async (_how, paidAt) => {
  const { reports } = shopWith(paidAt);
  const span = { from: 0, to: COUNT + 1 };
  for (const [chatId, count] of [
    [undefined, COUNT],
    [GROUP, COUNT / 10],
  ] as const) {
    const scope = { merchantId: 1, chatId, userId: undefined };
    const sums = await reports.sums(scope, [span.from, 1_000, 1_001, span.to], 10);
    expect(sums.confirmed).toEqual({ count, amountKes: count });
    const { charges } = await reports.latest(scope, span, 0, COUNT);
    expect(new Set(charges.map(({ id }) => id)).size).toBe(count);
    const times = charges.map((charge) => charge.paidAt ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  }
});
