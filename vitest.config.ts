import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { SlowestFiles } from './test/support/slowest-files.ts';
import { PROJECTS, TAGS, testFiles } from './test/support/tiers.ts';

export default defineConfig({
  test: {
    // Many files share a worker: none leaves anything behind that another one would meet.
    isolate: false,
    // One more than there are cores, as end-to-end tests mostly wait.
    maxWorkers: availableParallelism() + 1,
    // As in the program: each worker loads the store.
    execArgv: ['--import', new URL('src/quick-imports.ts', import.meta.url).href],
    globalSetup: [
      'test/support/memory-folder.ts',
      'test/support/postgres-folder.ts',
      'test/support/chromium.ts',
    ],
    tags: TAGS,
    projects: Object.entries(PROJECTS).map(([name, tiers]) => ({
      extends: true,
      test: { name, include: testFiles(tiers), isolate: name === 'isolated' },
    })),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SlowestFiles()],
    // End-to-end tests wait for what they expect to see. This is when to stop waiting, on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
