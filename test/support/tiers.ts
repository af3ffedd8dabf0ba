import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestTagDefinition } from 'vitest/config';

declare module 'vitest' {
  interface TestTags {
    tags: 'slow';
  }
}

/** The tag of tests that are not in `npm test`. Every configuration of vitest must know it. */
export const TAGS: TestTagDefinition[] = [
  { name: 'slow', description: 'Not in `npm test`, but in `npm run test:all`.' },
];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The projects of vitest. A test file says itself which one it belongs to. `slow`: the whole file has the tag. `mixed`: some of its tests
 * have it. `fast`: none has it. `isolated`: as fast, and it replaces modules, which another file in its worker must not meet. So every file is in exactly one project, and a new file is in `npm test` until it says otherwise.
 */
export const TIERS = ['fast', 'isolated', 'mixed', 'slow'] as const;
export type Tier = (typeof TIERS)[number];

const WHOLE_FILE = /^\/\/ @module-tag slow$/m;
/** Any trace of a tag: the tag itself decides then what runs, test by test. */
const SOME_TAG = /\btags\b|@module-tag/;

const REPLACES_MODULES = /\bvi\.(?:do)?[mM]ock\(/;

/** Returns the tier of a test file with this text. */
export function tierOf(text: string): Tier {
  if (WHOLE_FILE.test(text)) return 'slow';
  if (SOME_TAG.test(text)) return 'mixed';
  return REPLACES_MODULES.test(text) ? 'isolated' : 'fast';
}

/** Returns the test files of a tier, as paths from the project's folder. */
export const testFiles = (tier: Tier): string[] =>
  globSync('test/**/*.test.ts', { cwd: ROOT }).filter(
    (file) => tierOf(readFileSync(join(ROOT, file), 'utf8')) === tier,
  );
