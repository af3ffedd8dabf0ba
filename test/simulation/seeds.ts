import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import type { Run } from './simulate.ts';

/** What a thread gives back of a run; the trace only where something broke. */
export type SeedResult = Omit<Run, 'trace'> & { readonly trace: readonly string[] | undefined };

/** After so many failing seeds no more are begun. */
const MAX_FAILURES = 10;

/**
 * Runs seeds on all cores, each on one thread from its beginning to its end: what a run does depends on its seed alone.
 *
 * @param onResult called with each result, in no order
 */
export async function runSeeds(
  from: number,
  count: number,
  onResult: (result: SeedResult) => void,
): Promise<void> {
  const threads = Math.min(availableParallelism(), count);
  const pool = new Tinypool({
    filename: new URL('seed-worker.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  let next = from;
  let failures = 0;
  const work = async (): Promise<void> => {
    while (next < from + count && failures < MAX_FAILURES) {
      const result = (await pool.run(next++, { name: 'run' })) as SeedResult;
      if (result.broken.length > 0) failures += 1;
      onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    await pool.destroy();
  }
}
