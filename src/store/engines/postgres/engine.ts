import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import type { Engine, WriteOptions } from '../../engine.ts';
import { commit } from './commit.ts';
import { mayRetry } from './faults.ts';
import { endHold, heldSince } from './hold.ts';
import { lockStatement, namedLocks } from './locks.ts';
import { queriesOn, type RunStatement } from './queries.ts';
import { statements } from './statements.ts';

/** An engine on PostgreSQL. */
export interface PostgresEngine extends Engine {
  /** Resolves when `close` was called and all connections have ended. */
  readonly closed: Promise<void>;
}

/** How often a transaction is tried that loses against others. Each time, one of them has won. */
const TRIES = 10;

/** What runs within a transaction: `run` is undefined once it has ended. */
interface Transaction {
  run: RunStatement | undefined;
}

/**
 * PostgreSQL through node-postgres. Transactions run at the same time, each on a connection of its own, at READ COMMITTED. What reads before it
 * writes is safe by its locks (`WriteOptions.locks`).
 *
 * A query finds its connection by the asynchronous context in which it runs, so that it can be prepared when there is no transaction.
 *
 * @param pool of `openPool`
 */
export function postgresEngine(pool: Pool, clock: Pick<Clock, 'sleep'>): PostgresEngine {
  const current = new AsyncLocalStorage<Transaction>();
  const runOn = statements();
  const db = queriesOn(async (text, values) => {
    const run = current.getStore()?.run;
    if (run === undefined) throw new Error('a query runs outside of a transaction');
    return await run(text, values);
  });
  const ended = Promise.withResolvers<void>();

  const transact = async <T>(begin: string, act: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    const transaction: Transaction = { run: runOn(client) };
    let isClean = false;
    try {
      await client.query(begin);
      const result = await current.run(transaction, () => act(client));
      isClean = true;
      return result;
    } catch (error) {
      // A connection that cannot even undo is closed.
      isClean = await client.query('ROLLBACK').then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      transaction.run = undefined;
      client.release(!isClean);
    }
  };

  return {
    db,
    closed: ended.promise,
    async write(work, { durability = 'awaited', locks }: WriteOptions = {}) {
      const later = typeof locks === 'function' ? locks : undefined;
      const begin = [
        'BEGIN ISOLATION LEVEL READ COMMITTED;',
        durability === 'delayed' ? 'SET LOCAL synchronous_commit = off;' : '',
        lockStatement(typeof locks === 'function' ? [] : locks),
      ].join('');
      return await untilWon(() =>
        transact(begin, async (client) => {
          if (later !== undefined) await client.query(namedLocks(await later(db)));
          const result = await work(db);
          await commit(client, pool, clock);
          return result;
        }),
      );
    },
    read: (work) =>
      // A snapshot: all statements see the same.
      transact('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
        const result = await work(db);
        await client.query('COMMIT');
        return result;
      }),
    copiedAt: heldSince,
    endRestoreHold: endHold,
    // VACUUM removes them (docs/operating.md). It reads whole tables, so nobody waits for it.
    purgeOverwritten: async () => undefined,
    close() {
      void pool.end().then(ended.resolve, ended.reject);
    },
  };
}

async function untilWon<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await transaction();
    } catch (error) {
      if (tries >= TRIES || !mayRetry(error)) throw error;
    }
}
