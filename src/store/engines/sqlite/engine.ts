import type Database from 'better-sqlite3';
import type { Engine } from '../../engine.ts';
import { COPIED_AT, fromHeader } from './backup-mark.ts';
import { drizzleOn } from './statements.ts';

/** An engine on SQLite. */
export interface SqliteEngine extends Engine {
  readonly sqlite: Database.Database;
}

/**
 * SQLite through better-sqlite3, which runs every statement synchronously on one connection. Transactions therefore run one
 * after another: a statement of another one would otherwise run inside it.
 */
export function sqliteEngine(sqlite: Database.Database, closed: () => void = () => undefined): SqliteEngine {
  const db = drizzleOn(sqlite);
  // A read that turns into a write can fail at once (SQLITE_BUSY_SNAPSHOT), so a transaction begins as a writing one.
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  const copiedAt = sqlite.prepare(`PRAGMA ${COPIED_AT}`).pluck();
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  /**
   * A transaction whose ROLLBACK failed is still open. Statements would join it, and be undone with it. So it is rolled
   * back here, or at the latest before the next one.
   */
  const endOpenTransaction = (): void => {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
  };

  return {
    sqlite,
    db,
    write: (work) =>
      inTurn(async () => {
        endOpenTransaction();
        try {
          begin.run();
          const result = await work(db);
          commit.run();
          return result;
        } catch (error) {
          try {
            endOpenTransaction();
          } catch {
            // The next transaction tries it again. The first fault says more.
          }
          throw error;
        }
      }),
    read: (work) =>
      inTurn(async () => {
        endOpenTransaction();
        return await work(db);
      }),
    copiedAt: async () => fromHeader(copiedAt.get()),
    async endRestoreHold() {
      sqlite.pragma(`${COPIED_AT} = 0`);
    },
    purgeOverwritten: () =>
      inTurn(async () => {
        endOpenTransaction();
        // Overwritten values stay in the log until it is emptied. A reader prevents that: nobody waits for it.
        const timeout: unknown = sqlite.pragma('busy_timeout', { simple: true });
        sqlite.pragma('busy_timeout = 0');
        try {
          sqlite.pragma('wal_checkpoint(TRUNCATE)');
        } finally {
          sqlite.pragma(`busy_timeout = ${Number(timeout)}`);
        }
      }),
    close() {
      sqlite.close();
      closed();
    },
  };
}
