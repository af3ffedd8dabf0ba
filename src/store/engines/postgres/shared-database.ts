import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import type { Leadership } from '../../../runtime/elector.ts';
import { NotLeadingError } from '../../engine.ts';
import type { SharedStore } from '../../port/shared-store.ts';
import { openPostgres } from './database.ts';
import type { PostgresEngine } from './engine.ts';
import { postgresLease, requireLease } from './lease.ts';
import { lastingConnection } from './lasting-connection.ts';
import { ageOfSchema, migrate } from './migrate.ts';
import { listen, say } from './signals.ts';

/** The database of a `SharedStore`. */
export interface SharedDatabase extends Omit<SharedStore, 'store'> {
  readonly engine: PostgresEngine;
}

/** For what is asked beside the transactions. */
const QUICK_MS = 5_000;

/**
 * Opens a database beside other programs. The schema is left as it is, because another program may lead on it, unless nobody can: in an
 * empty database, and in one from before there were leaders.
 *
 * @param leadership the present one of this program; undefined while it does not lead
 * @throws OperatorError when the database cannot be used
 */
export async function openSharedDatabase(
  url: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
  leadership: () => Leadership | undefined,
): Promise<SharedDatabase> {
  const holder = randomUUID();
  const connection = { connectionString: url };
  const engine = await openPostgres(url, clock, {
    schema: 'any',
    async fence(client) {
      const present = leadership();
      if (present?.mayBegin() !== true) throw new NotLeadingError();
      await requireLease(client, holder, present.term);
    },
  });
  const lease = postgresLease(connection, holder);
  const quick = lastingConnection({ ...connection, application_name: 'tillbot' }, QUICK_MS);
  return {
    engine,
    lease,
    schemaAge: () => quick.use(ageOfSchema),
    migrate: () => bringUpToDate(connection),
    say: (signal) => quick.use((client) => say(client, signal)),
    listen: (act, log, ending) => listen(connection, act, { clock, log, ending }),
    async close() {
      lease.close();
      quick.close();
      engine.close();
      await engine.closed;
    },
  };
}

/** On a connection without a limit: a step may take long. */
async function bringUpToDate(connection: ClientConfig): Promise<void> {
  const client = new Client({ ...connection, application_name: 'tillbot' });
  // The statement fails, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await migrate(client);
  } finally {
    await client.end();
  }
}
