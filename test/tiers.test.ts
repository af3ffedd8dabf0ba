import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PROJECTS, testFiles, tierOf } from './support/tiers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
/** This word is not behind the tag's name, or vitest would take this file for a slow one. */
const TAG = 'slow';
const MOCK = 'mock';

/** What vitest itself says of the files that it would run with these arguments. */
async function listed(...args: readonly string[]): Promise<readonly string[]> {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
  const { stdout } = await run(process.execPath, [vitest, 'list', '--filesOnly', '--json', ...args], {
    cwd: ROOT,
  });
  const files = JSON.parse(stdout) as readonly { readonly file: string }[];
  return files.map(({ file }) => relative(ROOT, file)).toSorted();
}

const script = (name: string): string => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return scripts[name] ?? '';
};
const argumentsOf = (name: string): string[] =>
  script(name)
    .replace(/^vitest run /, '')
    .replaceAll("'", '')
    .split(' ');
const mixedOf = (files: readonly string[]) => files.filter((file) => tiersOf([file]).has('mixed')).toSorted();
const tiersOf = (files: readonly string[]) =>
  new Set(files.map((file) => tierOf(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))));

describe('the tiers', () => {
  test('contain every test file in exactly one project', async () => {
    const all = globSync('test/**/*.test.ts', { cwd: ROOT });
    expect(await listed()).toEqual(all.toSorted());
  });

  test('lose no test between `npm test` and `npm run test:rest`', async () => {
    // Fast files have no slow test, and slow files have no other. Mixed files are in both runs, and each test of theirs is in one.
    expect(script('test')).toMatch(/'npm run check' 'npm run test:fast'$/);
    expect(argumentsOf('test:fast')).toEqual([
      '--project',
      'fast',
      '--project',
      'isolated',
      '--tags-filter',
      '!slow',
    ]);
    expect(argumentsOf('test:rest').slice(-2)).toEqual(['--tags-filter', 'slow']);
    const all = globSync('test/**/*.test.ts', { cwd: ROOT });
    const fast = testFiles([...PROJECTS.fast, ...PROJECTS.isolated]).toSorted();
    const rest = await listed(...argumentsOf('test:rest').slice(0, -2));
    expect([tiersOf(fast), tiersOf(rest)]).toEqual([
      new Set(['fast', 'mixed', 'isolated']),
      new Set(['mixed', 'slow']),
    ]);
    expect([...new Set([...fast, ...rest])].toSorted()).toEqual(all.toSorted());
    expect(fast.filter((file) => rest.includes(file))).toEqual(mixedOf(all));
    expect(script('test:all')).not.toMatch(/--(?:project|tags-filter|config)/);
  });

  test.each([
    ["test('a claim', () => {});", 'fast'],
    ["test('a claim', { tags: 'slow' }, () => {});", 'mixed'],
    ["test('a claim', { tags: ['slow'] }, () => {});", 'mixed'],
    ["const options = { tags };\ntest('a claim', options, () => {});", 'mixed'],
    [`/** @module-tag ${TAG} */\ntest('a claim', () => {});`, 'mixed'],
    [`// @module-tag ${TAG}\ntest('a claim', () => {});`, 'slow'],
    [`vi.${MOCK}('x.ts');\ntest('a claim', () => {});`, 'isolated'],
  ] as const)('put a file with %j into %s', (text, tier) => {
    expect(tierOf(text)).toBe(tier);
  });

  test('have no file that replaces modules and has slow tests: those share workers', () => {
    expect(() => tierOf(`vi.${MOCK}('x.ts');\ntest('a claim', { tags: 'slow' }, () => {});`)).toThrow(
      'split it',
    );
  });
});
