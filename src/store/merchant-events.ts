import { desc, eq } from 'drizzle-orm';
import type { Actor, EventDetail, MerchantEvent, MerchantEventKind } from '../domain/audit.ts';
import type { Tx } from './engine.ts';
import { merchantEvents } from './schema.ts';

/** Adds a row to the audit log of everything but charges, within the transaction that acts. */
export async function addEvent(
  tx: Tx,
  merchantId: number | null,
  at: number,
  actor: Actor,
  what: MerchantEventKind,
  detail: EventDetail,
): Promise<void> {
  await tx.insert(merchantEvents).values({ merchantId, at, actor, what, detail });
}

/** Returns the audit log of a merchant, or of all (undefined), the latest first. */
export const latestEvents = async (
  db: Tx,
  merchantId: number | undefined,
  limit: number,
): Promise<MerchantEvent[]> =>
  await db
    .select()
    .from(merchantEvents)
    .where(merchantId === undefined ? undefined : eq(merchantEvents.merchantId, merchantId))
    .orderBy(desc(merchantEvents.id))
    .limit(limit);
