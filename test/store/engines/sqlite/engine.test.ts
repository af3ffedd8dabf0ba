import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { sqliteEngine } from '../../../../src/store/engines/sqlite/engine.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { storeOn } from '../../../../src/store/store.ts';
import { tempFolder } from '../../../support/store.ts';

const T0 = 1_000_000;
const open: Database.Database[] = [];
afterEach(() => {
  for (const sqlite of open.splice(0)) sqlite.close();
});

/** A fault of a statement. `before`: it takes no effect. `after`: it takes effect and reports an error. */
interface Fault {
  readonly statement: RegExp;
  readonly when: 'before' | 'after';
}

/** Returns a store on a database that can fail at BEGIN, COMMIT and ROLLBACK, and at whatever runs by `exec` or `pragma`. */
function failing() {
  const sqlite = memoryDatabase();
  open.push(sqlite);
  let faults: Fault[] = [];
  const meet = <Result>(source: string, run: () => Result): Result => {
    const fault = faults.find(({ statement }) => statement.test(source));
    faults = faults.filter((other) => other !== fault);
    if (fault?.when === 'before') throw new Database.SqliteError('planted', 'SQLITE_IOERR');
    const result = run();
    if (fault?.when === 'after') throw new Database.SqliteError('planted', 'SQLITE_IOERR');
    return result;
  };
  const client = new Proxy(sqlite, {
    get(target, key) {
      if (key === 'exec') return (source: string) => meet(source, () => target.exec(source));
      if (key === 'pragma')
        return (source: string, options?: Database.PragmaOptions) =>
          meet(source, () => target.pragma(source, options));
      if (key === 'prepare')
        return (source: string) => {
          const statement = target.prepare(source);
          // Only the statements that the engine itself prepares can fail. Drizzle's run unchanged.
          return /^(?:BEGIN|COMMIT)/.test(source)
            ? { run: () => meet(source, () => statement.run()) }
            : statement;
        };
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
    },
  });
  const engine = sqliteEngine(client);
  return {
    sqlite,
    engine,
    store: storeOn(engine),
    fail: (statement: RegExp, when: Fault['when'] = 'before') => faults.push({ statement, when }),
  };
}

describe('a transaction', () => {
  test.each([
    ['BEGIN fails', /^BEGIN/, 'before'],
    ['COMMIT fails', /^COMMIT/, 'before'],
  ] as const)(
    'whose %s rejects, leaves nothing behind, and the next one commits',
    async (_, statement, when) => {
      const { store, sqlite, fail } = failing();
      fail(statement, when);
      await expect(store.users.setLanguage(1, 'sw')).rejects.toThrow('planted');
      expect(sqlite.inTransaction).toBe(false);
      expect(await store.users.language(1)).toBeUndefined();
      await store.users.setLanguage(2, 'en');
      expect([await store.users.language(1), await store.users.language(2)]).toEqual([undefined, 'en']);
    },
  );

  test('whose COMMIT fails after it took effect rejects, and is committed', async () => {
    const { store, fail } = failing();
    fail(/^COMMIT/, 'after');
    await expect(store.users.setLanguage(1, 'sw')).rejects.toThrow('planted');
    expect(await store.users.language(1)).toBe('sw');
  });

  test('whose BEGIN fails after it took effect is rolled back before the next one begins', async () => {
    const { store, sqlite, fail } = failing();
    fail(/^BEGIN/, 'after');
    await expect(store.users.setLanguage(1, 'sw')).rejects.toThrow('planted');
    expect(sqlite.inTransaction).toBe(false);
    await store.users.setLanguage(2, 'en');
    expect([await store.users.language(1), await store.users.language(2)]).toEqual([undefined, 'en']);
  });

  test('whose ROLLBACK fails too rejects with the first fault, and the next one commits without it', async () => {
    const { store, sqlite, fail } = failing();
    fail(/^COMMIT/);
    fail(/^ROLLBACK/);
    await expect(store.users.setLanguage(1, 'sw')).rejects.toThrow('planted');
    expect(sqlite.inTransaction).toBe(true);
    await store.users.setLanguage(2, 'en');
    expect(sqlite.inTransaction).toBe(false);
    expect([await store.users.language(1), await store.users.language(2)]).toEqual([undefined, 'en']);
  });

  test('that could not be rolled back is never read, however often ROLLBACK fails', async () => {
    const { store, fail } = failing();
    fail(/^COMMIT/);
    for (let n = 0; n < 3; n += 1) fail(/^ROLLBACK/);
    await expect(store.users.setLanguage(1, 'sw')).rejects.toThrow('planted');
    for (let n = 0; n < 2; n += 1) await expect(store.users.language(1)).rejects.toThrow('planted');
    expect(await store.users.language(1)).toBeUndefined();
  });

  test('that an I/O error in ROLLBACK left open does not swallow later commits', async () => {
    const { store, sqlite } = failing();
    sqlite.exec("BEGIN IMMEDIATE; INSERT INTO preferences VALUES (1, 'sw')");
    await store.inbox.receive([{ updateId: 1, chatId: 1, payload: {} }], T0);
    expect(sqlite.inTransaction).toBe(false);
    expect(await store.inbox.waiting()).toBe(1);
    expect(await store.users.language(1)).toBeUndefined();
  });

  test('that SQLite itself has rolled back commits nothing', async () => {
    const { engine, store, sqlite } = failing();
    const half = engine.write(async (tx) => {
      await tx.run("INSERT INTO preferences VALUES (1, 'sw')");
      sqlite.exec('ROLLBACK');
      throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
    });
    await expect(half).rejects.toThrow('disk I/O error');
    expect(await store.users.language(1)).toBeUndefined();
    await store.users.setLanguage(2, 'en');
    expect(await store.users.language(2)).toBe('en');
  });
});

