import type { SeedResult } from './seeds.ts';
import { simulate } from './simulate.ts';

/** A task of the threads in seeds.ts. */
export async function run(seed: number): Promise<SeedResult> {
  const { trace, ...result } = await simulate(seed);
  return { ...result, trace: result.broken.length === 0 ? undefined : trace };
}
