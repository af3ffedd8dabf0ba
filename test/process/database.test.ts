// @module-tag slow
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { mark } from '../../src/store/engines/sqlite/mark-copy.ts';
import { databaseWithCharges, ENVIRONMENT, refusal, CHARGES } from '../support/database-with-charges.ts';
import { startProgram } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';

const RESTORE = fileURLToPath(new URL('../../src/cli/restore.ts', import.meta.url));
const PAGE = 4_096;

/** Changes a database from outside, in one file without a log. */
function change(path: string, sql: string): void {
  const sqlite = new Database(path);
  sqlite.exec(sql);
  sqlite.close();
}

function overwrite(path: string, from: number, bytes: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(bytes, 'damage'), 0, bytes, from);
  closeSync(file);
}

/** Leaves the files of a killed program: the database, and a log beside it that is not merged yet. */
function leaveLog(path: string, sql: string): void {
  const sqlite = new Database(path);
  sqlite.pragma('journal_mode = WAL');
  sqlite.exec(sql);
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, `${path}${suffix}.kept`);
  sqlite.close();
  for (const suffix of ['', '-wal']) {
    copyFileSync(`${path}${suffix}.kept`, path + suffix);
    rmSync(`${path}${suffix}.kept`);
  }
}

const DAMAGED = /^till\.db is damaged or not a database\. Nothing was changed\. .*npm run restore -- COPY/;
const NEWER = "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('future', 9999999999999)";

describe('the program refuses, in one line and without a change to it, a database', () => {
  test('whose beginning is overwritten', async () => {
    const { folder, path } = await databaseWithCharges();
    overwrite(path, 0, 100);
    expect(await refusal(folder)).toMatch(DAMAGED);
  });

  test('in whose middle one page is overwritten', async () => {
    const { folder, path } = await databaseWithCharges();
    overwrite(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE, PAGE);
    expect(await refusal(folder)).toMatch(DAMAGED);
  });

  test('in whose middle one page is overwritten, with a log beside it', async () => {
    const { folder, path } = await databaseWithCharges();
    overwrite(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE, PAGE);
    leaveLog(path, 'CREATE TABLE late (n)');
    expect(await refusal(folder, ['till.db', 'till.db-wal'])).toMatch(DAMAGED);
  });

  test('that is cut in half, at the end of a page or not', async () => {
    const { folder, path } = await databaseWithCharges();
    const half = Math.floor(statSync(path).size / PAGE / 2) * PAGE;
    truncateSync(path, half + 1_000);
    expect(await refusal(folder)).toMatch(DAMAGED);
    truncateSync(path, half);
    expect(await refusal(folder)).toMatch(DAMAGED);
  });

  test('that is empty: it may be a cash book that was cut off', async () => {
    const { folder, path } = await databaseWithCharges();
    truncateSync(path, 0);
    expect(await refusal(folder)).toMatch(/^till\.db is empty.*npm run restore -- COPY.*or delete it/);
  });

  test('of another program', async () => {
    const folder = tempFolder();
    change(join(folder, 'till.db'), 'CREATE TABLE songs (title TEXT)');
    expect(await refusal(folder)).toMatch(/^till\.db is a database of another program\..*DATABASE_URL/);
  });

  test('of a newer version, also after a kill or a restore', async () => {
    const { folder, path } = await databaseWithCharges();
    change(path, NEWER);
    expect(await refusal(folder)).toMatch(/^The database till\.db was written by a newer Tillbot\./);
    leaveLog(path, 'CREATE TABLE new_feature (n)');
    expect(await refusal(folder, ['till.db', 'till.db-wal'])).toMatch(/newer Tillbot/);

    rmSync(`${path}-wal`);
    const copy = new Database(path);
    copy.pragma('journal_mode = DELETE');
    mark(copy, Date.now());
    copy.close();
    expect(await refusal(folder)).toMatch(/newer Tillbot/);
  });
});

describe('the program refuses, in one line,', () => {
  test('a folder in the place of the database', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'till.db'));
    expect(await refusal(folder, [])).toMatch(
      /^till\.db is a folder.*DATABASE_URL=file:till\.db\/tillbot\.db/,
    );
  });

  test('a file in the place of its folder, and makes a missing folder', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'data'), 'notes');
    const over = { ...ENVIRONMENT, DATABASE_URL: 'file:data/till.db' };
    const refused = startProgram(folder, over);
    expect(await refused.ended()).toEqual({ code: 1, signal: null });
    expect(refused.output()).toMatch(/^The folder data .*\(EEXIST\).*DATABASE_URL.*\n$/);
    expect(readFileSync(join(folder, 'data'), 'utf8')).toBe('notes');

    rmSync(join(folder, 'data'));
    await startProgram(folder, over).prints(/Telegram cannot be reached/);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o755);
  });

  test('to make a new database beside the log of a missing one; a restore works', async () => {
    const { folder, path } = await databaseWithCharges();
    copyFileSync(path, `${path}.copy`);
    leaveLog(
      path,
      'DELETE FROM charge_events; DELETE FROM outbox; DELETE FROM charge_messages; DELETE FROM charges',
    );
    rmSync(path);
    expect(await refusal(folder, ['till.db', 'till.db-wal'])).toMatch(
      /^There is no database at till\.db, but its log till\.db-wal is there/,
    );
    // The log must not damage the copy: SQLite would take it for the copy's own.
    execFileSync(process.execPath, [RESTORE, 'till.db.copy'], {
      cwd: folder,
      env: ENVIRONMENT,
    });
    const restored = new Database(path, { readonly: true });
    expect(restored.prepare('SELECT count(*) FROM charges').pluck().get()).toBe(CHARGES);
    restored.close();
  });
});
