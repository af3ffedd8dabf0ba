import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { checkpointThread } from './checkpoint-thread.ts';
import { syncPath } from './folders.ts';
import type { Disk } from './group-commit.ts';

/** The log (WAL) of a database's file. Commits are in it until a checkpoint writes them to the database itself. */
export interface LogDisk extends Disk {
  /** Puts the log on the disk and waits for it: the database is closed next. */
  syncNow(): void;
  /** How long the log's file is, in bytes. A log that begins anew overwrites it, and the file stays as long. */
  size(): number;
  /**
   * Writes the log to the database in another thread, as far as nobody reads it. If all of it is written, the next commit begins the log anew.
   *
   * @throws if it takes too long or fails. Nothing is lost then: the log has everything.
   */
  checkpoint(): Promise<void>;
  close(): void;
}

/** Opens the log of a database that is open already. */
export function openLog(path: string): LogDisk {
  // SQLite follows links, and puts the log beside the file.
  const file = realpathSync(path);
  const log = openSync(`${file}-wal`, 'r+');
  // A new log whose name is lost in a power cut is lost with all that it holds.
  syncPath(dirname(file));
  const sync = promisify(fdatasync);
  const thread = checkpointThread(file);
  let last: Promise<void> = Promise.resolve();
  return {
    sync() {
      const synced = sync(log);
      last = synced.catch(() => undefined);
      return synced;
    },
    syncNow: () => fdatasyncSync(log),
    size: () => fstatSync(log).size,
    checkpoint: thread.checkpoint,
    close() {
      thread.end();
      // Another file could get its number while a sync is under way.
      void last.then(() => closeSync(log));
    },
  };
}
