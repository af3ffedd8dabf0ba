// @module-tag slow
import { inspect } from 'node:util';
import { sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Language } from '../../../../src/domain/language.ts';
import { systemClock, type Clock } from '../../../../src/runtime/clock.ts';
import { only, type Tx } from '../../../../src/store/engine.ts';
import { postgresEngine } from '../../../../src/store/engines/postgres/engine.ts';
import type { Pools } from '../../../../src/store/engines/postgres/pool.ts';
import { inbox, keyboards, preferences } from '../../../../src/store/schema.ts';
import { hasPostgres } from '../../../support/postgres-server.ts';
import { borrowDatabase, giveBack } from '../../../support/postgres.ts';
import { until } from '../../../support/until.ts';

async function newEngine(clock: Pick<Clock, 'sleep'> = systemClock) {
  const database = await borrowDatabase();
  onTestFinished(() => giveBack(database));
  return { ...database, engine: postgresEngine(database.pools, clock) };
}

const add = async (tx: Tx, userId: number, language: Language = 'sw'): Promise<unknown> =>
  await tx.insert(preferences).values({ userId, language });
const usersIn = async (tx: Tx): Promise<number[]> =>
  (await tx.select({ id: preferences.userId }).from(preferences).orderBy(preferences.userId)).map(
    ({ id }) => id,
  );

/** The process of a transaction's connection, which a test can end. */
const processOf = async (tx: Tx): Promise<number> =>
  (await only(tx.select({ id: sql<number>`pg_backend_pid()` }).from(sql`(SELECT 1) AS one`))).id;
const endProcess = async ({ reads }: Pools, id: number): Promise<unknown> =>
  await reads.query('SELECT pg_terminate_backend($1)', [id]);

