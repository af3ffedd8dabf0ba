// @module-tag slow
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { databaseWithCharges, ENVIRONMENT } from '../support/database-with-charges.ts';
import { runCommand } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';

// A program that simply opens or makes such a path waits for ever.
describe.each([
  ['/proc/x/till.db', /^The folder \/proc\/x of the database cannot be made \(ENOENT\)/],
  ['pipe', /^pipe is a pipe, a socket or a device, not a database/],
])('on a database at %s', (path, message) => {
  test.each<{ run: readonly [file: string, ...words: string[]] }>([
    { run: ['main.ts'] },
    { run: ['cli/restore.ts', 'pipe'] },
    { run: ['cli/backup.ts'] },
    { run: ['cli/backup.ts', '/proc/x/copy.db'] },
    { run: ['cli/rotate-key.ts'] },
    { run: ['cli/merchants.ts'] },
  ])('$run ends with one line', async ({ run }) => {
    const folder = tempFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const environment = { ...ENVIRONMENT, DATABASE_URL: `file:${path}` };
    const { code, output } = await runCommand(folder, environment, ...run);
    expect(output).toMatch(run[0] === 'main.ts' ? message : /^[^\n]+\n$/);
    expect(output).toMatch(/^[^\n]+\n$/);
    expect(code).toBe(1);
  });
});

test('copies are made in a private folder; a folder that others can read stays as it is, and a line says so', async () => {
  const { folder } = await databaseWithCharges();
  const backups = join(folder, 'backups');
  const first = await runCommand(folder, ENVIRONMENT, 'cli/backup.ts');
  expect(first).toEqual({
    code: 0,
    output: expect.stringMatching(/^Copied 400 charges to backups\/tillbot-/),
  });
  expect(first.output).not.toContain('chmod');
  expect(statSync(backups).mode & 0o777).toBe(0o700);
  for (const copy of readdirSync(backups)) expect(statSync(join(backups, copy)).mode & 0o777).toBe(0o600);

  chmodSync(backups, 0o750);
  const elsewhere = await runCommand(folder, ENVIRONMENT, 'cli/backup.ts', 'backups/named.db');
  expect(elsewhere.output).toMatch(/what is in backups\. To keep them out: chmod 700 backups\n$/);
  expect(statSync(backups).mode & 0o777).toBe(0o750);
});
