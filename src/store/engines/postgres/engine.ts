import { sql } from 'drizzle-orm';
import type { ClientBase } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import type { Engine, Tx, WriteOptions } from '../../engine.ts';
import { commit } from './commit.ts';
import { mayRetry } from './faults.ts';
import { endHold, heldSince } from './hold.ts';
import { lockStatement, namedLocks } from './locks.ts';
import type { Pools } from './pool.ts';
import { prepareRestored } from './prepare-restored.ts';
import { transactions } from './transactions.ts';

/** An engine on PostgreSQL. */
export interface PostgresEngine extends Engine {
  /** Resolves when `close` was called and all connections have ended. */
  readonly closed: Promise<void>;
}

/**
 * Runs within each transaction that begins something (`WriteOptions.begins`), and throws unless this program leads, and does so until the transaction
 * has ended. Without a fence, the engine's program is alone on the database.
 */
export type Fence = (client: ClientBase) => Promise<void>;

/** How often a transaction is tried that loses against others. Each time, one of them has won. One that runs alone cannot lose. */
const TRIES = 10;

/**
 * PostgreSQL through node-postgres. Transactions run at the same time, at READ COMMITTED. What reads before it writes is safe by its locks
 * (`WriteOptions.locks`).
 */
export function postgresEngine(
  { reads, writes }: Pools,
  clock: Pick<Clock, 'sleep'>,
  fence?: Fence,
): PostgresEngine {
  const { db, transact } = transactions();
  const ended = Promise.withResolvers<void>();
  return {
    db,
    closed: ended.promise,
    async write(work, { durability = 'awaited', locks, begins = false }: WriteOptions = {}) {
      const later = typeof locks === 'function' ? locks : undefined;
      const begin = [
        'BEGIN ISOLATION LEVEL READ COMMITTED;',
        durability === 'delayed' ? 'SET LOCAL synchronous_commit = off;' : '',
        lockStatement(typeof locks === 'function' ? [] : locks),
      ].join('');
      return await untilWon(locks === undefined ? 1 : TRIES, () =>
        transact(writes, begin, async (client) => {
          if (later !== undefined) await client.query(namedLocks(await later(db)));
          // After the locks: it may have waited for those.
          if (begins) await fence?.(client);
          const result = await work(db);
          await commit(client, reads, clock);
          return result;
        }),
      );
    },
    read: (work) =>
      // A snapshot: all statements see the same.
      transact(reads, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
        const result = await work(db);
        await client.query('COMMIT');
        return result;
      }),
    aloneOrNow: async (tx) => (fence === undefined ? 'alone' : { now: await serverNow(tx) }),
    copiedAt: heldSince,
    beginRestoreHold: (tx, at) => prepareRestored((text) => Promise.resolve(tx.run(sql.raw(text))), at),
    endRestoreHold: endHold,
    // VACUUM removes them (docs/operating.md). It reads whole tables, so nobody waits for it.
    purgeOverwritten: async () => undefined,
    close() {
      void Promise.all([reads.end(), writes.end()]).then(() => ended.resolve(), ended.reject);
    },
  };
}

/** The time by the server's clock (epoch ms). */
async function serverNow(tx: Tx): Promise<number> {
  const [row] = await tx.values<[number]>(
    sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint`,
  );
  if (row === undefined) throw new Error('PostgreSQL answered nothing');
  return row[0];
}

async function untilWon<T>(tries: number, transaction: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++)
    try {
      return await transaction();
    } catch (error) {
      if (tried >= tries || !mayRetry(error)) throw error;
    }
}
