import { Client } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { openPostgres } from './database.ts';
import type { PostgresEngine } from './engine.ts';
import { own } from './ownership.ts';

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
  try {
    await own(client);
  } catch (error) {
    close();
    throw error;
  }
  return { ...engine, close };
}

function endProgram(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
