import { fileURLToPath } from 'node:url';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';

const partOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const options: PartialStrykerOptions = {
  mutate: ['src/domain/**/*.ts', 'src/gateway/**/*.ts', 'src/payments/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', partOf('log-ignorer.ts'), partOf('folder-scores.ts')],
  ignorers: ['log-calls'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // Stryker reads tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 does not have; the tests do not need it.
  ignorePatterns: ['tsconfig.json', '.mutation', 'coverage', 'data'],
  concurrency: 1,
  // A minute more than the tests take, so that a slow machine does not look like a time-out. Few mutants need it.
  timeoutMS: 60_000,
  // All tests once, on a busy machine.
  dryRunTimeoutMinutes: 30,
  reporters: ['progress-append-only', 'clear-text', 'folder-scores', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.mutation/report.json' },
  tempDirName: '.mutation/tmp',
  cleanTempDir: 'always',
  allowConsoleColors: false,
};

export default options;
