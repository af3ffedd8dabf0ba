import { SEEDED_BUGS } from './seeded-bugs.ts';
import type { SeedResult } from './seeds.ts';
import { simulate } from './simulate.ts';

/** Runs one seed. A task of the threads in seeds.ts. */
export async function run({
  seed,
  programs,
}: {
  readonly seed: number;
  readonly programs: number;
}): Promise<SeedResult> {
  const { trace, ...result } = await simulate(seed, programs === 1 ? {} : { given: { sharing: programs } });
  return { ...result, trace: result.broken.length === 0 ? undefined : trace };
}

/** Returns the first seed that finds a seeded bug, or undefined if none of the first `seeds` does. A task of the threads in seeds.ts. */
export async function find({
  bug,
  seeds,
}: {
  readonly bug: string;
  readonly seeds: number;
}): Promise<number | undefined> {
  const seeded = SEEDED_BUGS[bug];
  if (seeded === undefined) throw new Error(`there is no seeded bug “${bug}”`);
  const from = seeded.from ?? 1;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { broken } = await simulate(seed, seeded);
    if (broken.some((problem) => seeded.breaks.test(problem))) return seed;
  }
  return undefined;
}
