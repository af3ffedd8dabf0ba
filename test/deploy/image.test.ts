// @module-tag slow
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { newSecretKey } from '../../src/security/keyring.ts';
import { liveWorld } from '../support/live.ts';
import { childOf, startCommand, type Program } from '../support/program.ts';
import { ASHA, drivenSandbox } from '../support/sandbox.ts';

/**
 * Builds the container's image without Docker and runs it as a container engine does: as its own user, as process 1, with a root file system that cannot be
 * written. It takes minutes and needs root, buildah, mmdebstrap and the registries, so it runs only with `TEST_IMAGE=1`: `.ci/image`.
 */
const isWanted = process.env['TEST_IMAGE'] !== undefined;
if (!isWanted) process.stderr.write('The image is not built and tried: that takes minutes (.ci/image).\n');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_BYTES = 300_000_000;
/** Docker and Kubernetes kill what has not ended by then. */
const STOP_MS = 10_000;
const MINUTES_MS = 60_000;

/** What the tests need of the configuration of an image. */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
}

interface Compose {
  readonly services: {
    readonly tillbot: {
      readonly environment: Readonly<Record<string, string>>;
      readonly secrets: readonly string[];
    };
  };
}

describe.skipIf(!isWanted)('the image', { timeout: 5 * MINUTES_MS }, () => {
  /** Not in memory: the images are larger than that. */
  let work: string;
  let files: string;
  let isMounted = false;
  let config: ImageConfig;

  const run = (command: string, ...words: readonly string[]): string =>
    execFileSync(command, words, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  const buildah = (...words: readonly string[]): string =>
    run(
      'buildah',
      '--root',
      join(work, 'images'),
      '--runroot',
      join(work, 'run'),
      '--storage-driver',
      'vfs',
      ...words,
    );

  /** Makes images that stand in for `debian:bookworm-slim`, which leaves out the same files, and `node:24-bookworm-slim`. */
  function makeBases(): void {
    const base = join(work, 'base.tar');
    const without = ['man', 'locale', 'doc'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
    // Perl comes with it, to merge folders that are merged. The real one does not have it.
    const purge =
      'dpkg --purge --force-depends $(dpkg-query -W -f "\\${Package} " usrmerge perl "perl-modules-*" "libperl*")';
    const noPerl = `--customize-hook=chroot "$1" sh -c '${purge}'`;
    run('mmdebstrap', '--quiet', '--variant=apt', ...without, noPerl, 'bookworm', base);
    const slim = buildah('from', 'scratch');
    buildah('add', '--quiet', slim, base, '/');
    buildah('commit', '--quiet', slim, 'localhost/slim');
    buildah('copy', '--quiet', slim, join(ROOT, 'node_modules/node/bin/node'), '/usr/local/bin/node');
    const npm = realpathSync(join(run('npm', 'root', '--global'), 'npm'));
    buildah('copy', '--quiet', slim, npm, '/usr/local/lib/node_modules/npm');
    // The way to the registry is that of this machine.
    buildah('copy', '--quiet', slim, '/etc/ssl/certs', '/etc/ssl/certs');
    if (existsSync('/usr/etc/npmrc'))
      buildah('copy', '--quiet', slim, '/usr/etc/npmrc', '/usr/local/etc/npmrc');
    const link = ['ln', '-s', '../lib/node_modules/npm/bin/npm-cli.js', '/usr/local/bin/npm'];
    buildah('run', '--isolation', 'chroot', slim, '--', ...link);
    buildah('commit', '--quiet', slim, 'localhost/node');
  }

  /** Lays out the root file system of a container: nothing can be written but memory at /tmp and the volume at /data. */
  function mountContainer(): void {
    const image = buildah('mount', buildah('from', '--pull-never', 'localhost/tillbot'));
    mkdirSync(files);
    run('mount', '--bind', image, files);
    isMounted = true;
    run('mount', '-o', 'remount,ro,bind', files);
    run('mount', '-t', 'tmpfs', 'tmpfs', join(files, 'tmp'));
    const volume = join(work, 'volume');
    mkdirSync(volume);
    run('chown', config.User, volume);
    run('mount', '--bind', volume, join(files, 'data'));
    run('mount', '--bind', '/dev', join(files, 'dev'));
    run('mount', '-t', 'tmpfs', 'tmpfs', join(files, 'run'));
  }

  /** Runs a command in the container. The bot is process 1 of a namespace; a health check need not be. */
  const inContainer = (
    words: readonly string[],
    environment: readonly string[] = [],
    isFirst = false,
  ): Program => {
    const { User, Env, WorkingDir } = config;
    const first = isFirst
      ? ['unshare', '--pid', '--fork', '--kill-child', `--mount-proc=${join(files, 'proc')}`]
      : [];
    const env = ['env', '-i', '-C', WorkingDir, ...Env, ...environment];
    return startCommand(
      [...first, 'chroot', `--userspec=${User}`, files, '/usr/bin/env', ...env.slice(1), ...words],
      {
        folder: work,
        environment: { PATH: process.env['PATH'] ?? '' },
      },
    );
  };

  beforeAll(() => {
    work = mkdtempSync(join(tmpdir() === '/dev/shm' ? '/tmp' : '/var/tmp', 'tillbot-image-'));
    files = join(work, 'root');
    makeBases();
    const bases = ['--build-arg', 'NODE_IMAGE=localhost/node', '--build-arg', 'BASE_IMAGE=localhost/slim'];
    const build = ['--isolation', 'chroot', '--format', 'docker', '--pull-never', ...bases];
    buildah(
      'bud',
      '--quiet',
      ...build,
      '--file',
      'deploy/docker/Dockerfile',
      '--tag',
      'localhost/tillbot',
      '.',
    );
    const inspected: unknown = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/tillbot'));
    ({ config } = (inspected as { readonly Docker: { readonly config: ImageConfig } }).Docker);
    mountContainer();
  }, 8 * MINUTES_MS);

  afterAll(() => {
    if (isMounted) run('umount', '--recursive', files);
    buildah('umount', '--all');
    rmSync(work, { recursive: true, force: true });
  }, 2 * MINUTES_MS);

  test('is small, and holds nothing of the development', () => {
    const bytes = Number.parseInt(run('du', '-sbx', '--exclude=./data', '--exclude=./tmp', files), 10);
    process.stderr.write(`The image has ${Math.round(bytes / 1_000_000)} MB.\n`);
    expect(bytes).toBeLessThan(MAX_BYTES);
    expect(
      globSync('{.*,*}', { cwd: join(files, 'app') })
        .filter((name) => name !== '.')
        .toSorted(),
    ).toEqual(['CHANGELOG.md', 'LICENSE', 'dist', 'migrations', 'node_modules', 'package.json']);
    for (const name of ['vitest', 'typescript', 'node'])
      expect(existsSync(join(files, 'app/node_modules', name))).toBe(false);
  });

  test('is not root, and is checked by tillbot health', () => {
    expect(config).toMatchObject({
      User: '10001:10001',
      WorkingDir: '/data',
      Entrypoint: ['tillbot'],
      Cmd: ['start'],
      Healthcheck: { Test: ['CMD', 'tillbot', 'health'] },
    });
  });

  test('starts nothing that has no settings, and says what is missing', async () => {
    const program = inContainer([...config.Entrypoint, ...config.Cmd]);
    expect((await program.ended()).code).toBe(1);
    expect(program.output()).toMatch(/TELEGRAM_BOT_TOKEN is missing/);
  });

  test('charges in its sandbox, is healthy meanwhile, and ends at SIGTERM as process 1', async () => {
    const check = async (): Promise<string> => {
      const health = inContainer(config.Healthcheck.Test.slice(1));
      return `${(await health.ended()).code} ${health.output()}`;
    };
    expect(await check()).toMatch(/^1 There is no \/tmp\/tillbot-health/);
    const program = inContainer([...config.Entrypoint, 'sandbox'], ['SANDBOX_PORT=0'], true);
    const sandbox = await drivenSandbox(work, program);
    await sandbox.say(ASHA, '/charge 0700000001 500');
    await sandbox.hears(ASHA, /^✅ Paid: KES 500/);
    expect(await check()).toMatch(/^0 Tillbot was at work \d+ seconds ago/);
    expect(await endOf(program)).toBe(0);
    expect(await check()).toMatch(/^1 There is no /);
  });

  test('charges as deploy/compose.yaml runs it, with its secrets in files, and is copied meanwhile', async () => {
    const { environment, chat, bosmi } = await liveWorld();
    const compose = parse(readFileSync(join(ROOT, 'deploy', 'compose.yaml'), 'utf8'), {
      merge: true,
    }) as Compose;
    const secrets: Readonly<Record<string, string>> = {
      'telegram-bot-token': environment.TELEGRAM_BOT_TOKEN,
      'bosmi-email': environment.BOSMI_EMAIL,
      'bosmi-api-key': environment.BOSMI_API_KEY,
      'secret-key': newSecretKey(),
    };
    mkdirSync(join(files, 'run', 'secrets'));
    for (const name of compose.services.tillbot.secrets) {
      const path = join(files, 'run', 'secrets', name);
      writeFileSync(path, `${secrets[name]}\n`, { mode: 0o400 });
      run('chown', config.User, path);
    }
    const variables = {
      ...compose.services.tillbot.environment,
      BOSMI_USERNAME: environment.BOSMI_USERNAME,
      BOSMI_BASE_URL: environment.BOSMI_BASE_URL,
      TELEGRAM_API_ROOT: environment.TELEGRAM_API_ROOT,
      OWNER_IDS: environment.OWNER_IDS,
    };
    const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const program = inContainer([...config.Entrypoint, ...config.Cmd], set, true);
    await program.prints(/the bot is up/);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    const backup = inContainer([...config.Entrypoint, 'backup'], set);
    expect((await backup.ended()).code).toBe(0);
    expect(backup.output()).toMatch(/^Copied 1 charge to \/data\/backups\//);
    expect(await endOf(program)).toBe(0);
    for (const secret of Object.values(secrets)) expect(program.output()).not.toContain(secret);
  });

  test('ends at SIGTERM as process 1 while it starts, before it has a handler of its own', async () => {
    // It asks this address again and again, and is not up before there is an answer.
    const environment = [
      'TELEGRAM_BOT_TOKEN=123456789:AAH-secret-token-that-is-long-enough-1',
      'TELEGRAM_API_ROOT=http://127.0.0.1:9',
      'BOSMI_USERNAME=admin',
      'BOSMI_EMAIL=shop@example.com',
      'BOSMI_API_KEY=Sd4#k[HFS',
    ];
    const program = inContainer([...config.Entrypoint, ...config.Cmd], environment, true);
    await program.prints(/"level":/);
    expect([0, 143]).toContain(await endOf(program));
  });

  /** Sends SIGTERM to process 1 of the namespace. Returns the exit code, or undefined if it does not end in time. */
  async function endOf(program: Program): Promise<number | null | undefined> {
    // The parent is `unshare`, which hands on the exit code.
    process.kill(childOf(program), 'SIGTERM');
    const end = await Promise.race([program.ended(), sleep(STOP_MS, undefined, { ref: false })]);
    return end?.code;
  }
});
