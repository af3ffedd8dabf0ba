import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { isSound } from '../../../../src/store/engines/sqlite/integrity.ts';
import { tempFolder } from '../../../support/store.ts';

/** A database of some hundred pages. */
function filled(): string {
  const path = join(tempFolder(), 'till.db');
  const { sqlite, close } = openDatabase(path);
  const put = sqlite.prepare('INSERT INTO merchants (name, created_at) VALUES (?, 0)');
  for (let n = 0; n < 500; n += 1) put.run(`Duka ${n} ${'x'.repeat(2_000)}`);
  close();
  return path;
}

/** Overwrites the pages at the end of a file, which a start does not read. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(8_192, 0xa5), 0, 8_192, statSync(path).size - 3 * 8_192);
  closeSync(file);
}

const SMALL = { checkedAtOnce: 100_000 };

describe('a large database', () => {
  test('is opened before all of it is checked', () => {
    const path = filled();
    damage(path);
    const { close, db } = openDatabase(path, { ...SMALL, onFailure: () => undefined });
    expect(db.get('SELECT count(*) FROM charges')).toBeDefined();
    close();
  });

  test('that is damaged is reported, and refused at the next start until it is sound', async () => {
    const path = filled();
    damage(path);
    const failures: Error[] = [];
    const { close } = openDatabase(path, { ...SMALL, onFailure: (error) => failures.push(error) });
    await vi.waitFor(() => expect(failures).toHaveLength(1), { timeout: 20_000 });
    expect(failures[0]).toBeInstanceOf(OperatorError);
    expect(failures[0]?.message).toMatch(/damaged or not a database/);
    close();
    expect(() => openDatabase(path, SMALL)).toThrow(/damaged or not a database/);
    expect(existsSync(`${path}.damaged`)).toBe(true);
  });

  test('that is no database is refused at once', () => {
    const path = filled();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(100, 0xa5), 0, 100, 0);
    closeSync(file);
    expect(() => openDatabase(path, SMALL)).toThrow(/damaged or not a database/);
  });
});

describe('the check of a whole database finds', () => {
  test('nothing in a sound one that is in use', () => {
    const path = filled();
    const { close } = openDatabase(path);
    expect(isSound(path)).toBe(true);
    close();
  });

  test('a damaged page', () => {
    const path = filled();
    damage(path);
    expect(isSound(path)).toBe(false);
  });

  test('a row that points to nothing', () => {
    const path = filled();
    const sqlite = new Database(path);
    sqlite.exec(
      'PRAGMA foreign_keys = OFF; INSERT INTO chats (chat_id, merchant_id, linked_at) VALUES (-1, 9999, 0)',
    );
    sqlite.close();
    expect(isSound(path)).toBe(false);
  });
});

test('a small database is checked whole before it is opened', () => {
  const path = filled();
  damage(path);
  expect(() => openDatabase(path)).toThrow(/damaged or not a database/);
});

test('a database that was damaged and is sound again is not checked at once any more', () => {
  const path = filled();
  closeSync(openSync(`${path}.damaged`, 'w'));
  openDatabase(path, SMALL).close();
  expect(existsSync(`${path}.damaged`)).toBe(false);
});
