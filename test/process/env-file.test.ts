// @module-tag slow
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ENVIRONMENT } from '../support/database-with-charges.ts';
import { runCommand, startProgram } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';
import { canRunAsNobody, IS_ROOT, NOBODY } from '../support/users.ts';

/** The example of a key in the gateway's document. */
const KEY = 'Sd4#k[HFS';

/** The settings of a live bot, without any quotes. */
const LINES = Object.entries({ ...ENVIRONMENT, BOSMI_API_KEY: KEY })
  .map(([name, value]) => `${name}=${value}\n`)
  .join('');

/** A folder with a `.env`, made by `make`. */
function folderWith(make: (path: string) => void): string {
  const folder = tempFolder();
  make(join(folder, '.env'));
  return folder;
}

const unquoted = () => folderWith((path) => writeFileSync(path, LINES));

test.each<{ run: readonly [file: string, ...words: string[]] }>([
  { run: ['main.ts'] },
  { run: ['cli/invite.ts'] },
  { run: ['cli/merchants.ts'] },
  { run: ['cli/backup.ts'] },
  { run: ['cli/restore.ts', 'copy.db'] },
  { run: ['cli/keygen.ts'] },
  { run: ['cli/rotate-key.ts'] },
])(
  '$run.0 says that an unquoted key in .env would be cut, in one line, and does nothing',
  async ({ run }) => {
    const folder = unquoted();
    const { code, output } = await runCommand(folder, {}, ...run);
    expect(output).toMatch(
      /^\.env, line 3: the value of BOSMI_API_KEY would be cut at its #\. Put it in quotes: BOSMI_API_KEY='…' [^\n]*\n$/,
    );
    expect(output).not.toMatch(/Sd4|HFS/);
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual(['.env']);
  },
);

test('the program starts on the same file with the key in quotes, and a byte order mark', async () => {
  const folder = folderWith((path) => writeFileSync(path, `\ufeff${LINES.replace(KEY, `'${KEY}'`)}`));
  const program = startProgram(folder, {});
  await program.prints(/Telegram cannot be reached/);
  expect(program.output()).not.toMatch(/Sd4|HFS/);
});

describe('the program starts no sandbox, but ends with one line that says what is wrong, when .env', () => {
  // A sandbox would start on a free port.
  const environment = { SANDBOX_PORT: '0' };

  test.each<readonly [string, RegExp, (path: string) => void]>([
    [
      'is in UTF-16',
      /^\.env is in UTF-16/,
      (path) => writeFileSync(path, Buffer.from(`\ufeff${LINES}`, 'utf16le')),
    ],
    [
      'has a colon instead of =',
      /^\.env, line 1: this is not NAME=value/,
      (path) => writeFileSync(path, 'BOSMI_API_KEY: x\n'),
    ],
    ['is a folder', /^\.env is a folder/, (path) => mkdirSync(path)],
    ['is a pipe', /^\.env is no ordinary file/, (path) => void execFileSync('mkfifo', [path])],
    [
      'is a link to nothing',
      /^\.env is a link to a file that is not there/,
      (path) => symlinkSync('gone', path),
    ],
  ])('%s', async (_what, message, make) => {
    const program = startProgram(folderWith(make), environment);
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(message);
    expect(program.output()).toMatch(/^[^\n]+\n$/);
  });

  test.skipIf(!canRunAsNobody)('may not be read by its user', async () => {
    const folder = folderWith((path) => writeFileSync(path, LINES, { mode: 0o000 }));
    if (IS_ROOT) chownSync(folder, NOBODY.uid, NOBODY.gid);
    const user = IS_ROOT ? NOBODY : undefined;
    const program = startProgram(folder, environment, onTestFinished, { user });
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(/^\.env is there, but cannot be read \(EACCES\)\. [^\n]+\n$/);
    chmodSync(join(folder, '.env'), 0o600);
  });
});
