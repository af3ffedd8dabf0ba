import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { damaged } from './integrity.ts';

/** A database up to this size is checked whole before it is opened: that takes half a second at most. */
export const CHECKED_AT_ONCE = 32 * 2 ** 20;

/** Is beside a database that a check has found damaged while the program ran. */
const markOf = (path: string): string => `${path}.damaged`;

/** Whether a database is checked whole only after the start. One in which damage was found before is checked at once. */
export const isCheckedLater = (path: string, atOnce = CHECKED_AT_ONCE): boolean =>
  statSync(path).size > atOnce && !existsSync(markOf(path));

/** Forgets that a database was damaged: it has been checked since. */
export const clearDamage = (path: string): void => rmSync(markOf(path), { force: true });

/**
 * Checks a whole database in a thread of its own while it is in use. If it is damaged, the next start checks it first, and refuses it.
 *
 * @param onDamaged is told what to say to the operator
 * @returns ends the check
 */
export function checkLater(path: string, onDamaged: (error: Error) => void): () => void {
  const worker = new Worker(new URL('check-worker.ts', import.meta.url), {
    workerData: path,
    execArgv: [],
    env: {},
  });
  worker.unref();
  const report = async (): Promise<void> => {
    // What cannot be checked, for example because the disk fails, is found at the next statement that meets it.
    const answer = await once(worker, 'message').catch(() => undefined);
    if (answer === undefined || answer[0] === true) return;
    onDamaged(damaged(path));
    writeFileSync(markOf(path), '');
  };
  void report();
  return () => void worker.terminate();
}
