import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, SETTING_SECTIONS } from '../../src/app/settings.ts';
import { fileVariableOf } from '../../src/config/setting.ts';
import { needSecretKeys } from '../../src/config/single-settings.ts';
import { problemOf } from '../support/config-problem.ts';
import { startProgram } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';

const KEY = Buffer.alloc(32, 3).toString('base64');
const TOKEN = '123456789:AAH-secret-token-that-is-long-enough-1';
const API_KEY = 'Sd4#k[HFS';
const SECRETS: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://till:secret-word@db.example/till',
  TELEGRAM_BOT_TOKEN: TOKEN,
  BOSMI_EMAIL: 'shop@example.com',
  BOSMI_API_KEY: API_KEY,
  SECRET_KEY: KEY,
  HTTPS_PROXY: 'http://mama:secret-word@proxy.example:3128',
  TELEGRAM_PROXY: 'socks5h://mama:secret-word@proxy.example:1080',
};
const OTHERS = { BOSMI_USERNAME: 'admin', NODE_ENV: 'production' };

function written(content: string | Uint8Array): string {
  const path = join(tempFolder(), 'secret');
  writeFileSync(path, content);
  return path;
}

/** The same settings, with each secret in a file. */
const inFiles = (end = ''): Record<string, string> => ({
  ...OTHERS,
  ...Object.fromEntries(
    Object.entries(SECRETS).map(([name, value]) => [`${name}_FILE`, written(value + end)]),
  ),
});

