import type { LogDisk } from './log-disk.ts';

/** A checkpoint is due after so many commits, or when the log's file has grown by so much. A commit has 3 to 5 pages of 4 KiB. */
const COMMITS = 1_000;
const GROWTH = 16 * 2 ** 20;
/** The log's length is read once in so many commits. */
const LOOK_EVERY = 10;

/** Decides when the log of commits is written to the database. */
export interface Checkpointer {
  /** Counts a commit. */
  committed(): void;
}

/**
 * Writes the log to the database in two steps. The first writes most of it, beside transactions. The second is a transaction's turn: it writes
 * what came meanwhile, while nothing is committed, so that the log can begin anew. Otherwise it would grow for as long as somebody commits.
 *
 * @param inTurn runs work when no transaction runs
 */
export function checkpointer(
  log: LogDisk,
  inTurn: (work: () => Promise<void>) => Promise<void>,
): Checkpointer {
  let commits = 0;
  let size = log.size();
  let isRunning = false;
  const run = async (): Promise<void> => {
    try {
      await log.checkpoint();
      await inTurn(() => log.checkpoint());
      size = log.size();
    } catch {
      // A later commit tries it again. If none succeeds, SQLite makes the checkpoint with a commit (AUTOMATIC_PAGES).
    } finally {
      commits = 0;
      isRunning = false;
    }
  };
  return {
    committed() {
      commits += 1;
      if (isRunning || commits % LOOK_EVERY !== 0) return;
      const sizeNow = log.size();
      size = Math.min(size, sizeNow);
      if (commits < COMMITS && sizeNow - size < GROWTH) return;
      isRunning = true;
      void run();
    },
  };
}
