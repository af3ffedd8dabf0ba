import { asc, eq, gt } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { chargeEvents, charges } from './schema.ts';

/** A row of the audit trail, with what it is about. */
export interface AuditEntry {
  readonly id: number;
  /** The charge's number, as people know it. */
  readonly number: number;
  readonly at: number;
  readonly from: string | null;
  readonly to: string;
  readonly actor: string;
  readonly amountKes: number;
}

export const entriesAfter = (db: Pick<BetterSQLite3Database, 'select'>, id: number): readonly AuditEntry[] =>
  db
    .select({
      id: chargeEvents.id,
      number: charges.number,
      at: chargeEvents.at,
      from: chargeEvents.from,
      to: chargeEvents.to,
      actor: chargeEvents.actor,
      amountKes: charges.amountKes,
    })
    .from(chargeEvents)
    .innerJoin(charges, eq(charges.id, chargeEvents.chargeId))
    .where(gt(chargeEvents.id, id))
    .orderBy(asc(chargeEvents.id))
    .limit(500)
    .all();
