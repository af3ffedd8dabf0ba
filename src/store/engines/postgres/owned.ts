import { Client } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { openPostgres } from './database.ts';
import type { PostgresEngine } from './engine.ts';

/** A lock of its own kind (two numbers), which a program keeps for its session. The one for migrations ends with their transaction. */
const LOCK = 'SELECT pg_try_advisory_lock(1414284108, 2) AS free';

/**
 * Opens a database for this program alone: two programs on one database would ask the gateway twice.
 *
 * @param onLost is told when the lock was lost with its connection. Another program may have it now. Default: the program ends.
 * @throws OperatorError when another program has it, or it cannot be used
 */
export async function openOwned(
  url: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
  onLost: (error: Error) => void = endProgram,
): Promise<PostgresEngine> {
  const engine = await openPostgres(url, clock);
  const client = new Client({ connectionString: url, application_name: 'tillbot', keepAlive: true });
  let isClosing = false;
  client.on('error', (cause) => {
    if (!isClosing) onLost(new Error('the connection that keeps other programs out is lost', { cause }));
  });
  const close = (): void => {
    isClosing = true;
    engine.close();
    void client.end();
  };
  await client.connect();
  const { rows } = await client.query<{ free: boolean }>(LOCK);
  if (rows[0]?.free === true) return { ...engine, close };
  close();
  throw new OperatorError(
    'Another Tillbot runs on this database. Nothing was changed. Stop it first: one program owns a database.',
  );
}

function endProgram(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
