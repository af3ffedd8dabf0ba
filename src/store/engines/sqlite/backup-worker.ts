import { parentPort, workerData } from 'node:worker_threads';
import type { BackupAnswer } from './backup-thread.ts';
import { makeScheduledBackup, type ScheduledBackup } from './scheduled-backup.ts';

// A thread that makes one backup (backup-thread.ts starts it), and says what became of it.
parentPort?.postMessage(answer(), []);

function answer(): BackupAnswer {
  try {
    return { kind: 'made', ...makeScheduledBackup(workerData as ScheduledBackup) };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}
