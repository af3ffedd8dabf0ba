import type { Clock } from '../runtime/clock.ts';
import type { BeingMade, FileRequest, MadeFile } from './made-file.ts';

/** How long a chat waits for a file. Longer ones are made while the chat goes on: a payment in it must not wait. */
const PATIENCE_MS = 2_000;
/** How long a file that is ready waits to be fetched. */
const KEPT_MS = 15 * 60_000;

interface Making {
  readonly made: Promise<MadeFile>;
  readonly begunAt: number;
  isMade: boolean;
  onProgress: FileRequest['onProgress'];
}

/**
 * Makes files that may take long, one at a time, so that memory is bounded. A file is made once for a request, however often it is asked
 * for meanwhile.
 */
export function slowFiles(clock: Clock) {
  const files = new Map<number, Making>();
  let last: Promise<unknown> = Promise.resolve();

  /** Deletes files that nobody fetched: their message is gone. */
  const forgetOld = (): void => {
    for (const [id, file] of files)
      if (file.isMade && clock.steady() - file.begunAt > KEPT_MS) {
        files.delete(id);
        void file.made.then((made) => made.dispose?.());
      }
  };

  return async (
    request: FileRequest,
    make: (onProgress: FileRequest['onProgress']) => Promise<MadeFile>,
  ): Promise<MadeFile | BeingMade> => {
    forgetOld();
    let file = files.get(request.id);
    if (file === undefined) {
      const made = last.then(() => make((rows) => begun.onProgress(rows)));
      const begun: Making = { made, begunAt: clock.steady(), isMade: false, onProgress: request.onProgress };
      file = begun;
      last = made.then(
        () => void (begun.isMade = true),
        () => undefined,
      );
      files.set(request.id, begun);
    }
    file.onProgress = request.onProgress;
    const waiting = new AbortController();
    try {
      const first = await Promise.race([file.made, clock.sleep(PATIENCE_MS, waiting.signal)]);
      if (first === undefined) return { kind: 'being-made' };
      files.delete(request.id);
      return first;
    } catch (error) {
      files.delete(request.id);
      throw error;
    } finally {
      waiting.abort();
    }
  };
}
