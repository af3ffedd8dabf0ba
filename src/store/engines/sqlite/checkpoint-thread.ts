import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A checkpoint takes milliseconds, and seconds on a slow disk. */
const MAX_CHECKPOINT_MS = 10_000;
const MAX_HEAP_MIB = 32;

/** Makes the checkpoints of a database's file. */
export interface CheckpointThread {
  /** @throws if it takes too long or fails */
  checkpoint(): Promise<void>;
  /** Ends it. A checkpoint that is under way has no effect on what is committed. */
  end(): void;
}

/**
 * Makes checkpoints in a thread of its own: a checkpoint waits for the disk twice, and nobody else should. The thread is started when it is first
 * needed, and ends when it had nothing to do for a while.
 */
export function checkpointThread(path: string): CheckpointThread {
  let thread: Worker | undefined;
  let isEnded = false;
  const start = (): Worker => {
    const worker = new Worker(new URL('checkpoint-worker.ts', import.meta.url), {
      workerData: path,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    });
    const forget = (): void => {
      if (thread === worker) thread = undefined;
    };
    worker.once('error', forget);
    worker.once('exit', forget);
    worker.unref();
    return worker;
  };
  return {
    async checkpoint() {
      // After the end, the database may be another program's.
      if (isEnded) throw new Error('the database is closed');
      const worker = (thread ??= start());
      const ended = new AbortController();
      // Either rejects if the thread reports a fault.
      const done = once(worker, 'message', {
        signal: AbortSignal.any([ended.signal, AbortSignal.timeout(MAX_CHECKPOINT_MS)]),
      });
      const onExit = (): void => ended.abort(new Error('the thread ended without a checkpoint'));
      worker.once('exit', onExit);
      try {
        worker.postMessage('checkpoint', []);
        await done;
      } finally {
        worker.off('exit', onExit);
      }
    },
    end() {
      isEnded = true;
      void thread?.terminate();
      thread = undefined;
    },
  };
}
