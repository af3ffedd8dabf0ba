import { setTimeout } from 'node:timers';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** How long the thread waits for the next checkpoint before it ends. */
const IDLE_MS = 30_000;

// A thread that makes checkpoints (checkpoint-thread.ts starts it). A fault ends it, and is reported to who started it.
const idle = setTimeout(() => parentPort?.close(), IDLE_MS);
parentPort?.on('message', () => {
  checkpoint(String(workerData));
  parentPort?.postMessage('done', []);
  idle.refresh();
});

/** A connection of its own for each checkpoint: as long as it is open, closing the program's connection would leave the log behind. */
function checkpoint(path: string): void {
  const sqlite = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    sqlite.pragma('synchronous = FULL');
    // PASSIVE waits for nobody, and nobody waits for it.
    sqlite.pragma('wal_checkpoint(PASSIVE)');
  } finally {
    sqlite.close();
  }
}
