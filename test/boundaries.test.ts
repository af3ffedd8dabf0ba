import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The lint must hold the house's layout: each of these planted faults has to be caught, by the rule that is meant to. */
const FAULTS: readonly (readonly [what: string, file: string, source: string, rule: string])[] = [
  ['charge/ imports store/', 'charge/x.ts', "import '../store/schema.ts';", 'no-restricted-imports'],
  ['charge/ imports Node', 'charge/x.ts', "import 'node:fs';", 'no-restricted-imports'],
  ['charge/ imports a package', 'charge/x.ts', "import 'zod';", 'no-restricted-imports'],
  [
    'charge/ reads the clock',
    'charge/x.ts',
    'export const x = () => Date.now();',
    'no-restricted-properties',
  ],
  ['charge/ rolls dice', 'charge/x.ts', 'export const x = () => Math.random();', 'no-restricted-properties'],
  ['gateway/ imports telegram/', 'gateway/x.ts', "import '../telegram/api.ts';", 'no-restricted-imports'],
  ['gateway/ imports till/', 'gateway/x.ts', "import '../till/till.ts';", 'no-restricted-imports'],
  ['store/ imports gateway/', 'store/x.ts', "import '../gateway/bosmi.ts';", 'no-restricted-imports'],
  ['store/ waits', 'store/x.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['till/ imports telegraf', 'till/x.ts', "import 'telegraf';", 'no-restricted-imports'],
  ['till/ imports undici', 'till/x.ts', "import 'undici';", 'no-restricted-imports'],
  ['till/ imports telegram/', 'till/x.ts', "import '../telegram/api.ts';", 'no-restricted-imports'],
  ['till/ reads the clock', 'till/x.ts', 'export const x = () => Date.now();', 'no-restricted-properties'],
  ['telegram/ imports sandbox/', 'telegram/x.ts', "import '../sandbox/http.ts';", 'no-restricted-imports'],
  ['telegram/ runs SQL', 'telegram/x.ts', "import 'drizzle-orm';", 'no-restricted-imports'],
  ['a part reads the environment', 'till/x.ts', 'export const x = process.env;', 'no-process-env'],
  [
    'a promise is left floating',
    'till/x.ts',
    'const f = async () => 1;\nexport const x = () => { f(); };',
    'no-floating-promises',
  ],
  [
    'a switch forgets a case',
    'till/x.ts',
    "export function x(s: 'a' | 'b') { switch (s) { case 'a': return 1; } return 0; }",
    'switch-exhaustiveness-check',
  ],
  ['something is any', 'till/x.ts', 'export const x = (y: any) => y;', 'no-explicit-any'],
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** Lints one planted file in a house with the same rules. Returns what was said. */
async function lint(house: string, file: string, source: string): Promise<string> {
  const path = join(house, 'src', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${source}\n`);
  const oxlint = join(ROOT, 'node_modules', '.bin', 'oxlint');
  const { stdout } = await run(oxlint, ['--format', 'unix', path], { cwd: house }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

describe('the lint', () => {
  let house = '';
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'tillbot-lint-'));
    for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
      cpSync(join(ROOT, file), join(house, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  });

  afterAll(() => rmSync(house, { recursive: true, force: true }));

  test('has nothing to say of a file that is in order', async () => {
    expect(await lint(house, 'till/x.ts', 'export const x = (y: number): number => y + 1;')).not.toContain(
      'x.ts',
    );
  });

  test.each(FAULTS)('catches that %s', async (_what, file, source, rule) => {
    expect(await lint(house, file, source)).toContain(rule);
  });
});
