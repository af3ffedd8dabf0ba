import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// @ts-expect-error It is JavaScript without types.
import rules from '../.dependency-cruiser.js';

/** A breach of a rule, in a file of its own in a folder of src/, or of test/, and the rule that must catch it. */
type Breach = readonly [what: string, folder: string, source: string, rule: string];

/** What dependency-cruiser must catch. `%` stands for the way up to src/. */
const IMPORTS: readonly Breach[] = [
  ['domain/ imports store/', 'domain', "import '%store/schema.ts';", 'domain-imports-upwards'],
  ['domain/ imports Node', 'domain', "import 'node:fs';", 'domain-imports-only-itself'],
  ['domain/ imports a package', 'domain', "import 'zod';", 'domain-imports-only-itself'],
  [
    'a type is imported upwards',
    'runtime',
    "import type { x } from '%store/schema.ts';",
    'runtime-imports-upwards',
  ],
  ['security/ imports config/', 'security', "import '%config/config.ts';", 'security-imports-upwards'],
  ['config/ imports gateway/', 'config', "import '%gateway/gateway.ts';", 'config-imports-upwards'],
  ['gateway/ imports store/', 'gateway/bosmi', "import '%store/store.ts';", 'gateway-imports-upwards'],
  ['store/ imports payments/', 'store', "import '%payments/messenger.ts';", 'store-imports-upwards'],
  ['payments/ imports telegram/', 'payments', "import '%telegram/bot/bot.ts';", 'payments-imports-upwards'],
  ['reports/ imports telegram/', 'reports', "import '%telegram/bot/bot.ts';", 'reports-imports-upwards'],
  ['http/ imports sandbox/', 'http', "import '%sandbox/http.ts';", 'http-imports-upwards'],
  ['app/ imports cli/', 'app', "import '%cli/backup.ts';", 'app-imports-upwards'],
  ['cli/ imports main.ts', 'cli', "import '%main.ts';", 'cli-imports-upwards'],
  ['payments/ imports Telegraf', 'payments', "import 'telegraf';", 'telegraf-elsewhere'],
  ['payments/ imports BOSMI', 'payments', "import '%gateway/bosmi/gateway.ts';", 'provider-elsewhere'],
  ['payments/ imports undici', 'payments', "import 'undici';", 'undici-elsewhere'],
  ['telegram/ draws', 'telegram/bot', "import '@napi-rs/canvas';", '(?:napi-rs|chart\\.js)-elsewhere'],
  ['the main thread draws', 'reports', "import '%reports/draw-chart.ts';", 'drawing-in-the-main-thread'],
  ['payments/ serves HTTP', 'payments', "import '@hono/node-server';", 'hono-elsewhere'],
  ['payments/ counts for Prometheus', 'payments', "import 'prom-client';", 'prom-client-elsewhere'],
  ['telegram/ imports sandbox/', 'telegram/bot', "import '%sandbox/http.ts';", 'telegram-imports-upwards'],
  ['telegram/ builds SQL', 'telegram/bot', "import 'drizzle-orm';", 'drizzle-orm-elsewhere'],
  ['store/ opens a file of SQLite', 'store', "import 'better-sqlite3';", 'better-sqlite3-elsewhere'],
  [
    'a start on SQLite loads PostgreSQL',
    'store',
    "import '%store/engines/postgres/pool.ts';",
    'postgres-loaded-at-start',
  ],
  ['store/ connects to PostgreSQL', 'store', "import 'pg';", 'pg-elsewhere'],
  [
    'the store’s port names a table',
    'store/port',
    "import '%store/schema.ts';",
    'port-knows-an-implementation',
  ],
  ['a query knows SQLite', 'store', "import '%store/engines/sqlite/engine.ts';", 'store-chooses-an-engine'],
  [
    'the contract’s tests use Drizzle',
    'test/store/contract',
    "import 'drizzle-orm';",
    'contract-knows-an-engine',
  ],
  [
    'the contract’s tests open SQLite',
    'test/store/contract',
    "import 'better-sqlite3';",
    'contract-knows-an-engine',
  ],
  [
    'the contract’s tests know an engine',
    'test/store/contract',
    "import '%store/engines/sqlite/engine.ts';",
    'contract-knows-an-engine',
  ],
  [
    'the contract’s tests know a query',
    'test/store/contract',
    "import '%store/schema.ts';",
    'contract-knows-an-engine',
  ],
  [
    'the contract’s tests see rows',
    'test/store/contract',
    "import '%../test/support/sqlite.ts';",
    'contract-sees-rows',
  ],
  ['telegram/ imports a query', 'telegram/bot', "import '%store/invites.ts';", 'store-behind-its-port'],
  ['payments/ imports a table', 'payments', "import '%store/schema.ts';", 'store-behind-its-port'],
  [
    'telegram/ imports an engine',
    'telegram/bot',
    "import '%store/engines/sqlite/engine.ts';",
    'store-behind-its-port',
  ],
  ['a command imports a query', 'cli', "import '%store/accounts.ts';", 'queries-elsewhere'],
  ['sandbox/ imports cli/', 'sandbox', "import '%cli/backup.ts';", 'sandbox-imports-upwards'],
  ['src/ imports a test', 'app', "import '%../test/support/until.ts';", 'test-code-in-src'],
  ['two files import each other', 'app', "import './cycle.ts';\nexport const a = 1;", 'no-cycle'],
  ['nothing imports a file', 'app', 'export const alone = 1;', 'no-orphan'],
  ['an imported file does not exist', 'app', "import './nowhere.ts';", 'unresolvable'],
];

