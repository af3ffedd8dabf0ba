import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import type { Run } from './simulate.ts';

/** The result of a run in a thread. It has a trace only if a promise was broken. */
export type SeedResult = Omit<Run, 'trace'> & { readonly trace: readonly string[] | undefined };

/** After so many failing seeds no further seed starts. */
const MAX_FAILURES = 10;

/** A thread for every core, but no more than there are tasks. The result of a task depends only on its argument. */
const threadPool = (tasks: number): Tinypool => {
  const threads = Math.min(availableParallelism(), tasks);
  const filename = new URL('seed-worker.ts', import.meta.url).href;
  return new Tinypool({ filename, minThreads: threads, maxThreads: threads });
};

/**
 * Runs seeds on all cores, each on one thread from its beginning to its end.
 *
 * @param programs how many share the database; 1 if it is one program's
 * @param onResult called with each result, in no order
 */
export async function runSeeds(
  from: number,
  count: number,
  programs: number,
  onResult: (result: SeedResult) => void,
): Promise<void> {
  const pool = threadPool(count);
  let next = from;
  let failures = 0;
  const work = async (): Promise<void> => {
    while (next < from + count && failures < MAX_FAILURES) {
      const result = (await pool.run({ seed: next++, programs }, { name: 'run' })) as SeedResult;
      if (result.broken.length > 0) failures += 1;
      onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.threads.length }, work));
  } finally {
    await pool.destroy();
  }
}

/** The search for seeded bugs, on all cores. */
export interface BugSearch {
  /** Waits for the first seed that finds a bug; undefined if none does. */
  found(bug: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Begins to look for every one of these seeded bugs, each with at most so many seeds, on one thread from the first to the last. */
export function findBugs(bugs: readonly string[], seeds: number): BugSearch {
  const pool = threadPool(bugs.length);
  const searches = new Map(
    bugs.map((bug) => {
      const search = pool.run({ bug, seeds }, { name: 'find' }) as Promise<number | undefined>;
      // A search may fail before `found` waits for it. The error must not be an unhandled rejection: `found` throws it.
      search.catch(() => undefined);
      return [bug, search] as const;
    }),
  );
  return {
    found(bug) {
      const search = searches.get(bug);
      if (search === undefined) throw new Error(`there is no search for “${bug}”`);
      return search;
    },
    close: () => pool.destroy(),
  };
}
