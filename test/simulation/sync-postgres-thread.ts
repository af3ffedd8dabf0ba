import { workerData } from 'node:worker_threads';
import pg from 'pg';
import { sqliteValues } from '../../src/store/engines/postgres/values.ts';
import { toPostgres } from '../../src/store/portable-value.ts';
import type { SyncAnswer, SyncPostgresData, SyncQuery } from './sync-postgres.ts';

/** Runs the queries of `sync-postgres.ts`. */
const { connection, port, answered } = workerData as SyncPostgresData;
const client = new pg.Client(connection);
const connected = client.connect();

async function answerTo({ text, values }: SyncQuery): Promise<SyncAnswer> {
  try {
    await connected;
    const { fields, rows } = await client.query<unknown[]>({
      text,
      values: values.map(toPostgres),
      rowMode: 'array',
      types: sqliteValues,
    });
    return { columns: fields.map(({ name }) => name), rows };
  } catch (error) {
    return { error: `${String(error)}: ${text}` };
  }
}

async function answerWhoWaits(query: SyncQuery): Promise<void> {
  port.postMessage(await answerTo(query));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

port.on('message', (query: SyncQuery) => void answerWhoWaits(query));
