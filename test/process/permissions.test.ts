// @module-tag slow
import { chmodSync, chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { databaseWithCharges, refusal } from '../support/database-with-charges.ts';
import { canRunAsNobody, IS_ROOT, NOBODY } from '../support/users.ts';

describe.skipIf(!canRunAsNobody)('the program refuses, in one line, a database that its user', () => {
  const user = IS_ROOT ? NOBODY : undefined;
  /** A cash book that belongs to the program's user. */
  const ownCashBook = async () => {
    const book = await databaseWithCharges();
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

  test('may not lock, because two programs could use it', async () => {
    const { folder, path } = await ownCashBook();
    chmodSync(`${path}.lock`, 0o400);
    expect(await refusal(folder, ['till.db'], { user })).toMatch(
      /till\.db\.lock cannot be written \(EACCES\)/,
    );
  });

  test('may write, in a folder where it may make no files', async () => {
    const { folder, path } = await ownCashBook();
    rmSync(`${path}.lock`);
    chmodSync(folder, 0o500);
    expect(await refusal(folder, ['till.db'], { user })).toMatch(/^till\.db cannot be written.*its folder/);
    chmodSync(folder, 0o700);
  });
});
