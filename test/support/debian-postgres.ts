import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** PostgreSQL refuses to run as root. This is `nobody`. */
const NOBODY = 65_534;
const asItsUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const USER = 'tillbot';

const VERSIONS = '/usr/lib/postgresql';

/** Where the system's own PostgreSQL is, with the tools that copy and restore, which the package of the other tests lacks. */
function findPrograms(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).map(Number) : [];
  return versions
    .toSorted((a, b) => b - a)
    .filter((version) => version >= 15)
    .map((version) => join(VERSIONS, String(version), 'bin'))
    .find((folder) =>
      ['postgres', 'pg_dump', 'pg_basebackup'].every((name) => existsSync(join(folder, name))),
    );
}

const PROGRAMS = findPrograms();

/** Whether this machine has PostgreSQL with its tools. Without, the drills are skipped, unless REQUIRE_POSTGRES_TOOLS is set. */
export const hasPostgresTools = PROGRAMS !== undefined;
if (!hasPostgresTools) {
  const why = `there is no PostgreSQL 15 or newer with pg_dump below ${VERSIONS} (Debian: apt install postgresql)`;
  if (process.env['REQUIRE_POSTGRES_TOOLS'] !== undefined) throw new Error(`It is required, and ${why}.`);
  process.stderr.write(`The drills of backup and restore on PostgreSQL are skipped: ${why}.\n`);
}

/** A server of a test's own, with a folder for what it archives. */
export interface OwnServer {
  /** The folder of its socket; its data is below. */
  readonly folder: string;
  /** The address of a database. */
  url(database: string): string;
  /** Runs one of PostgreSQL's tools on it. */
  run(tool: string, ...words: string[]): void;
  /** Counts rows of a table, such as `pg_stat_activity WHERE …`. */
  count(table: string): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it as a machine ends that is lost. */
  lose(): Promise<void>;
}

/** Returns a folder that the server's user may write, and that is removed when the test ends. */
export function folderOfServer(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  chmodSync(folder, 0o755);
  if ('uid' in asItsUser) chownSync(folder, NOBODY, NOBODY);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs one of PostgreSQL's programs, and returns what it prints. */
function runTool(tool: string, folder: string, words: readonly string[]): string {
  return execFileSync(join(PROGRAMS ?? '', tool), words, {
    ...asItsUser,
    cwd: folder,
    env: { PGHOST: folder, PGUSER: USER, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
}

/** Makes a server, not started, on the data of a folder. Data is made unless it is there. The server ends with the test. */
export function ownServer(
  settings: Readonly<Record<string, string>> = {},
  folder = folderOfServer(),
): OwnServer {
  const data = join(folder, 'data');
  if (!existsSync(data)) {
    mkdirSync(data);
    if ('uid' in asItsUser) chownSync(data, NOBODY, NOBODY);
    runTool('initdb', folder, [
      '-D',
      data,
      '-U',
      USER,
      '--no-sync',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
    ]);
  }
  let end = async (_signal: NodeJS.Signals): Promise<void> => undefined;
  onTestFinished(() => end('SIGINT'));
  return {
    folder,
    url: (database) => `postgres://${USER}@${encodeURIComponent(folder)}/${database}`,
    run: (tool, ...words) => void runTool(tool, folder, words),
    count: (table) =>
      Number(
        runTool('psql', folder, ['--dbname=postgres', '-tA', `--command=SELECT count(*) FROM ${table}`]),
      ),
    async start() {
      const all = { listen_addresses: '', unix_socket_directories: folder, ...settings };
      const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const log = openSync(join(folder, 'log'), 'a');
      const server = spawn(join(PROGRAMS ?? '', 'postgres'), ['-D', data, ...options], {
        ...asItsUser,
        stdio: ['ignore', log, log],
      });
      const ended = once(server, 'exit');
      end = async (signal) => {
        server.kill(signal);
        await ended;
      };
      await until(() => runTool('pg_isready', folder, ['-q']));
    },
    // It ends its connections.
    stop: () => end('SIGINT'),
    lose: () => end('SIGQUIT'),
  };
}

async function until(act: () => unknown): Promise<void> {
  for (let tries = 0; ; tries += 1)
    try {
      act();
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
}
