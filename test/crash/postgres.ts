import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { systemClock } from '../../src/runtime/clock.ts';
import { openPostgres } from '../../src/store/engines/postgres/database.ts';
import { storeOn } from '../../src/store/store.ts';
import { killAtExit } from '../support/children.ts';
import { addressOf, initialize, startServer, withServer } from '../support/postgres-server.ts';
import type { CrashDatabase, CrashEngine } from './database.ts';
import { pause } from './quiescence.ts';
import { readRecords } from './records.ts';

const NAME = 'till';
/** How long a recovery may take, in steps of 20 ms. */
const RECOVERY_STEPS = 3_000;

/** A PostgreSQL of its own, which is started again whenever it ends. Its programs connect to its socket. */
export async function ownPostgres(): Promise<CrashDatabase & { readonly engine: CrashEngine }> {
  // A socket's path must be short.
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  // The server may run as another user.
  chmodSync(folder, 0o711);
  initialize(folder);
  let isClosing = false;
  let crashes = 0;
  let server: ChildProcess;
  const begin = (): ChildProcess => {
    // Its commits must survive a crash of the engine, so everything that protects them is as it is by default.
    const child = startServer(folder, { full_page_writes: 'on', restart_after_crash: 'on' });
    killAtExit(child);
    child.once('exit', () => {
      if (isClosing) return;
      crashes += 1;
      // If its processes hold its memory still, it ends again, and is started again.
      setTimeout(() => (server = begin()), 50);
    });
    return child;
  };
  server = begin();
  const run = <T>(query: string): Promise<readonly T[]> =>
    withServer(
      folder,
      NAME,
      async (client) => {
        // As JSON, whole numbers are numbers.
        const { rows } = await client.query<{ all: readonly T[] | null }>(
          `SELECT json_agg(found) AS all FROM (${query}) AS found`,
        );
        return rows[0]?.all ?? [];
      },
      RECOVERY_STEPS,
    );
  await withServer(folder, 'postgres', (client) => client.query(`CREATE DATABASE ${NAME}`), 500);
  const url = addressOf(folder, NAME);

  return {
    url,
    async open(keyring) {
      const engine = await openPostgres(url, systemClock);
      return { ...storeOn(engine, keyring), close: () => engine.close() };
    },
    records: () => readRecords(run),
    async damage() {
      const indexes = await run(`SELECT indexrelid::regclass AS name FROM pg_index WHERE NOT indisvalid`);
      return indexes.length === 0 ? undefined : JSON.stringify(indexes);
    },
    async free() {
      const others = `SELECT 1 FROM pg_stat_activity WHERE datname = '${NAME}' AND pid <> pg_backend_pid()`;
      for (let waited = 0; waited < 500 && (await run(others)).length > 0; waited += 1) await pause(20);
    },
    engine: {
      socketPath: join(folder, '.s.PGSQL.5432'),
      pid: () => server.pid ?? raise(),
      async crash(signal) {
        const ended = once(server, 'exit');
        server.kill(signal);
        await ended;
        await run('SELECT 1 AS one');
      },
      crashes: () => crashes,
    },
    async close() {
      isClosing = true;
      server.kill('SIGQUIT');
      // Its process keeps nobody alive, so that somebody must wait for it.
      while (server.exitCode === null && server.signalCode === null) await pause(10);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const raise = (): never => {
  throw new Error('the engine did not start');
};
