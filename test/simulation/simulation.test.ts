import { describe, expect, test } from 'vitest';
import { PLANTS } from './plants.ts';
import { simulate } from './simulate.ts';

/** Seeds at every test run. `npm run simulate` has as many more as there is time for. */
const SEEDS = 50;
/** Within so many seeds each planted fault must be found. */
const SEEDS_TO_FIND = 30;

test(`the promises hold through ${SEEDS} simulated lives of a shop`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const run = await simulate(seed);
    expect(run.broken, `npm run simulate -- --seeds 1 --from ${seed}\n${run.trace.join('\n')}`).toEqual([]);
  }
}, 600_000);

test('the same seed gives the same run', async () => {
  const [once, twice] = [await simulate(7), await simulate(7)];
  expect(twice.trace).toEqual(once.trace);
});

describe('the simulation can fail: it finds', () => {
  test.each(Object.entries(PLANTS))(
    '%s',
    async (_what, plant) => {
      let found: number | undefined;
      const from = plant.from ?? 1;
      for (let seed = from; found === undefined && seed < from + SEEDS_TO_FIND; seed += 1) {
        const { broken } = await simulate(seed, plant);
        if (broken.some((problem) => plant.breaks.test(problem))) found = seed;
      }
      expect(found).toBeDefined();
    },
    600_000,
  );
});