describe('a secret setting in a file', () => {
  test('is every setting that is marked secret, and no other', () => {
    const variables = SETTING_SECTIONS.flatMap(({ settings }) => settings)
      .map(fileVariableOf)
      .filter((variable) => variable !== undefined);
    expect(variables.toSorted()).toEqual(
      Object.keys(SECRETS)
        .map((name) => `${name}_FILE`)
        .toSorted(),
    );
  });

  test.each(['', '\n', '\r\n', ' \n\n'])(
    'is read as if it were in its variable when it ends with %j',
    (end) => {
      expect(readConfig(inFiles(end))).toEqual(readConfig({ ...OTHERS, ...SECRETS }));
    },
  );

  test('is read without a byte order mark, and through links, as Kubernetes makes them', () => {
    const link = join(tempFolder(), 'link');
    symlinkSync(written(`\ufeff${API_KEY}\n`), link);
    const config = readConfig({ ...OTHERS, ...SECRETS, BOSMI_API_KEY: '', BOSMI_API_KEY_FILE: link });
    expect(config).toEqual(readConfig({ ...OTHERS, ...SECRETS }));
  });

  test('counts where one setting is read alone', () => {
    expect(needSecretKeys({ SECRET_KEY_FILE: written(`${KEY}\n`) })).toEqual([KEY]);
    expect(() => needSecretKeys({ SECRET_KEY_FILE: '/nowhere/key' })).toThrow(
      /^SECRET_KEY_FILE names \/nowhere\/key/,
    );
  });

  test('goes before https_proxy in small letters', () => {
    const proxy = SECRETS['HTTPS_PROXY'];
    const config = readConfig({
      ...inFiles(),
      TELEGRAM_PROXY_FILE: '',
      https_proxy: 'http://other.example:1',
    });
    expect(config).toMatchObject({ live: { telegramProxy: proxy, gateways: { bosmi: { proxy } } } });
  });

  test('makes the bot live, even if it cannot be read', () => {
    expect(problemOf({ TELEGRAM_BOT_TOKEN_FILE: '/nowhere/token' })).toMatch(
      /TELEGRAM_BOT_TOKEN_FILE names \/nowhere\/token, which does not exist\./,
    );
  });

  test('is refused beside its variable, and told once', () => {
    const problem = problemOf({ ...inFiles(), BOSMI_API_KEY: API_KEY });
    expect(problem.split('\n').slice(1)).toEqual([
      '  BOSMI_API_KEY and BOSMI_API_KEY_FILE are both set. Keep one of them: leave the other one out, or set it to nothing.',
    ]);
  });

  test('is checked as its variable is, without the value', () => {
    expect(problemOf({ ...inFiles(), SECRET_KEY_FILE: written('hunter2\n') })).toMatch(
      /^ {2}SECRET_KEY is not a key as .* Example: (?!.*hunter2)/m,
    );
  });

  test('counts as not set if its variable is empty', () => {
    expect(problemOf({ ...inFiles(), BOSMI_API_KEY_FILE: ' ' })).toContain(
      'BOSMI_API_KEY is missing. Example: ',
    );
  });

  test('is not taken for a setting that is no secret', () => {
    expect(problemOf({ ...inFiles(), BOSMI_USERNAME: '', BOSMI_USERNAME_FILE: written('admin') })).toContain(
      'BOSMI_USERNAME is missing',
    );
  });

  const UTF_16 = Buffer.from(`\ufeff${API_KEY}`, 'utf16le');
  test.each<[string, () => string, string]>([
    ['does not exist', () => '/nowhere/key', 'does not exist.'],
    ['is empty', () => written(''), 'is empty. Put the value into it, and nothing else.'],
    ['holds white space alone', () => written(' \n\n'), 'is empty. Put the value into it, and nothing else.'],
    [
      'has several lines',
      () => written(`# the key\n${API_KEY}\n`),
      'has several lines. Put the value into it, and nothing else.',
    ],
    ['is a folder', () => tempFolder(), 'is a folder, not a file.'],
    ['is a device', () => '/dev/null', 'is no ordinary file.'],
    ['is too long', () => written(API_KEY.repeat(2_000)), 'is longer than 16384 bytes.'],
    ['is in UTF-16', () => written(UTF_16), 'is in UTF-16. Save it as UTF-8.'],
    ['is not text', () => written(Uint8Array.of(0xc3, 0x28)), 'is not in UTF-8. Save it as UTF-8.'],
    [
      'is below a file',
      () => join(written(API_KEY), 'key'),
      'cannot be read (ENOTDIR). Give it to the user that runs Tillbot.',
    ],
  ])('is refused with variable, path and reason where the file %s', (_what, file, reason) => {
    const path = file();
    const problem = problemOf({ ...inFiles(), BOSMI_API_KEY_FILE: path });
    expect(problem.split('\n').slice(1)).toEqual([`  BOSMI_API_KEY_FILE names ${path}, which ${reason}`]);
    expect(problem).not.toContain('Sd4');
  });

  test('is refused where the file is a link to nothing, or a pipe, which is not waited for', () => {
    const [link, pipe] = [join(tempFolder(), 'link'), join(tempFolder(), 'pipe')];
    symlinkSync('/nowhere/key', link);
    execFileSync('mkfifo', [pipe]);
    expect(problemOf({ ...inFiles(), BOSMI_API_KEY_FILE: link })).toContain(
      'is a link to a file that is not there.',
    );
    expect(problemOf({ ...inFiles(), BOSMI_API_KEY_FILE: pipe })).toContain('is no ordinary file.');
  });

  test('is not shown when somebody puts it in place of its path', () => {
    for (const [name, value] of Object.entries(SECRETS)) {
      const problem = problemOf({ ...inFiles(), [`${name}_FILE`]: value });
      expect(problem).toContain(`${name}_FILE is not a path.`);
      expect(problem).not.toContain(value);
    }
  });
});

test(
  'the program takes its secrets from files that .env names, and says which one another user cannot read',
  { tags: 'slow' },
  async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets', 'key'), API_KEY);
    writeFileSync(
      join(folder, '.env'),
      [
        `TELEGRAM_BOT_TOKEN='${TOKEN}'`,
        "BOSMI_API_KEY=''",
        'BOSMI_API_KEY_FILE=./secrets/key',
        'BOSMI_USERNAME=admin',
        'BOSMI_EMAIL=shop@example.com',
        'LOG_LEVEL=loud',
      ].join('\n'),
    );
    const program = startProgram(folder, {});
    expect((await program.ended()).code).toBe(1);
    expect(program.output()).toMatch(
      /^The configuration is not complete:\n {2}LOG_LEVEL is not one of [^\n]+\n$/,
    );

    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secrets', 'key'), 0o600);
    const other = startProgram(folder, {}, undefined, { user: { uid: 65_534, gid: 65_534 } });
    expect((await other.ended()).code).toBe(1);
    expect(other.output()).toContain(
      'BOSMI_API_KEY_FILE names ./secrets/key, which cannot be read (EACCES). Give it to the user that runs Tillbot.',
    );
    expect(other.output()).not.toContain('Sd4');
  },
);
