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

/** Which tests of a file are slow, and whether it needs a worker of its own. The text of a file says it. */
type Tier = 'fast' | 'isolated' | 'mixed' | 'slow';

const WHOLE_FILE = /^\/\/ @module-tag slow$/m;
/** Any mention of a tag, or of engines, of which some are slow. Vitest then decides for each test whether it runs. */
const SOME_TAG = /\btags\b|@module-tag|\bonEveryEngine\(/;

const REPLACES_MODULES = /\bvi\.(?:do)?[mM]ock\(/;

/**
 * Returns the tier of a test file with this text.
 *
 * - `slow`: the whole file has the tag.
 * - `mixed`: some of its tests have the tag.
 * - `isolated`: no test has the tag. The file replaces modules, so it shares its worker with no other file.
 * - `fast`: no test has the tag.
 */
export function tierOf(text: string): Tier {
  const replacesModules = REPLACES_MODULES.test(text);
  // Slow tests share workers, too.
  if (replacesModules && SOME_TAG.test(text))
    throw new Error('a test file that replaces modules has slow tests: split it');
  if (WHOLE_FILE.test(text)) return 'slow';
  if (SOME_TAG.test(text)) return 'mixed';
  return replacesModules ? 'isolated' : 'fast';
}

/**
 * The projects of vitest, and the tiers of their files. Every file is in exactly one, and a new file is in `npm test`. Fast and mixed files share
 * a project, because workers import the program once for each project.
 */
export const PROJECTS = {
  fast: ['fast', 'mixed'],
  isolated: ['isolated'],
  slow: ['slow'],
} as const satisfies Readonly<Record<string, readonly Tier[]>>;

/** Returns the test files of these tiers, as paths from the project's folder. */
export const testFiles = (tiers: readonly Tier[]): string[] =>
  globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) =>
    tiers.includes(tierOf(readFileSync(join(ROOT, file), 'utf8'))),
  );