describe.skipIf(!hasPostgres)('a transaction on PostgreSQL', () => {
  test('that throws leaves nothing behind', async () => {
    const { engine } = await newEngine();
    const broken = engine.write(async (tx) => {
      await add(tx, 1);
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(await engine.read(usersIn)).toEqual([]);
  });

  test('is not committed if a statement of it failed, even if that was caught', async () => {
    const { engine } = await newEngine();
    const broken = engine.write(async (tx) => {
      await add(tx, 1);
      await add(tx, 1).catch(() => undefined);
    });
    await expect(broken).rejects.toThrow('transaction is aborted');
    expect(await engine.read(usersIn)).toEqual([]);
  });

  test('sees what is committed, and nothing of others that are not', async () => {
    const { engine } = await newEngine();
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const writing = engine.write(async (tx) => {
      await add(tx, 1);
      entered.resolve();
      await leave.promise;
    });
    await entered.promise;
    expect(await engine.read(usersIn)).toEqual([]);
    leave.resolve();
    await writing;
    expect(await engine.read(usersIn)).toEqual([1]);
  });

  test('that reads sees the same in all its statements', async () => {
    const { engine } = await newEngine();
    await engine.read(async (tx) => {
      expect(await usersIn(tx)).toEqual([]);
      await engine.write((other) => add(other, 1));
      expect(await usersIn(tx)).toEqual([]);
    });
  });

  test('that names locks and loses against another one runs again, and finds what that one wrote', async () => {
    const { engine } = await newEngine();
    const runs: number[][] = [];
    const insertIfMissing = async (tx: Tx): Promise<void> => {
      const found = await usersIn(tx);
      runs.push(found);
      // Both have read before either writes.
      if (runs.length === 1) await until('both have read', () => runs.length >= 2);
      if (found.length === 0) await add(tx, 1);
    };
    await Promise.all([
      engine.write(insertIfMissing, { locks: [] }),
      engine.write(insertIfMissing, { locks: [] }),
    ]);
    expect(runs).toEqual([[], [], [1]]);
  });

  test('that names no locks runs once, and alone', async () => {
    const { engine } = await newEngine();
    let [runs, inside, most] = [0, 0, 0];
    const work = async (tx: Tx): Promise<void> => {
      [runs, inside] = [runs + 1, inside + 1];
      most = Math.max(most, inside);
      await usersIn(tx);
      await systemClock.turn();
      inside -= 1;
    };
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => engine.write(work, n < 4 ? {} : { locks: ['merchant:1'] })),
    );
    expect([runs, most]).toEqual([8, 1]);
    const insert = async (tx: Tx): Promise<void> => {
      runs += 1;
      await add(tx, 1);
    };
    await engine.write(insert);
    await expect(engine.write(insert)).rejects.toThrow('duplicate key');
    expect(runs).toBe(10);
  });

  test('fails without the values of its statement, which are customers’ numbers and names', async () => {
    const { engine } = await newEngine();
    const insert = async (tx: Tx): Promise<unknown> =>
      await tx.insert(keyboards).values({ userId: 712345678, isOn: true });
    await engine.write(insert);
    const fault: unknown = await engine.write(insert).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: '23505', table: 'keyboards' });
    expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain('712345678');
  });

  test('whose connection breaks fails, leaves nothing behind, and the next one has another connection', async () => {
    const { engine, pools } = await newEngine();
    const broken = engine.write(async (tx) => {
      await add(tx, 1);
      await endProcess(pools, await processOf(tx));
      await add(tx, 2);
    });
    // PostgreSQL’s last words, or what the system says of the broken connection: whichever comes first.
    await expect(broken).rejects.toThrow(/terminat|connection error|EPIPE|ECONNRESET/);
    await engine.write((tx) => add(tx, 3));
    expect(await engine.read(usersIn)).toEqual([3]);
  });

  test.each([
    ['was made', true],
    ['was not made', false],
  ])('whose connection breaks at the commit is known: it %s', async (_what, isMade) => {
    const { pools } = await newEngine();
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    /** The connection ends before or after PostgreSQL commits, and the answer is lost. */
    const losing = (client: PoolClient): PoolClient =>
      new Proxy(client, {
        get(of, name) {
          const value: unknown = Reflect.get(of, name);
          if (name !== 'query') return typeof value === 'function' ? value.bind(of) : value;
          return async (query: unknown) => {
            if (query === 'COMMIT' && isMade) await of.query('COMMIT');
            if (query === 'COMMIT') {
              await endProcess(
                pools,
                (await of.query<{ id: number }>('SELECT pg_backend_pid() AS id')).rows[0]?.id ?? 0,
              );
              throw new Error('Connection terminated unexpectedly');
            }
            return await of.query(query as string);
          };
        },
      });
    const writes = { connect: async () => losing(await pools.writes.connect()) } as Pools['writes'];
    const engine = postgresEngine({ reads: pools.reads, writes }, { sleep });
    const writing = engine.write((tx) => add(tx, 1));
    const outcome = await writing.then(() => 'made', String);
    expect(outcome).toBe(isMade ? 'made' : 'Error: Connection terminated unexpectedly');
    expect(waits.length).toBeGreaterThan(0);
    expect(await engine.read(usersIn)).toEqual(isMade ? [1] : []);
  });

  test('is not joined by a query that comes after its end', async () => {
    const { engine } = await newEngine();
    const ended = Promise.withResolvers<void>();
    let late: Promise<unknown> | undefined;
    await engine.write(async (tx) => {
      late = ended.promise.then(() => add(tx, 1));
    });
    ended.resolve();
    await expect(late).rejects.toThrow('Failed query');
    await expect(add(engine.db, 1)).rejects.toThrow('Failed query');
  });

  test('keeps text that PostgreSQL cannot hold, with another character in its place', async () => {
    const { engine } = await newEngine();
    const row = { updateId: 1, chatId: 1, payload: 'a\0b', failure: 'a\0b', receivedAt: 0, dueAt: 0 };
    const stored = await engine.write((tx) => only(tx.insert(inbox).values(row).returning()));
    // JSON can.
    expect([stored.payload, stored.failure]).toEqual(['a\0b', 'a\u{fffd}b']);
  });
});
