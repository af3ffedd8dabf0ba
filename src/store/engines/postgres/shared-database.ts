import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import type { Leadership } from '../../../runtime/elector.ts';
import type { Lease } from '../../../runtime/lease.ts';
import type { Log } from '../../../runtime/log.ts';
import { NotLeadingError } from '../../engine.ts';
import { openPostgres } from './database.ts';
import type { PostgresEngine } from './engine.ts';
import { postgresLease, requireLease } from './lease.ts';
import { lastingConnection } from './lasting-connection.ts';
import { ageOfSchema, migrate, type SchemaAge } from './migrate.ts';
import { listen, say, type Signal } from './signals.ts';

/** A database on which several programs run, of which one leads. */
export interface SharedDatabase {
  /** What is marked as beginning something is refused unless this program leads. */
  readonly engine: PostgresEngine;
  readonly lease: Lease;
  /** Whether this version wrote the schema, an older one or a newer one. */
  schemaAge(): Promise<SchemaAge>;
  /**
   * Brings the schema up to date. The leader does it.
   *
   * @throws OperatorError if a newer version wrote it
   */
  migrate(): Promise<void>;
  /** Tells the other programs. */
  say(signal: Signal): Promise<void>;
  /** Hears what the others tell, until the end; see `listen`. */
  listen(act: (signal: string | undefined) => void, log: Log, ending: AbortSignal): Promise<void>;
  /** Resolves when all connections have ended. */
  close(): Promise<void>;
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
