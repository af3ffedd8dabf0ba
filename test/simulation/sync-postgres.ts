import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { ClientConfig } from 'pg';
import { dbOn, type Db } from '../support/sqlite.ts';

/** What the thread of `sync-postgres-thread.ts` is given. */
export interface SyncPostgresData {
  readonly connection: ClientConfig;
  readonly port: MessagePort;
  /** Becomes 1 when an answer was posted. */
  readonly answered: Int32Array;
}

export interface SyncQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

export type SyncAnswer =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: string };

/** How long a query may take before something is wrong. */
const LONGEST_MS = 30_000;

/**
 * Direct access to the rows of a database of PostgreSQL, as tests have it on SQLite: its queries are synchronous. A thread runs them, while this
 * one stands still.
 */
export function syncPostgres(connection: ClientConfig): { readonly db: Db; close(): Promise<void> } {
  const { port1: port, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const workerData: SyncPostgresData = { connection, port: port2, answered };
  const thread = new Worker(new URL('sync-postgres-thread.ts', import.meta.url), {
    workerData,
    transferList: [port2],
  });
  thread.unref();
  port.unref();

  const ask = (text: string, values: readonly unknown[]) => {
    Atomics.store(answered, 0, 0);
    port.postMessage({ text, values } satisfies SyncQuery);
    if (Atomics.wait(answered, 0, 0, LONGEST_MS) === 'timed-out') throw new Error(`no answer: ${text}`);
    const answer = receiveMessageOnPort(port)?.message as SyncAnswer | undefined;
    if (answer === undefined || 'error' in answer) throw new Error(answer?.error ?? `no answer: ${text}`);
    return answer;
  };
  /** What Drizzle uses of better-sqlite3. */
  const prepare = (source: string) => {
    let parameters = 0;
    const text = source.replaceAll('?', () => `$${(parameters += 1)}`);
    const arrays = (values: readonly unknown[]) => ask(text, values).rows;
    const objects = (values: readonly unknown[]) => {
      const { columns, rows } = ask(text, values);
      return rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
    };
    return {
      run: (...values: readonly unknown[]) => ({ changes: arrays(values).length, lastInsertRowid: 0 }),
      all: (...values: readonly unknown[]) => objects(values),
      get: (...values: readonly unknown[]) => objects(values)[0],
      raw: () => ({
        all: (...values: readonly unknown[]) => arrays(values),
        get: (...values: readonly unknown[]) => arrays(values)[0],
      }),
    };
  };
  return {
    db: dbOn({ prepare } as unknown as Database.Database),
    async close() {
      port.close();
      await thread.terminate();
    },
  };
}
