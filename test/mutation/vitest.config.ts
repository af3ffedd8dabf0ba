import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** charge/, gateway/, till/: a mutant is met by the quick tests of its own folder first, and the first failure is enough. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    include: ['test/{charge,gateway,till}/**/*.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: NearestFirst },
    // As everywhere: on a busy machine a slow test must not look like one that found something.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
