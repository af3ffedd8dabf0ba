// @module-tag slow
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCommand, type Program } from '../support/program.ts';
import { ASHA, drivenSandbox } from '../support/sandbox.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** Containers and systemd kill what has not ended by then. */
const STOP_MS = 10_000;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: true; readonly devOptional?: true }>>;
}

/** A folder in which somebody has installed the package that `npm pack` makes, with what it depends on and nothing else. */
let folder: string;
const cleanings: (() => unknown)[] = [];

beforeAll(() => {
  const made = tempFolder((clean) => void cleanings.push(clean));
  folder = made;
  execFileSync('npm', ['pack', '--offline', '--silent', '--pack-destination', made], { cwd: ROOT });
  execFileSync('tar', ['-xzf', ...globSync('*.tgz', { cwd: made })], { cwd: made });
  const modules = join(made, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  renameSync(join(made, 'package'), join(modules, 'tillbot'));
  const { packages } = JSON.parse(read('package-lock.json')) as Lock;
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    const target = join(ROOT, path);
    // Some are for other systems.
    if (name === undefined || dev === true || devOptional === true || !existsSync(target)) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(target, join(modules, name));
  }
  // As npm installs it.
  symlinkSync('../tillbot/dist/tillbot.js', join(modules, '.bin', 'tillbot'));
  chmodSync(join(modules, 'tillbot', 'dist', 'tillbot.js'), 0o755);
  return () => {
    for (const clean of cleanings.splice(0)) void clean();
  };
}, 120_000);

/** Runs `npx tillbot` with these words. */
const tillbot = (words: readonly string[], environment: Readonly<Record<string, string>> = {}): Program =>
  startCommand([join(folder, 'node_modules', '.bin', 'tillbot'), ...words], {
    folder,
    environment: { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), ...environment },
  });

async function ran(
  ...words: readonly string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = tillbot(words);
  const { code } = await program.ended();
  return { code, output: program.output() };
}

describe('the package', () => {
  test('has what runs and what an operator reads, and nothing of the development', () => {
    const files = globSync('{**,.*}', { cwd: join(folder, 'node_modules', 'tillbot') });
    expect(files).toEqual(
      expect.arrayContaining([
        '.env.example',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'docs/operating.md',
        'dist/main.js',
        'dist/reports/drawing-worker.js',
        'dist/sandbox/page/index.html',
        'migrations/meta/_journal.json',
      ]),
    );
    expect(files.filter((file) => /\.ts$|^(?:src|test|node_modules)$|_snapshot\.json$/.test(file))).toEqual(
      [],
    );
  });

  test.each(['sandbox', 'start'])(
    'charges in its sandbox, draws a receipt, and ends at SIGTERM: tillbot %s',
    async (word) => {
      const program = tillbot([word], { SANDBOX_PORT: '0', TMPDIR: folder });
      const sandbox = await drivenSandbox(folder, program);
      await sandbox.say(ASHA, '/charge 0700000001 500');
      const notice = await sandbox.hears(ASHA, /^✅ Paid: KES 500/);
      const page = await fetch(sandbox.url);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      // A thread, and fonts that are found by a path.
      await sandbox.post('/api/press', {
        chat: ASHA,
        from: ASHA,
        message: notice.message_id,
        button: 'Receipt',
      });
      await until('the picture is there', async () =>
        (await sandbox.state()).messages.some(({ photo, document }) => photo ?? document),
      );
      program.kill('SIGTERM');
      const end = await Promise.race([program.ended(), sleep(STOP_MS, 'late', { ref: false })]);
      expect(end).toEqual({ code: 0, signal: null });
    },
  );

  test('runs the commands of the operator', async () => {
    expect(await ran('keygen')).toEqual({ code: 0, output: expect.stringMatching(/^SECRET_KEY=\S{44}$/m) });
    expect(await ran('backup')).toEqual({ code: 1, output: expect.stringContaining('data/tillbot.db') });
    expect(await ran('merchants', 'help')).toEqual({
      code: 1,
      output: expect.stringMatching(/^This is not understood/),
    });
    expect(await ran('rotate-key')).toEqual({
      code: 1,
      output: expect.stringMatching(/^SECRET_KEY is missing\. Make one: tillbot keygen$/m),
    });
    expect(await ran('restore')).toEqual({ code: 1, output: expect.stringMatching(/^Name the copy/) });
    expect(await ran('invite')).toEqual({ code: 1, output: expect.stringMatching(/^There is no bot/) });
  });

  test('says its version, and what it understands', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(await ran('--version')).toEqual({ code: 0, output: `${version}\n` });
    expect(await ran('help')).toEqual({ code: 0, output: expect.stringMatching(/^ {2}rotate-key /m) });
    expect(await ran('chrage')).toEqual({ code: 1, output: expect.stringMatching(/^tillbot \[COMMAND\]/) });
  });
});
