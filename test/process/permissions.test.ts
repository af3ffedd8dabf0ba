import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cashBook, refusal } from '../support/cash-book.ts';
import type { SystemUser } from '../support/program.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** A user whom file permissions hinder: root is hindered by none. */
const NOBODY: SystemUser = { uid: 65_534, gid: 65_534 };
const IS_ROOT = process.getuid?.() === 0;
/** Where root runs the tests, nobody must be able to read the program. */
const canRun =
  !IS_ROOT ||
  spawnSync(process.execPath, ['-e', `require('fs').readdirSync(${JSON.stringify(SOURCES)})`], NOBODY)
    .status === 0;

describe.skipIf(!canRun)('the program refuses, in one line, a database that its user', () => {
  const user = IS_ROOT ? NOBODY : undefined;
  /** A cash book that belongs to whom the program runs as. */
  const ownCashBook = async () => {
    const book = await cashBook();
    if (user !== undefined)
      for (const file of ['', 'till.db', 'till.db.lock'])
        chownSync(join(book.folder, file), user.uid, user.gid);
    return book;
  };

  test('may only read', async () => {
    const { folder, path } = await ownCashBook();
    chmodSync(path, 0o400);
    expect(await refusal(folder, ['till.db'], { user })).toMatch(
      /^till\.db cannot be written \(EACCES\)\. Nothing was changed\./,
    );
  });

  test('may not even read', async () => {
    const { folder, path } = await ownCashBook();
    chmodSync(path, 0);
    expect(await refusal(folder, IS_ROOT ? ['till.db'] : [], { user })).toMatch(
      /^till\.db cannot be written \(EACCES\)/,
    );
  });

  test('may not lock: two programs would have it', async () => {
    const { folder, path } = await ownCashBook();
    chmodSync(`${path}.lock`, 0o400);
    expect(await refusal(folder, ['till.db'], { user })).toMatch(
      /till\.db\.lock cannot be written \(EACCES\)/,
    );
  });

  test('may write, in a folder where it may make nothing', async () => {
    const { folder, path } = await ownCashBook();
    rmSync(`${path}.lock`);
    chmodSync(folder, 0o500);
    expect(await refusal(folder, ['till.db'], { user })).toMatch(/^till\.db cannot be written.*its folder/);
    chmodSync(folder, 0o700);
  });
});
