import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { openLog } from '../../../../src/store/engines/sqlite/log-disk.ts';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { tempFolder } from '../../../support/store.ts';

describe('the database', () => {
  test('has a log that survives a power cut if it is put on the disk, and checks references', () => {
    const { db, close } = openDatabase(join(tempFolder(), 'till.db'));
    const pragma = (name: string): unknown =>
      Object.values(db.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
    expect(pragma('journal_mode')).toBe('wal');
    // NORMAL: only checkpoints wait for the disk. The next test is about commits.
    expect(pragma('synchronous')).toBe(1);
    expect(pragma('foreign_keys')).toBe(1);
    close();
  });

  test('waits for the disk at a commit that is awaited', async () => {
    const syncs: PromiseWithResolvers<void>[] = [];
    const logOf: typeof openLog = (path) => {
      const log = openLog(path);
      const sync = async (): Promise<void> => {
        const held = Promise.withResolvers<void>();
        syncs.push(held);
        await held.promise;
        await log.sync();
      };
      return { ...log, sync };
    };
    const engine = openDatabase(join(tempFolder(), 'till.db'), { logOf });
    const done: string[] = [];
    const committed = engine
      .write(async (tx) => await tx.run("INSERT INTO preferences VALUES (1, 'sw')"))
      .then(() => done.push('committed'));
    await vi.waitFor(() => expect(syncs).toHaveLength(1));
    expect(done).toEqual([]);
    syncs[0]?.resolve();
    await committed;
    engine.close();
  });

  test('overwrites deleted bytes in the file', () => {
    const path = join(tempFolder(), 'till.db');
    const { sqlite, close } = openDatabase(path);
    const put = sqlite.prepare('INSERT INTO merchants (name, created_at) VALUES (?, 0)');
    for (let n = 0; n < 500; n += 1) put.run(`Duka ${n} of 0712345678`);
    const isInFile = (): boolean => {
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      return readFileSync(path).includes('0712345678');
    };
    expect(isInFile()).toBe(true);
    sqlite.exec("DELETE FROM merchants WHERE name LIKE 'Duka%'");
    expect(isInFile()).toBe(false);
    close();
  });

  test('is readable only by its owner', () => {
    const path = join(tempFolder(), 'deep', 'er', 'till.db');
    openDatabase(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('belongs to one program at a time', () => {
    const path = join(tempFolder(), 'till.db');
    const first = openDatabase(path);
    expect(() => openDatabase(path)).toThrow(/Another Tillbot is already running/);
    first.close();
    openDatabase(path).close();
  });

  test('is free again after its program was killed', () => {
    const path = join(tempFolder(), 'till.db');
    const source = new URL('../../../../src/store/engines/sqlite/database.ts', import.meta.url).href;
    const killed = `const { openDatabase } = await import(${JSON.stringify(source)}); openDatabase(${JSON.stringify(path)}); process.kill(process.pid, 'SIGKILL');`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', killed])).toThrow(
      /SIGKILL|Command failed/,
    );
    openDatabase(path).close();
  });

  test('can be read by another program while it is open', () => {
    const path = join(tempFolder(), 'till.db');
    const { close } = openDatabase(path);
    const reader = new Database(path, { readonly: true });
    expect(reader.prepare('SELECT count(*) FROM charges').pluck().get()).toBe(0);
    reader.close();
    close();
  });

  test('of a newer version is left alone', () => {
    const path = join(tempFolder(), 'till.db');
    openDatabase(path).close();
    const sqlite = new Database(path);
    sqlite
      .prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)')
      .run('future', 9_999_999_999_999);
    sqlite.close();
    const before = readFileSync(path);
    expect(() => openDatabase(path)).toThrow(OperatorError);
    expect(() => openDatabase(path)).toThrow(/newer Tillbot/);
    expect(readFileSync(path)).toEqual(before);
  });

  test('of another program is left alone', () => {
    const path = join(tempFolder(), 'other.db');
    const sqlite = new Database(path);
    sqlite.exec('CREATE TABLE songs (title TEXT)');
    sqlite.close();
    expect(() => openDatabase(path)).toThrow(/another program/);
  });

  test('that is damaged is reported as damaged, and not written to', () => {
    const path = join(tempFolder(), 'till.db');
    writeFileSync(path, 'this is no database, whatever its name says '.repeat(100));
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    expect(() => openDatabase(path)).toThrow(/damaged or not a database/);
    expect(readFileSync(path)).toEqual(readFileSync(copy));
  });
});
