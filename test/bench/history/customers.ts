import type Database from 'better-sqlite3';
import { wordsOfName } from '../../../src/domain/customer-name.ts';
import { EVERYBODY } from '../../../src/store/takings.ts';

const FIRST_NAMES = [
  'Wanjiku',
  'Otieno',
  'Achieng',
  'Mwangi',
  'Halima',
  'Kiprono',
  'Njeri',
  'Baraka',
  'Zawadi',
];
const LAST_NAMES = ['Kamau', 'Atieno', 'Odhiambo', 'Hassan', 'Chebet', 'Mutua', 'Njoroge', 'Wekesa'];
/** Every so many customers have a name. */
const NAMED_OF = 3;

/** Adds a merchant's customers, what each has paid in all and on each person's charges, and names for some. */
export function addCustomers(sqlite: Database.Database, merchantId: number): void {
  sqlite
    .prepare(
      `INSERT INTO customers (merchant_id, msisdn, seen_at)
       SELECT merchant_id, msisdn, max(paid_at) FROM charges WHERE merchant_id = ? AND paid_at IS NOT NULL GROUP BY msisdn ORDER BY min(id)`,
    )
    .run(merchantId);
  const refunded = `SELECT charge_id, sum(amount_kes) AS kes FROM refunds GROUP BY charge_id`;
  for (const [user, group] of [
    [String(EVERYBODY), ''],
    ['charges.user_id', ', charges.user_id'],
  ] as const)
    sqlite
      .prepare(
        `INSERT INTO customer_takings (customer_id, merchant_id, user_id, confirmed_count, confirmed_kes, by_hand_count, by_hand_kes,
           refunded_kes, first_paid_at, last_paid_at)
         SELECT customers.id, customers.merchant_id, ${user}, sum(state = 'paid'), sum((state = 'paid') * charges.amount_kes),
           sum(state <> 'paid'), sum((state <> 'paid') * charges.amount_kes), sum(coalesce(refunded.kes, 0)), min(paid_at), max(paid_at)
         FROM charges JOIN customers ON customers.merchant_id = charges.merchant_id AND customers.msisdn = charges.msisdn
           LEFT JOIN (${refunded}) AS refunded ON refunded.charge_id = charges.id
         WHERE charges.merchant_id = ? AND paid_at IS NOT NULL GROUP BY customers.id${group}`,
      )
      .run(merchantId);
  nameSome(sqlite, merchantId);
}

function nameSome(sqlite: Database.Database, merchantId: number): void {
  const named = sqlite
    .prepare('SELECT id, seen_at AS seenAt FROM customers WHERE merchant_id = ? AND id % ? = 0')
    .all(merchantId, NAMED_OF) as { readonly id: number; readonly seenAt: number }[];
  const [{ userId } = { userId: EVERYBODY }] = sqlite
    .prepare('SELECT user_id AS userId FROM charges LIMIT 1')
    .all() as { readonly userId: number }[];
  const name = sqlite.prepare('UPDATE customers SET name = ?, named_by = ?, named_at = ? WHERE id = ?');
  const word = sqlite.prepare('INSERT INTO customer_words (merchant_id, word, customer_id) VALUES (?, ?, ?)');
  for (const { id, seenAt } of named) {
    const place = id / NAMED_OF;
    const last = LAST_NAMES[Math.floor(place / FIRST_NAMES.length) % LAST_NAMES.length];
    const whole = `${FIRST_NAMES[place % FIRST_NAMES.length]} ${last}`;
    name.run(whole, userId, seenAt, id);
    for (const one of wordsOfName(whole)) word.run(merchantId, one, id);
  }
}
