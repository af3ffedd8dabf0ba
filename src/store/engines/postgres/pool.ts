import { Pool, type ClientBase, type PoolConfig } from 'pg';

/** Transactions that run at once. The others wait for a connection. */
const READS = 5;
/** A transaction that writes keeps its connection while it waits for a lock. */
const WRITES = 20;
const CONNECT_TIMEOUT_MS = 10_000;
/** A statement that takes longer ends: none of ours comes near. */
const STATEMENT_TIMEOUT_MS = 30_000;
/**
 * A transaction whose program stands still ends after this time. Otherwise a stopped program, or one that was cut off, would keep its locks from the
 * one that takes over.
 */
const IDLE_TRANSACTION_TIMEOUT_MS = 5_000;

const ignore = (): void => undefined;

/** Connections to a database, which are opened as they are needed. Reads do not wait for those that wait for a lock. */
export interface Pools {
  readonly reads: Pool;
  readonly writes: Pool;
}

/** @param onConnect is awaited before a new connection is used. If it throws, so does what waits for the connection. */
export const openPools = (config: PoolConfig, onConnect: OnConnect = async () => undefined): Pools => ({
  reads: openPool({ ...config, max: READS }, onConnect),
  writes: openPool({ ...config, max: WRITES }, onConnect),
});

type OnConnect = (client: ClientBase) => Promise<void>;

/** A program that is cut off from the database notices it by the time limits. */
function openPool(config: PoolConfig, onConnect: OnConnect): Pool {
  const pool = new Pool({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'tillbot',
    ...config,
    // The pool waits for it, although its type does not say so.
    ...({ onConnect } as object),
  });
  // A connection that breaks fails its statement, or the next one. Without a listener, it would end the program.
  return pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
}
