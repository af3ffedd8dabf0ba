import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEEDED_BUGS } from './seeded-bugs.ts';
import { findBugs, runSeeds, type BugSearch } from './seeds.ts';
import { simulate } from './simulate.ts';

/** The seeds of `npm test`, and those of all tests. `npm run simulate` runs more. */
const [FAST_SEEDS, SEEDS] = [24, 300];
/** Long: the machine may be busy, and each of these uses all its cores. */
const PATIENCE_MS = 3_600_000;
/** Each seeded bug must be found within this number of seeds. */
const SEEDS_TO_FIND = 30;

/** Runs these seeds. Returns how many ran, and what each failing one broke. */
async function runAll(from: number, to: number) {
  const failures: string[] = [];
  let runs = 0;
  await runSeeds(from, to - from + 1, ({ seed, broken, trace = [] }) => {
    runs += 1;
    if (broken.length === 0) return;
    failures.push([`npm run simulate -- --seeds 1 --from ${seed}`, ...broken, ...trace].join('\n'));
  });
  return { runs, failures };
}

describe('the promises hold', () => {
  test(`in the simulated seeds 1 to ${FAST_SEEDS}`, { timeout: PATIENCE_MS }, async () => {
    expect(await runAll(1, FAST_SEEDS)).toEqual({ runs: FAST_SEEDS, failures: [] });
  });

  const REST = SEEDS - FAST_SEEDS;
  test(
    `in the simulated seeds after these, to ${SEEDS}`,
    { tags: 'slow', timeout: PATIENCE_MS },
    async () => {
      expect(await runAll(FAST_SEEDS + 1, SEEDS)).toEqual({ runs: REST, failures: [] });
    },
  );
});

test('the same seed gives the same run', async () => {
  const [once, twice] = [await simulate(7), await simulate(7)];
  expect(twice.trace).toEqual(once.trace);
});

describe('the simulation can fail: it finds', { tags: 'slow' }, () => {
  let search: BugSearch;
  beforeAll(() => {
    search = findBugs(Object.keys(SEEDED_BUGS), SEEDS_TO_FIND);
  });
  afterAll(() => search.close());

  // The searches run at the same time, so the time limit of each is that of all of them.
  test.each(Object.keys(SEEDED_BUGS))('%s', { timeout: PATIENCE_MS }, async (bug) => {
    expect(await search.found(bug)).toBeDefined();
  });
});
