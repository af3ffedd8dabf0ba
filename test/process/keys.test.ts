// @module-tag slow
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/app/settings.ts';
import { readEnvFile } from '../../src/config/env-file.ts';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import { openStore } from '../../src/store/store.ts';
import { databaseWithCharges, ENVIRONMENT } from '../support/database-with-charges.ts';
import { connectShop } from '../support/connected.ts';
import { ACCOUNT, liveWorld } from '../support/live.ts';
import { runCommand, startProgram } from '../support/program.ts';
import { chatOf, stranger } from '../support/shop.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

const OLD = newSecretKey();
const NEW = newSecretKey();
const OTHER = newSecretKey();
const idOf = (secretKey: string): string => keyring([secretKey]).currentKeyId;

/** A live world with a second shop. The gateway knows the account of the second shop, and not the first one's. */
async function worldWithShop() {
  const world = await liveWorld();
  world.telegram.openPrivateChat(stranger);
  const path = join(world.folder, 'till.db');
  const keys = keyring([OLD]);
  const store = openStore(path, keys);
  const owner = { userId: stranger.id, name: stranger.first_name };
  const id = await connectShop(store, keys, { name: 'Duka la pili', account: ACCOUNT }, owner);
  store.close();
  const environment = {
    ...world.environment,
    BOSMI_API_KEY: 'of-the-first-shop',
    DATABASE_URL: 'file:till.db',
  };
  const rotate = (secretKey: string) =>
    runCommand(world.folder, { ...environment, SECRET_KEY: secretKey }, 'cli/rotate-key.ts');
  return { ...world, environment, path, id, rotate, theirs: chatOf(world.telegram, stranger.id) };
}

/** All rows of the tables that hold merchants, sealed texts and the history. */
function rowsOf(path: string): unknown {
  const sqlite = new Database(path, { readonly: true });
  const all = ['merchants', 'accounts', 'merchant_events', 'inbox', 'drafts'].map((table) =>
    sqlite.prepare(`SELECT * FROM ${table}`).all(),
  );
  sqlite.close();
  return all;
}

function change(path: string, sql: string): void {
  const sqlite = new Database(path);
  sqlite.exec(sql);
  sqlite.close();
}

test('the output of keygen is valid in .env, has a new key each time, and is written to no file', async () => {
  const folder = tempFolder();
  const printed = await Promise.all([1, 2].map(() => runCommand(folder, {}, 'cli/keygen.ts')));
  const keys = printed.flatMap(({ output }) => {
    writeFileSync(join(folder, 'printed'), output);
    return readConfig(Object.fromEntries(readEnvFile(join(folder, 'printed'), []))).common.secretKeys;
  });
  expect(new Set(keys).size).toBe(2);
  expect(printed.map(({ code }) => code)).toEqual([0, 0]);
  expect(printed[0]?.output).toMatch(/Keep a copy of the key.*apart from the backups[^]*If the key is lost/);
  expect(existsSync(join(folder, '.env'))).toBe(false);
});