describe('after the engine is closed', () => {
  test.each([
    ['a read', (store: ReturnType<typeof storeOn>) => store.users.language(1)],
    ['a write', (store: ReturnType<typeof storeOn>) => store.users.setLanguage(1, 'sw')],
    ['a prepared query', (store: ReturnType<typeof storeOn>) => store.inbox.waiting()],
    ['emptying the log', (store: ReturnType<typeof storeOn>) => store.phones.forgetLog()],
  ])('%s rejects', async (_, call) => {
    const { engine, store } = failing();
    await store.users.setLanguage(1, 'en');
    engine.close();
    await expect(call(store)).rejects.toThrow(/not open/);
  });

  test('a write that waited and a write that was half done reject, and nothing of them is committed', async () => {
    const { engine, store, sqlite } = failing();
    let half = (): void => undefined;
    const isHalfDone = new Promise<void>((resolve) => (half = resolve));
    const first = engine.write(async (tx) => {
      await tx.run("INSERT INTO preferences VALUES (1, 'sw')");
      half();
      await new Promise<void>((resolve) => setImmediate(resolve));
    });
    const second = store.users.setLanguage(2, 'en');
    await isHalfDone;
    const before = sqlite.inTransaction;
    engine.close();
    const outcomes = await Promise.allSettled([first, second]);
    expect([before, ...outcomes.map(({ status }) => status)]).toEqual([true, 'rejected', 'rejected']);
  });
});

describe('emptying the log', () => {
  const newFile = () => {
    const sqlite = new Database(join(tempFolder(), 'till.db'));
    sqlite.pragma('journal_mode = WAL');
    open.push(sqlite);
    return sqlite;
  };

  test('that fails restores the time for which a statement waits for a lock', async () => {
    const { sqlite, store, fail } = failing();
    sqlite.pragma('busy_timeout = 5000');
    fail(/^wal_checkpoint/);
    await expect(store.phones.forgetLog()).rejects.toThrow('planted');
    expect(sqlite.pragma('busy_timeout', { simple: true })).toBe(5_000);
  });

  test('first ends a transaction that could not be rolled back', async () => {
    const sqlite = newFile();
    const engine = sqliteEngine(sqlite);
    sqlite.exec('BEGIN IMMEDIATE; CREATE TABLE t (x)');
    await engine.purgeOverwritten();
    expect(sqlite.inTransaction).toBe(false);
    expect(sqlite.prepare('SELECT count(*) FROM sqlite_master').pluck().get()).toBe(0);
  });
});

test('the engine calls its functions before and after it closes the database', () => {
  const sqlite = memoryDatabase();
  const done: string[] = [];
  const engine = sqliteEngine(sqlite, {
    closing: () => done.push(`closing: ${sqlite.open}`),
    closed: () => done.push(`closed: ${!sqlite.open}`),
  });
  engine.close();
  expect(done).toEqual(['closing: true', 'closed: true']);
});
