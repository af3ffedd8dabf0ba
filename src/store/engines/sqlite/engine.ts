import type Database from 'better-sqlite3';
import type { Durability, Engine } from '../../engine.ts';
import { turns, type InTurn } from '../../turns.ts';
import { COPIED_AT, fromHeader } from './backup-mark.ts';
import type { Checkpointer } from './checkpointer.ts';
import type { GroupCommit } from './group-commit.ts';
import { mark } from './mark-copy.ts';
import { drizzleOn } from './statements.ts';

/** An engine on SQLite. */
export interface SqliteEngine extends Engine {
  readonly sqlite: Database.Database;
}

export interface SqliteEngineOptions {
  /**
   * Puts commits on the disk, on a connection with `synchronous=NORMAL`: SQLite then appends a commit to its log and does not wait. Without
   * it, SQLite waits for the disk at each COMMIT, and the program with it.
   */
  readonly group?: GroupCommit;
  /** Writes the log to the database from time to time. */
  readonly checkpoints?: (inTurn: InTurn) => Checkpointer;
  /** Is called before the database is closed. */
  readonly closing?: () => void;
  /** Is called when the database was closed. */
  readonly closed?: () => void;
}

/**
 * SQLite through better-sqlite3, which runs every statement synchronously on one connection. Transactions therefore run one
 * after another: a statement of another one would otherwise run inside it.
 */
export function sqliteEngine(
  sqlite: Database.Database,
  { group, checkpoints, closing, closed }: SqliteEngineOptions = {},
): SqliteEngine {
  const db = drizzleOn(sqlite);
  // A read that turns into a write can fail at once (SQLITE_BUSY_SNAPSHOT), so a transaction begins as a writing one.
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  const copiedAt = sqlite.prepare(`PRAGMA ${COPIED_AT}`).pluck();
  const inTurn = turns();
  const { countCommit, onDisk } = waitForDisk(sqlite, inTurn, group, checkpoints?.(inTurn));
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
    write: (work, { durability = 'awaited' } = {}) =>
      onDisk(async () => {
        endOpenTransaction();
        try {
          begin.run();
          const result = await work(db);
          commit.run();
          countCommit(durability);
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
      onDisk(async () => {
        endOpenTransaction();
        return await work(db);
      }),
    aloneOrNow: async () => 'alone',
    copiedAt: async () => fromHeader(copiedAt.get()),
    async beginRestoreHold(_tx, at) {
      mark(sqlite, at);
    },
    async endRestoreHold() {
      sqlite.pragma(`${COPIED_AT} = 0`);
    },
    purgeOverwritten: () =>
      inTurn(async () => {
        endOpenTransaction();
        emptyLog(sqlite);
      }),
    close() {
      closing?.();
      group?.close();
      sqlite.close();
      closed?.();
    },
  };
}

/** Lets a result out once all that it rests on is on the disk. Without group commit, SQLite itself waits at each COMMIT. */
function waitForDisk(
  sqlite: Database.Database,
  inTurn: InTurn,
  group: GroupCommit | undefined,
  checkpointing: Checkpointer | undefined,
) {
  const changes = group && sqlite.prepare('SELECT total_changes()').pluck();
  let changed = changes?.get();
  return {
    /** A commit without changes has nothing to put on the disk. */
    countCommit(durability: Durability): void {
      if (group === undefined || changed === (changed = changes?.get())) return;
      group.committed(durability === 'awaited');
      checkpointing?.committed();
    },
    /** Whoever acts on what they read must not act on what a power cut may undo. */
    async onDisk<T>(turn: () => Promise<T>): Promise<T> {
      if (group === undefined) return await inTurn(turn);
      const [result, seen] = await inTurn(async () => [await turn(), group.lastAwaited()] as const);
      await group.until(seen);
      return result;
    },
  };
}

/** Overwritten values stay in SQLite's log until it is emptied. A reader prevents that: nobody waits for it. */
function emptyLog(sqlite: Database.Database): void {
  const timeout: unknown = sqlite.pragma('busy_timeout', { simple: true });
  sqlite.pragma('busy_timeout = 0');
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.pragma(`busy_timeout = ${Number(timeout)}`);
  }
}
