import { describe, expect, test } from 'vitest';
import { SEEDED_BUGS } from './seeded-bugs.ts';
import { runSeeds } from './seeds.ts';
import { simulate } from './simulate.ts';

/** Seeds at every test run. `npm run simulate` has as many more as there is time for. */
const SEEDS = 300;
/** Within so many seeds each planted fault must be found. */
const SEEDS_TO_FIND = 30;

test(`the promises hold through ${SEEDS} simulated lives of a shop`, async () => {
  const failures: string[] = [];
  let runs = 0;
  await runSeeds(1, SEEDS, ({ seed, broken, trace = [] }) => {
    runs += 1;
    if (broken.length === 0) return;
    failures.push([`npm run simulate -- --seeds 1 --from ${seed}`, ...broken, ...trace].join('\n'));
  });
  expect(failures).toEqual([]);
  expect(runs).toBe(SEEDS);
}, 600_000);

test('the same seed gives the same run', async () => {
  const [once, twice] = [await simulate(7), await simulate(7)];
  expect(twice.trace).toEqual(once.trace);
});

describe('the simulation can fail: it finds', () => {
  test.each(Object.entries(SEEDED_BUGS))(
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
