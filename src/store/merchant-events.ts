import { desc, eq } from 'drizzle-orm';
import type { Db } from './engines/sqlite/database.ts';
import { merchantEvents, type Actor, type EventDetail, type MerchantEventKind } from './schema.ts';

/** Adds to the audit trail of everything but charges, within the transaction that does it. */
export function addEvent(
  tx: Db,
  merchantId: number | null,
  at: number,
  actor: Actor,
  what: MerchantEventKind,
  detail: EventDetail,
): void {
  tx.insert(merchantEvents).values({ merchantId, at, actor, what, detail }).run();
}

/** What happened to a merchant besides charges, or to all: the latest first. */
export const latestEvents = (db: Db, merchantId: number | undefined, limit: number) =>
  db
    .select()
    .from(merchantEvents)
    .where(merchantId === undefined ? undefined : eq(merchantEvents.merchantId, merchantId))
    .orderBy(desc(merchantEvents.id))
    .limit(limit)
    .all();
