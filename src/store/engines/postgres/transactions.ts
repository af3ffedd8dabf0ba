import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import type { Tx } from '../../engine.ts';
import { withoutValues } from './faults.ts';
import { queriesOn, type RunStatement } from './queries.ts';
import { statements } from './statements.ts';

/** What runs in an asynchronous context: `run` is undefined once the transaction has ended. */
interface Transaction {
  run: RunStatement | undefined;
}

/** Transactions, and the queries that run within them. */
export interface Transactions {
  /**
   * The queries of all transactions. A query finds its connection by the asynchronous context in which it runs, so that it can be prepared
   * when there is no transaction.
   */
  readonly db: Tx;
  /**
   * Runs a transaction on a connection of its own, which `act` commits.
   *
   * @param begin the statements that begin it
   */
  transact<T>(pool: Pool, begin: string, act: (client: PoolClient) => Promise<T>): Promise<T>;
}

export function transactions(): Transactions {
  const current = new AsyncLocalStorage<Transaction>();
  const runOn = statements();
  return {
    db: queriesOn(async (text, values) => {
      const run = current.getStore()?.run;
      if (run === undefined) throw new Error('a query runs outside of a transaction');
      return await run(text, values);
    }),
    async transact(pool, begin, act) {
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
        throw withoutValues(error);
      } finally {
        transaction.run = undefined;
        client.release(!isClean);
      }
    },
  };
}
