import { desc, eq } from 'drizzle-orm';
import type { AmountKes } from '../../src/domain/amount.ts';
import { charges, refunds } from '../../src/store/schema.ts';
import type { Chance } from './chance.ts';
import { shopOf } from './shops.ts';
import type { Setting } from './setting.ts';

/** Somebody notes a part of a paid charge as refunded, or more than is left of it. */
export function refundOne({ people, memory }: Setting, chance: Chance): void {
  const state = chance.pick(['paid', 'paid', 'marked_paid'] as const);
  const rows = memory.db
    .select()
    .from(charges)
    .where(eq(charges.state, state))
    .orderBy(desc(charges.id))
    .limit(9)
    .all();
  if (rows.length === 0) return;
  const row = chance.pick(rows);
  const { id: chargeId, merchantId } = row;
  const amountKes = Math.ceil(row.amountKes / chance.pick([1, 2, 3])) as AmountKes;
  const idempotencyKey = `question:refund:${chance.int(0, Number.MAX_SAFE_INTEGER)}`;
  const refund = { chargeId, amountKes, reason: 'torn', idempotencyKey };
  people.act(shopOf(merchantId).owners[0] ?? 0, { kind: 'refund', merchantId, refund });
}

/** Somebody takes a refund back, perhaps one that was taken back before. */
export function takeOneBack({ people, memory }: Setting, chance: Chance): void {
  const rows = memory.db.select().from(refunds).orderBy(desc(refunds.id)).limit(9).all();
  if (rows.length === 0) return;
  const { ref, merchantId } = chance.pick(rows);
  people.act(shopOf(merchantId).owners[0] ?? 0, { kind: 'takeBack', merchantId, ref });
}
