import { and, count, eq } from 'drizzle-orm';
import { first, type Tx } from './engine.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { RenameOutcome } from './port/merchants.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { merchantEvents, merchants } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** See `Merchants.rename`. */
export async function renameShop(
  tx: Tx,
  merchantId: number,
  name: string,
  userId: number,
  at: number,
  react: (outcome: RenameOutcome) => UpdateEffects,
): Promise<RenameOutcome> {
  const before = (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.name;
  const outcome = !(await isOwnerOf(tx, merchantId, userId))
    ? 'not-yours'
    : before === name
      ? 'same'
      : 'renamed';
  if (!(await applyEffects(tx, react(outcome))) || outcome !== 'renamed') return outcome;
  await tx.update(merchants).set({ name }).where(eq(merchants.id, merchantId));
  await addEvent(tx, merchantId, at, `user:${userId}`, 'renamed', { from: before ?? '', to: name });
  return outcome;
}

/** See `Merchants.configureName`. */
export async function configureName(tx: Tx, merchantId: number, name: string): Promise<void> {
  const renamed = await first(
    tx
      .select({ times: count() })
      .from(merchantEvents)
      .where(and(eq(merchantEvents.merchantId, merchantId), eq(merchantEvents.what, 'renamed'))),
  );
  if ((renamed?.times ?? 0) === 0)
    await tx.update(merchants).set({ name }).where(eq(merchants.id, merchantId));
}
