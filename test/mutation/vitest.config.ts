import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { TAGS } from '../support/tiers.ts';

/** Tests of whole lives of a charge, which take seconds. */
const LONG = /\/payments\/life\.test\.ts$/;

/** Runs the quick tests of a mutant's own folder first: the first failure is enough. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): string => `${LONG.test(moduleId) ? 1 : 0} ${moduleId}`;
    return files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    include: ['test/{domain,gateway,payments}/**/*.test.ts'],
    // It takes minutes for every mutant that survives. Without it the score is too low, never too high.
    exclude: ['test/payments/store-faults.test.ts'],
    tags: TAGS,
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: QuickFirst },
    // On a busy machine a slow test must not look like a killed mutant: none of these takes two seconds.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