describe('rotate-key', () => {
  test('seals the accounts again, so that the bot needs the new key alone; a second run changes nothing', async () => {
    const { rotate, path, environment, start, theirs, bosmi } = await worldWithShop();
    const { code, output } = await rotate(`${NEW},${OLD}`);
    expect(code).toBe(0);
    expect(output).toMatch(`Sealed 1 account anew under the key ${idOf(NEW)}.`);
    expect(output).toMatch(`needs the key ${idOf(OLD)} any more: you may take it out of SECRET_KEY`);
    expect(output).toMatch(/erased under an old key are then not recognised/);
    const once = rowsOf(path);
    expect((await rotate(`${NEW},${OLD}`)).output).toMatch(/^No account .* Nothing was changed\./);
    expect(rowsOf(path)).toEqual(once);

    await start({ ...environment, SECRET_KEY: NEW });
    theirs.say('/charge 0712345678 500');
    await until('it reached the phone', () => bosmi.latest('0712345678') !== undefined);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await theirs.sees(/^✅ Paid: KES 500/);
  });

  test('leaves no text that was sealed under the old key in the file', async () => {
    const { rotate, path } = await worldWithShop();
    const sqlite = new Database(path, { readonly: true });
    const old = String(sqlite.prepare('SELECT sealed FROM accounts WHERE merchant_id = 2').pluck().get());
    sqlite.close();
    expect(readFileSync(path).includes(old)).toBe(true);
    await rotate(`${NEW},${OLD}`);
    expect(readFileSync(path).includes(old)).toBe(false);
  });

  test('names the old key when it is missing, and changes nothing', async () => {
    const { rotate, path } = await worldWithShop();
    const before = rowsOf(path);
    const { code, output } = await rotate(`${NEW},${OTHER}`);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^SECRET_KEY lacks the key ${idOf(OLD)}, .*SECRET_KEY=new,old.*\n$`));
    expect(rowsOf(path)).toEqual(before);
  });

  test('is refused while the bot runs', async () => {
    const { rotate, start, environment } = await worldWithShop();
    await start({ ...environment, SECRET_KEY: OLD });
    const { code, output } = await rotate(`${NEW},${OLD}`);
    expect(code).toBe(1);
    expect(output).toMatch(/^Another Tillbot is already running on till\.db\. [^\n]*\n$/);
  });

  test.each([
    ['no key', {}, /^SECRET_KEY is missing\. Make one: npm run keygen\n$/],
    ['an invalid key', { SECRET_KEY: 'hunter2' }, /^SECRET_KEY is not a key as [^\n]*\n$/],
    ['no database', { SECRET_KEY: NEW }, /^There is no database at till\.db yet\. [^\n]*\n$/],
  ])('with %s is refused, and makes no database', async (_what, over, message) => {
    const folder = tempFolder();
    const { code, output } = await runCommand(folder, { ...ENVIRONMENT, ...over }, 'cli/rotate-key.ts');
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toContain('hunter2');
    expect(existsSync(join(folder, 'till.db'))).toBe(false);
  });

  test('says that there was nothing to do when no shop is connected', async () => {
    const { folder } = await databaseWithCharges();
    const { code, output } = await runCommand(
      folder,
      { ...ENVIRONMENT, SECRET_KEY: NEW },
      'cli/rotate-key.ts',
    );
    expect(code).toBe(0);
    expect(output).toBe(`No account was sealed under another key than ${idOf(NEW)}. Nothing was changed.\n`);
  });
});

describe('the bot refuses to start, sends nothing and ends', () => {
  test.each([
    ['another key', OTHER],
    ['no key', ''],
  ])('with %s, naming the id of the one that is missing', async (_what, secretKey) => {
    const { folder, environment, telegram, pushes } = await worldWithShop();
    const program = startProgram(folder, { ...environment, SECRET_KEY: secretKey });
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(new RegExp(`^SECRET_KEY lacks the key ${idOf(OLD)}, [^\n]*\n$`));
    for (const key of [OLD, OTHER]) expect(program.output()).not.toContain(key);
    expect(telegram.calls).toEqual([]);
    expect(pushes()).toEqual([]);
  });

  test('when the sealed accounts of two shops were swapped, which would send the money of one to the other', async () => {
    const { folder, environment, path } = await worldWithShop();
    const keys = keyring([OLD]);
    const store = openStore(path, keys);
    const third = { name: 'Duka la tatu', account: { ...ACCOUNT, apiKey: 'of-the-third' } };
    await connectShop(store, keys, third, { userId: 503, name: 'Wanjiru' });
    store.close();
    const sealed =
      '(SELECT sealed FROM accounts AS other WHERE other.merchant_id = 5 - accounts.merchant_id)';
    change(path, `UPDATE accounts SET sealed = ${sealed} WHERE merchant_id IN (2, 3)`);

    const program = startProgram(folder, { ...environment, SECRET_KEY: OLD });
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(
      /^The account of merchant 2 does not open: what key [0-9a-f]{8} sealed was changed or moved\. [^\n]*npm run merchants -- disconnect 2\n$/,
    );
    expect(program.output()).not.toContain(ACCOUNT.apiKey);
  });
});

describe('a lost key', () => {
  test('can be forgotten: the bot starts with another one, and the owner is asked to connect again', async () => {
    const { folder, environment, start, theirs, id } = await worldWithShop();
    const withOther = { ...environment, SECRET_KEY: OTHER };
    const forget = (secretKey: string) =>
      runCommand(
        folder,
        { ...environment, SECRET_KEY: secretKey },
        'cli/merchants.ts',
        'forget-key',
        idOf(OLD),
      );
    expect(await forget(`${OTHER},${OLD}`)).toEqual({
      code: 1,
      output: `The key ${idOf(OLD)} is in SECRET_KEY, and so is not lost.\n`,
    });
    const { code, output } = await forget(OTHER);
    expect(code).toBe(0);
    expect(output).toMatch(new RegExp(`no account any more, .*/connect: ${id}\\. .* lost: 0\\.\n$`));

    await start(withOther);
    theirs.say('/charge 0712345678 500');
    await theirs.sees(/has no account at the gateway, so nothing was sent\. An owner connects it: \/connect/);
  });
});
