import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StartError } from '../start-error.ts';

/**
 * Keeps a second Tillbot off the same database: it would take this one's pushes for ones that died. The lock is an open
 * transaction on a file beside it, which the operating system ends with the process, however that ends; the database
 * itself stays open to readers and backups.
 *
 * @throws StartError when another process has it
 */
export function lockDatabase(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const lock = new Database(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!(error instanceof Database.SqliteError) || !BUSY.has(error.code)) throw error;
    throw new StartError(
      `Another Tillbot is already running on ${path}. Stop it first; one program owns a database.`,
    );
  }
  return () => lock.close();
}

const BUSY: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED']);
