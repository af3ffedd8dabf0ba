import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Copied } from './backup.ts';
import type { ScheduledBackup } from './scheduled-backup.ts';

/** What became of a backup. `why` names files and faults of the system, and nothing secret. */
export type BackupAnswer =
  | ({ readonly kind: 'made' } & Copied)
  | { readonly kind: 'failed'; readonly why: string };

/** A backup of some gigabytes takes minutes. One that takes longer than this hangs. */
const MAX_BACKUP_MS = 3_600_000;

/**
 * Makes a scheduled backup in a thread of its own. The program goes on meanwhile.
 *
 * @param ending ends the thread at once; what it has copied is removed by the next backup
 */
export async function backUpInThread(backup: ScheduledBackup, ending: AbortSignal): Promise<BackupAnswer> {
  const worker = new Worker(new URL('backup-worker.ts', import.meta.url), {
    workerData: backup,
    execArgv: [],
    env: {},
  });
  const over = new AbortController();
  const onExit = (): void => over.abort(new Error('the thread ended without a backup'));
  worker.once('exit', onExit);
  try {
    // It rejects if the thread reports a fault.
    const [answer] = await once(worker, 'message', {
      signal: AbortSignal.any([ending, over.signal, AbortSignal.timeout(MAX_BACKUP_MS)]),
    });
    return answer as BackupAnswer;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { kind: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  } finally {
    worker.off('exit', onExit);
    await worker.terminate();
  }
}
