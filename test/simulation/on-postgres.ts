import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/store/engines/postgres/migrate.ts';
import { killAtExit } from '../support/children.ts';
import { connectionTo, initialize, startServer, withServer } from '../support/postgres-server.ts';
import type { SeedResult } from './seeds.ts';
import { simulate } from './simulate.ts';

const TEMPLATE = 'fresh';

/**
 * Runs seeds on a PostgreSQL of their own, one after another. What runs at the same time on it ends in any order, so a seed that fails need not fail
 * again.
 */
export async function runSeedsOnPostgres(
  from: number,
  count: number,
  onResult: (result: SeedResult) => void,
): Promise<void> {
  // A socket's path must be short.
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  // The server may run as another user.
  chmodSync(folder, 0o711);
  initialize(folder);
  const server = startServer(folder);
  killAtExit(server);
  try {
    const admin = (statement: string) =>
      withServer(folder, 'postgres', (client) => client.query(statement), 500);
    await admin(`CREATE DATABASE ${TEMPLATE}`);
    await withServer(folder, TEMPLATE, (client) => migrate(client));
    for (let seed = from; seed < from + count; seed += 1) {
      await admin(`CREATE DATABASE seed_${seed} TEMPLATE ${TEMPLATE}`);
      onResult(await simulate(seed, {}, connectionTo(folder, `seed_${seed}`)));
      await admin(`DROP DATABASE seed_${seed} WITH (FORCE)`);
    }
  } finally {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  }
}
