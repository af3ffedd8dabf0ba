import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { entriesAfter, type AuditEntry } from '../../audit-log.ts';

/** The audit trail of a database that a running Tillbot owns, read beside it and never written. */
export interface AuditLog {
  /** The rows after `id`, the oldest first. */
  after(id: number): readonly AuditEntry[];
  close(): void;
}

/** @throws when there is no database at `path` yet */
export function openAuditLog(path: string): AuditLog {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  const db = drizzle(sqlite);
  return { after: (id) => entriesAfter(db, id), close: () => void sqlite.close() };
}
