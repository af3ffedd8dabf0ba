import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEEDED_BUGS } from './seeded-bugs.ts';
import { findBugs, runSeeds, type BugSearch } from './seeds.ts';
import { simulate } from './simulate.ts';

/** The seeds of `npm test`. No other 24 in a row charge as much in as little time. */
const FAST = { from: 32, to: 55, tags: [] } as const;
/** Those of all other tests. `npm run simulate` runs more. */
const REST = [
  { from: 1, to: 31, tags: ['slow'] },
  { from: 56, to: 300, tags: ['slow'] },
] as const;
/** Of runs in which three programs share the database. The first two have many takeovers in little time. */
const SHARED = [
  { from: 14, to: 15, tags: [] },
  { from: 1, to: 13, tags: ['slow'] },
  { from: 16, to: 60, tags: ['slow'] },
] as const;
/** Long: the machine may be busy, and each of these uses all its cores. */
const PATIENCE_MS = 3_600_000;
/** Each seeded bug must be found within this number of seeds. */
const SEEDS_TO_FIND = 30;

/** Runs these seeds. Returns how many ran, and what each failing one broke. */
async function runAll(from: number, to: number, programs = 1) {
  const failures: string[] = [];
  let runs = 0;
  await runSeeds(from, to - from + 1, programs, ({ seed, broken, trace = [] }) => {
    runs += 1;
    if (broken.length === 0) return;
    const command = `npm run simulate -- --seeds 1 --from ${seed} --programs ${programs}`;
    failures.push([command, ...broken, ...trace].join('\n'));
  });
  return { runs, failures };
}

describe('the promises hold', () => {
  for (const { from, to, tags } of [FAST, ...REST])
    test(`in the simulated seeds ${from} to ${to}`, { tags: [...tags], timeout: PATIENCE_MS }, async () => {
      expect(await runAll(from, to)).toEqual({ runs: to - from + 1, failures: [] });
    });
  for (const { from, to, tags } of SHARED)
    test(
      `while three programs take over from each other, in the seeds ${from} to ${to}`,
      { tags: [...tags], timeout: PATIENCE_MS },
      async () => {
        expect(await runAll(from, to, 3)).toEqual({ runs: to - from + 1, failures: [] });
      },
    );
});

test('the same seed gives the same run', async () => {
  const [once, twice] = [await simulate(7), await simulate(7)];
  expect(twice.trace).toEqual(once.trace);
});

test('the same seed gives the same takeovers', { tags: 'slow' }, async () => {
  const run = (): ReturnType<typeof simulate> => simulate(15, { given: { sharing: 3 } });
  const [once, twice] = [await run(), await run()];
  expect(twice.trace).toEqual(once.trace);
  expect(once.trace.join('\n')).toMatch(/leads in term 2/);
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
