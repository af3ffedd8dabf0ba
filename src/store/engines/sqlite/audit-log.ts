import Database from 'better-sqlite3';
import { asc, eq, gt } from 'drizzle-orm';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { chargeEvents, charges } from '../../schema.ts';

/** A row of the audit log, with its charge's number and amount. */
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

/** The audit log of a database that a running Tillbot owns. It is read on a separate read-only connection. */
export interface AuditLog {
  /** The rows after `id`, the oldest first: 500 at most. */
  after(id: number): readonly AuditEntry[];
  close(): void;
}

/** @throws when there is no database at `path` yet */
export function openAuditLog(path: string): AuditLog {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  const db = drizzle(sqlite);
  return { after: (id) => entriesAfter(db, id), close: () => void sqlite.close() };
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
