import { mergeConfig } from 'vitest/config';
import config from '../vitest.config.ts';
import { testFiles } from './support/tiers.ts';

/** The files that have slow tests, for a run of those tests alone. */
const rest = { extends: true, test: { name: 'rest', include: testFiles(['mixed', 'slow']) } } as const;

export default mergeConfig(
  { ...config, test: { ...config.test, projects: [] } },
  { test: { projects: [rest] } },
);
