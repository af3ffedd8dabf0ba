import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../src/store/engines/postgres/migrate.ts';
import { noteHere } from '../../src/store/engines/postgres/origin.ts';
import { openPools, type Pools } from '../../src/store/engines/postgres/pool.ts';
import { addressOf, connectionTo, initialize, startServer, USER, withServer } from './postgres-server.ts';

const TEMPLATE = 'tillbot_template';

/** The address of a database of the run's server, or of one in another folder. */
export const urlOf = (database: string, { folder = inject('postgresFolder'), user = USER } = {}): string =>
  addressOf(folder, database, user);

let ready: Promise<void> | undefined;

/** Resolves when the run's server answers, and has a database with every migration to copy. The first worker that asks starts it. */
const serverReady = (): Promise<void> => (ready ??= startOrWait());

async function startOrWait(): Promise<void> {
  const folder = inject('postgresFolder');
  const done = join(folder, 'ready');
  try {
    mkdirSync(join(folder, 'starting'));
  } catch {
    while (!existsSync(done)) await sleep(20);
    const failure = readFileSync(done, 'utf8');
    if (failure !== '') throw new Error(failure);
    return;
  }
  try {
    initialize(folder);
    startServer(folder);
    await makeTemplate();
    writeFileSync(done, '');
  } catch (error) {
    writeFileSync(done, `PostgreSQL did not start: ${String(error)}`);
    throw error;
  }
}

async function makeTemplate(): Promise<void> {
  await withClient('postgres', (client) => client.query(`CREATE DATABASE ${TEMPLATE}`), 500);
  await withClient(TEMPLATE, async (client) => {
    await migrate(client);
    await client.query(REFRESH);
  });
}

/** Makes `fresh.refresh()`, which undoes in a few milliseconds what a test did. Copying the template takes fifty times as long. */
const REFRESH = `
  CREATE SCHEMA fresh;
  CREATE TABLE fresh.merchants AS TABLE merchants;
  CREATE FUNCTION fresh.refresh() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE one record;
  BEGIN
    -- It checks no references.
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__drizzle_migrations' LOOP
      EXECUTE format('DELETE FROM %I', one.name);
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
      PERFORM setval(one.name::regclass, 1, false);
    END LOOP;
    INSERT INTO merchants SELECT * FROM fresh.merchants;
    PERFORM setval('merchants_id_seq', 1, true);
  END $$`;

/** @param tries how often it is tried to connect, with 20 ms in between */
export const withClient = <T>(
  database: string,
  act: (client: pg.Client) => Promise<T>,
  tries = 1,
  folder = inject('postgresFolder'),
): Promise<T> => withServer(folder, database, act, tries);

/** A database of the run's server, with connections to it. */
export interface PostgresDatabase {
  readonly name: string;
  readonly pools: Pools;
}

let made = 0;

/** Makes a database on the run's server. It is dropped with the server. */
export async function newDatabase(template = 'template0', owner = USER): Promise<string> {
  await serverReady();
  const name = `test_${process.pid}_${made++}`;
  await withClient('postgres', (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner}`),
  );
  return name;
}

/** Breaks all connections to a database, as the end of a machine does: transactions that are not committed are undone. */
export const breakConnections = async (name: string): Promise<void> =>
  await withClient('postgres', async (client) => {
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });

const free: PostgresDatabase[] = [];

/** Returns a database with every migration and no rows but those, until it is given back. */
export async function borrowDatabase(): Promise<PostgresDatabase> {
  const database = free.pop() ?? (await openNew());
  await noteHere(database.pools.reads);
  return database;
}

async function openNew(): Promise<PostgresDatabase> {
  const name = await newDatabase(TEMPLATE);
  return {
    name,
    pools: openPools({ ...connectionTo(inject('postgresFolder'), name), allowExitOnIdle: true }),
  };
}

export async function giveBack(database: PostgresDatabase): Promise<void> {
  await database.pools.reads.query('SELECT fresh.refresh()');
  free.push(database);
}
