import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { atOnce, besideTillbot, openShared } from '../../../../src/store/engines/sqlite/open-shared.ts';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { FIRST_MERCHANT } from '../../../../src/domain/merchant.ts';
import { hire, tempFolder, tempStore } from '../../../support/store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url));

/** Returns a migrations folder without the last step. */
function formerMigrations(): string {
  const folder = join(tempFolder(), 'migrations');
  cpSync(MIGRATIONS, folder, { recursive: true });
  const journal = join(folder, 'meta', '_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, -1) }));
  return folder;
}

/** A database that was used and closed. */
function closedDatabase(): string {
  const path = join(tempFolder(), 'till.db');
  openDatabase(path).close();
  return path;
}

const pragma = ({ sqlite }: ReturnType<typeof openShared>, name: string): unknown =>
  sqlite.pragma(name, { simple: true });

test('several things at once are seen together, or not at all', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await hire(store);
  const engine = openShared(path);
  const slice = atOnce(engine);
  const names = async () => (await store.members.staff(FIRST_MERCHANT)).map(({ name }) => name);
  const before = await names();
  const failing = slice(async ({ members }) => {
    await members.rename(7, 'Asha');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await names()).toEqual(before);
  await slice(async ({ members }) => {
    await members.rename(7, 'Asha');
    expect(await names()).toEqual(before);
    await members.configureOwners([7, 8], 0);
  });
  expect(await names()).toEqual(['Asha', '8']);
  engine.close();
});

describe('beside a Tillbot that has the database open', () => {
  test('each of the two programs at once reads what the other writes', async () => {
    const path = join(tempFolder(), 'till.db');
    const tillbots = tempStore(path);
    // Waits for its first write: within one process neither could wait for the other.
    await hire(tillbots);
    await besideTillbot(path, async (store) => {
      expect(await store.merchants.suspend(FIRST_MERCHANT, true, 5)).toBe(true);
      expect((await tillbots.merchants.find(FIRST_MERCHANT))?.suspendedAt).toBe(5);
      await tillbots.merchants.suspend(FIRST_MERCHANT, false, 6);
      expect((await store.merchants.find(FIRST_MERCHANT))?.suspendedAt).toBeNull();
    });
    await tillbots.merchants.suspend(FIRST_MERCHANT, true, 7);
  });

  test(
    'a write that finds the database locked for seconds says so and changes nothing',
    { tags: 'slow' },
    async () => {
      const path = closedDatabase();
      const other = new Database(path);
      other.exec('BEGIN IMMEDIATE');
      const suspended = besideTillbot(path, ({ merchants }) => merchants.suspend(FIRST_MERCHANT, true, 5));
      await expect(suspended).rejects.toThrow(OperatorError);
      await expect(suspended).rejects.toThrow(/was busy all the time\. Nothing was changed\./);
      other.exec('ROLLBACK');
      other.close();
      const found = await besideTillbot(path, ({ merchants }) => merchants.find(FIRST_MERCHANT));
      expect(found?.suspendedAt).toBeNull();
    },
  );

  test('an unexpected fault is passed on unchanged', async () => {
    const path = closedDatabase();
    const fault = new Error('nobody planned this');
    await expect(besideTillbot(path, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe('a database that is opened beside a Tillbot', () => {
  test('waits for the disk at a commit, checks references and overwrites erased bytes', () => {
    const opened = openShared(closedDatabase());
    expect(pragma(opened, 'journal_mode')).toBe('wal');
    expect(pragma(opened, 'synchronous')).toBe(2);
    expect(pragma(opened, 'foreign_keys')).toBe(1);
    expect(pragma(opened, 'secure_delete')).toBe(1);
    opened.close();
  });

  test('blocks neither a Tillbot nor another program beside it', () => {
    const path = closedDatabase();
    const [first, second] = [openShared(path), openShared(path)];
    openDatabase(path).close();
    for (const { sqlite, close } of [first, second]) {
      expect(sqlite.open).toBe(true);
      close();
    }
  });
});

describe('refused, and neither made nor changed, is', () => {
  /** Returns the message of the refusal. */
  const refusal = (path: string): string => {
    // Any reading makes SQLite's own files, which are empty.
    const files = (): unknown =>
      existsSync(dirname(path))
        ? readdirSync(dirname(path)).filter((name) => !/-(?:wal|shm)$/.test(name))
        : [];
    const content = (): Buffer | undefined => (existsSync(path) ? readFileSync(path) : undefined);
    const before = [files(), content()];
    const opening = (): unknown => openShared(path);
    expect(opening).toThrow(OperatorError);
    expect([files(), content()]).toEqual(before);
    try {
      opening();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  test('a database that does not exist, with or without its folder', () => {
    expect(refusal(join(tempFolder(), 'till.db'))).toMatch(
      /^There is no database at .* yet\. Start the bot once first/,
    );
    const missing = join(tempFolder(), 'data', 'till.db');
    expect(refusal(missing)).toMatch(/^There is no database at /);
    expect(existsSync(dirname(missing))).toBe(false);
  });

  test('a folder', () => {
    const path = join(tempFolder(), 'till.db');
    mkdirSync(path);
    expect(() => openShared(path)).toThrow(/is a folder, not a database/);
  });

  test('an empty file', () => {
    const path = closedDatabase();
    truncateSync(path, 0);
    expect(refusal(path)).toMatch(/is empty/);
  });

  test('a damaged database', () => {
    const path = closedDatabase();
    writeFileSync(path, 'this is no database, whatever its name says '.repeat(100));
    expect(refusal(path)).toMatch(/damaged or not a database/);
  });

  test('a database of another program', () => {
    const path = join(tempFolder(), 'songs.db');
    const sqlite = new Database(path);
    sqlite.exec('CREATE TABLE songs (title TEXT)');
    sqlite.close();
    expect(refusal(path)).toMatch(/another program/);
  });

  test('a database of an older version, until the bot has upgraded it', () => {
    const path = join(tempFolder(), 'till.db');
    openDatabase(path, { migrations: formerMigrations() }).close();
    expect(refusal(path)).toMatch(/written by an older Tillbot\. Nothing was changed\. Start the bot once/);
    openDatabase(path).close();
    openShared(path).close();
  });

  test('a database of a newer version, even while that version runs', () => {
    const path = closedDatabase();
    const newer = new Database(path);
    newer
      .prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)')
      .run('future', 9_999_999_999_999);
    expect(() => openShared(path)).toThrow(/newer Tillbot/);
    newer.close();
    expect(refusal(path)).toMatch(/newer Tillbot/);
  });

  test('a database whose restore was cut off', () => {
    const path = closedDatabase();
    const other = join(tempFolder(), 'till.db');
    copyFileSync(path, `${other}.part`);
    expect(refusal(other)).toMatch(/restore of .* was cut off/);
  });
});
