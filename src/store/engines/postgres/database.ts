import { Client } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { checkServer } from './check-server.ts';
import { postgresEngine, type Fence, type PostgresEngine } from './engine.ts';
import { codeOf } from './faults.ts';
import { migrate, migrateUnlessLed, MIGRATIONS, refuseOlder } from './migrate.ts';
import { holdIfElsewhere } from './origin.ts';
import { openPools } from './pool.ts';
import { refuseMoved } from '../../move/refusals.ts';
import { moveMarkIn } from './move-mark.ts';

export interface OpenOptions {
  /** The folder of the schema's steps. */
  readonly migrations?: string;
  /**
   * `migrate` (default): an older schema is brought up to date. `current`: it is refused. `any`: it is left to the program that leads, if one
   * can. A newer schema is always refused.
   */
  readonly schema?: keyof typeof PREPARE;
  /** Without it, this program is alone on the database. */
  readonly fence?: Fence;
}

const PREPARE = { migrate, current: refuseOlder, any: migrateUnlessLed } as const;

/**
 * Opens a database of PostgreSQL. It is migrated as needed.
 *
 * @param url `postgres://…`, which holds a password
 * @throws OperatorError when the database cannot be used; nothing in it is changed then
 */
export async function openPostgres(
  url: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
  { migrations = MIGRATIONS, schema = 'migrate', fence }: OpenOptions = {},
): Promise<PostgresEngine> {
  const client = await connectTo(url);
  try {
    await checkServer(client, clock.now);
    await PREPARE[schema](client, migrations);
    await holdIfElsewhere(client, clock.now());
    refuseMoved('This database of PostgreSQL', await moveMarkIn(client));
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
  return postgresEngine(
    openPools({ connectionString: url }, (connected) => holdIfElsewhere(connected, clock.now())),
    clock,
    fence,
  );
}

/**
 * Connects to a database.
 *
 * @throws OperatorError when it cannot be reached, or lets nobody in
 */
export async function connectTo(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'tillbot' });
  // The statement fails, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end();
    throw explained(error, client);
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** What PostgreSQL or the system fails with, in words for a person and without the password; any other error as it is. */
export function explained(error: unknown, { host, port, database = '' }: Client): unknown {
  const code = codeOf(error) ?? '';
  const server = `PostgreSQL at ${host}:${port}`;
  if (UNREACHABLE.has(code))
    return new OperatorError(`${server} cannot be reached (${code}). Is DATABASE_URL right?`);
  if (code === '28P01' || code === '28000')
    return new OperatorError(`${server} refuses the user or the password of DATABASE_URL.`);
  if (code === '3D000')
    return new OperatorError(`${server} has no database ${database}. Make it: createdb ${database}`);
  if (code === '42501')
    return new OperatorError(
      `The user of DATABASE_URL may not do this in ${database}. Make it the database's owner.`,
    );
  return error;
}
