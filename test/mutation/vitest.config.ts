import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that go through whole lives, and so take seconds. */
const LONG = /\/till\/life\.test\.ts$/;

/** A mutant is met by the quick tests of its own folder first: the first failure is enough. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): string => `${LONG.test(moduleId) ? 1 : 0} ${moduleId}`;
    return files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    include: ['test/{charge,gateway,till}/**/*.test.ts'],
    // A minute for every survivor: without it the score is the lower one, and comes in time to be read.
    exclude: ['test/payments/store-faults.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: QuickFirst },
    // On a busy machine a slow test must not look like one that found something: none of these takes two seconds.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