/** What oxlint must catch. */
const CODE: readonly Breach[] = [
  ['domain/ reads the clock', 'domain', 'export const x = () => Date.now();', 'no-restricted-properties'],
  [
    'domain/ uses random numbers',
    'domain',
    'export const x = () => Math.random();',
    'no-restricted-properties',
  ],
  ['store/ waits', 'store', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['payments/ reads the clock', 'payments', 'export const x = () => Date.now();', 'no-restricted-properties'],
  ['payments/ reads the environment', 'payments', 'export const x = process.env;', 'no-process-env'],
  [
    'a promise is left floating',
    'payments',
    'const f = async () => 1;\nexport const x = () => { f(); };',
    'no-floating-promises',
  ],
  [
    'a switch forgets a case',
    'payments',
    "export function x(s: 'a' | 'b') { switch (s) { case 'a': return 1; } return 0; }",
    'switch-exhaustiveness-check',
  ],
  [
    'a function is over 70 lines',
    'payments',
    `export function x(y: number): number {\n${'  y += 1;\n'.repeat(68)}  return y;\n}`,
    'max-lines-per-function',
  ],
  ['a type is any', 'payments', 'export const x = (y: any) => y;', 'no-explicit-any'],
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIGS = ['.oxlintrc.json', '.dependency-cruiser.js', 'tsconfig.json', 'package.json'];
const run = promisify(execFile);

/** What dependency-cruiser reports, as far as it is read here. */
interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
  readonly cycle?: readonly { readonly name: string }[];
}

/** Runs a tool of the project in a folder. Returns its output, whether it found something or not. */
async function output(folder: string, tool: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(ROOT, 'node_modules', '.bin', tool), [...args], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  return stdout;
}

const folderOf = ([, folder]: Breach): string => (folder.startsWith('test/') ? folder : join('src', folder));

const fileOf = (breaches: readonly Breach[], breach: Breach): string =>
  join(folderOf(breach), `breach-${breaches.indexOf(breach)}.ts`);

function addBreaches(copy: string, breaches: readonly Breach[]): void {
  for (const breach of breaches) {
    mkdirSync(join(copy, folderOf(breach)), { recursive: true });
    const toSrc = `${relative(folderOf(breach), 'src')}/`;
    writeFileSync(join(copy, fileOf(breaches, breach)), `${breach[2].replaceAll('%', toSrc)}\n`);
  }
}

function newCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'tillbot-boundaries-'));
  for (const config of CONFIGS) cpSync(join(ROOT, config), join(copy, config));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The lines about one file. */
const about = (lines: string, file: string): string =>
  lines
    .split('\n')
    .filter((line) => line.includes(file))
    .join('\n');

describe('dependency-cruiser', () => {
  let copy = '';
  let violations: readonly Violation[] = [];
  beforeAll(async () => {
    copy = newCopy();
    for (const folder of ['src', 'test']) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    addBreaches(copy, IMPORTS);
    const cycle = IMPORTS.find(([, , , rule]) => rule === 'no-cycle')!;
    const back = `./${fileOf(IMPORTS, cycle).split('/').at(-1)!}`;
    writeFileSync(join(copy, 'src/app/cycle.ts'), `import '${back}';\n`);
    const found = await output(copy, 'depcruise', 'src', 'test/store/contract', '--output-type', 'json');
    violations = (JSON.parse(found) as { summary: { violations: readonly Violation[] } }).summary.violations;
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const isAbout = ({ from, cycle = [] }: Violation, file: string): boolean =>
    [from, ...cycle.map(({ name }) => name)].includes(file);

  test.each(IMPORTS.map((breach) => [breach[0], breach] as const))('catches that %s', (_what, breach) => {
    const file = fileOf(IMPORTS, breach);
    const rules = violations.filter((violation) => isAbout(violation, file)).map(({ rule }) => rule.name);
    expect(rules).toContain(breach[3]);
  });

  test('has a planted breach of each rule', () => {
    expect([...new Set(IMPORTS.map(([, , , rule]) => rule))].toSorted()).toEqual(
      rules.forbidden.map(({ name }: { readonly name: string }) => name).toSorted(),
    );
  });

  test('finds nothing in the files as they are', () => {
    const added = IMPORTS.map((breach) => fileOf(IMPORTS, breach));
    const others = violations.filter((violation) => !added.some((file) => isAbout(violation, file)));
    expect(others).toEqual([]);
  });
});

describe('oxlint', () => {
  let [copy, found] = ['', ''];
  const CORRECT_FILE = 'src/payments/in-order.ts';
  beforeAll(async () => {
    copy = newCopy();
    addBreaches(copy, CODE);
    writeFileSync(join(copy, CORRECT_FILE), 'export const x = (y: number): number => y + 1;\n');
    found = await output(copy, 'oxlint', '--format', 'unix', 'src');
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('finds nothing in a correct file', () => {
    expect(about(found, CORRECT_FILE)).toBe('');
  });

  test.each(CODE.map((breach) => [breach[0], breach] as const))('catches that %s', (_what, breach) => {
    expect(about(found, fileOf(CODE, breach))).toContain(breach[3]);
  });
});
