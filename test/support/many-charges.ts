import type Database from 'better-sqlite3';

/** What is charged at, in the order of the charges: one every ten seconds. */
export const chargedAt = (n: number): number => n * 10_000;

/** How often a phone is charged. */
const CHARGES_EACH = 20;
const MERCHANTS = 20;

/**
 * Fills a database that has nothing in it yet with charges as years of trade leave them, each with its trail and its notice:
 * six in ten are the first merchant's, the rest is spread over others; nearly all are paid, some unknown for ever, the last few
 * open. A quarter of the numbers is erased.
 */
export function fillWithCharges(sqlite: Database.Database, count: number): void {
  const numbers = (below: number): string =>
    `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${below})`;
  sqlite.exec(`BEGIN;
    ${numbers(MERCHANTS)} INSERT OR IGNORE INTO merchants (id, name, created_at)
      SELECT n, 'Shop ' || n, 0 FROM numbers;
    UPDATE merchants SET next_number = ${count + 1};
    INSERT OR IGNORE INTO members (merchant_id, user_id, role, name, origin, added_at)
      SELECT id, 1000 * id + role.column1, role.column2, 'P', 'invite', 0
      FROM merchants, (VALUES (1, 'owner'), (2, 'manager'), (3, 'cashier'), (4, 'cashier')) AS role;
    ${numbers(count)} INSERT INTO charges (id, merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, user_id,
        requested_at, created_at, created_steady_at, transaction_id, receipt, paid_at)
      SELECT n, shop, n, 'ref' || n, 'message:' || n, state,
        CASE WHEN customer % 4 = 0 THEN 'erased:k.' || customer ELSE '2547' || (10000000 + customer) END,
        1 + n % 5000, 1000 * shop + member, n * 10000, n * 10000, n * 10000, 'T' || n,
        CASE WHEN state = 'paid' THEN 'UK' || n END, CASE WHEN state = 'paid' THEN n * 10000 END
      FROM (SELECT n, CASE WHEN n % 10 < 6 THEN 1 ELSE 2 + n % ${MERCHANTS - 1} END AS shop, 1 + n % 4 AS member,
          (n * 7919) % ${Math.ceil(count / CHARGES_EACH)} AS customer,
          CASE WHEN n > ${count} - 20 THEN 'pending' WHEN n % 1000 = 0 THEN 'unknown' WHEN n % 7 = 0 THEN 'expired' ELSE 'paid' END AS state
        FROM numbers);
    INSERT INTO charge_messages (charge_id, merchant_id, chat_id, chat_kind, user_name, language)
      SELECT id, merchant_id, CASE WHEN id % 3 = 0 THEN -merchant_id ELSE user_id END, CASE WHEN id % 3 = 0 THEN 'group' ELSE 'private' END,
        'P', 'en' FROM charges;
    INSERT INTO charge_events (charge_id, at, "to", actor, detail) SELECT id, created_at, state, 'tillbot', '{}' FROM charges;
    INSERT INTO outbox (chat_id, kind, charge_id, merchant_id, notice, created_at, settled_at, message_id)
      SELECT chat_id, 'notice', id, charges.merchant_id, 'paid', created_at, created_at, id
      FROM charges JOIN charge_messages ON charge_id = id WHERE state = 'paid';
    ${numbers(Math.ceil(count / 10))} INSERT INTO strangers (user_id, told_at) SELECT 10000000 + n, n FROM numbers;
    ${numbers(Math.ceil(count / 100))} INSERT INTO invites (code_hash, ref, merchant_id, role, created_by, created_at, expires_at)
      SELECT 'hash' || n, 'ref' || n, 1 + n % ${MERCHANTS}, 'cashier', 'user:' || (1000 * (1 + n % ${MERCHANTS}) + 1), n, ${chargedAt(count)} + n FROM numbers;
    ${numbers(Math.ceil(count / 100))} INSERT INTO blocked_phones (merchant_id, phone, blocked_at)
      SELECT 1 + n % ${MERCHANTS}, CASE WHEN n % 4 = 0 THEN 'erased:b.' || n ELSE '2541' || (10000000 + n) END, n FROM numbers;
    ${numbers(Math.ceil(count / 10))} INSERT INTO merchant_events (merchant_id, at, actor, what, detail)
      SELECT 1 + n % ${MERCHANTS}, n, 'operator', 'joined', '{}' FROM numbers;
    COMMIT;`);
}
