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
 * The projects of vitest. The text of a test file decides its project. Every file is in exactly one, and a new file is in `npm test`.
 *
 * - `slow`: the whole file has the tag.
 * - `mixed`: some of its tests have the tag.
 * - `isolated`: no test has the tag. The file replaces modules, so it shares its worker with no other file.
 * - `fast`: no test has the tag.
 */
export const TIERS = ['fast', 'isolated', 'mixed', 'slow'] as const;
export type Tier = (typeof TIERS)[number];

const WHOLE_FILE = /^\/\/ @module-tag slow$/m;
/** Any mention of a tag. Vitest then decides for each test whether it runs. */
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
