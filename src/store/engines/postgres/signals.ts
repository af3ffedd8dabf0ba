import { Client, type ClientBase, type ClientConfig } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Signal } from '../../port/shared-store.ts';
import { lastingConnection } from './lasting-connection.ts';

const CHANNEL = 'tillbot';

/** The call that tells the other programs, when its transaction is committed. */
export const sayOf = (signal: Signal): string => `pg_notify('${CHANNEL}', '${signal}')`;

/** Tells the other programs. */
export const say = async (client: Pick<ClientBase, 'query'>, signal: Signal): Promise<void> => {
  await client.query(`SELECT ${sayOf(signal)}`);
};

/** The same on a connection of its own. What fails is not told: they look by themselves within a minute. */
export async function sayOnce(config: ClientConfig, signal: Signal): Promise<void> {
  const connection = lastingConnection(config, CONNECT_TIMEOUT_MS);
  try {
    await connection.use((client) => say(client, signal));
  } catch {
    // The change is made, and says so itself.
  } finally {
    connection.close();
  }
}

const AGAIN_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A connection that was cut off without a word is noticed by this. */
const PROBE_EVERY_MS = 15_000;

/** Hears what programs on the database say: see `SharedStore.listen`. */
export async function listen(
  config: ClientConfig,
  act: (signal: Signal | undefined) => void,
  {
    clock,
    log,
    ending,
  }: { readonly clock: Pick<Clock, 'sleep'>; readonly log: Log; readonly ending: AbortSignal },
): Promise<void> {
  while (!ending.aborted) {
    const client = new Client({
      ...config,
      application_name: 'tillbot listener',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
    });
    const lost = new AbortController();
    client.on('error', () => lost.abort('lost'));
    client.on('end', () => lost.abort('lost'));
    client.on('notification', ({ payload }) => act(payload as Signal | undefined));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      act(undefined);
      const over = AbortSignal.any([ending, lost.signal]);
      while (!over.aborted) {
        await clock.sleep(PROBE_EVERY_MS, over);
        if (!over.aborted) await client.query('SELECT');
      }
    } catch (error) {
      if (!ending.aborted) log.warn({ err: error }, 'other programs on the database cannot be heard');
    }
    // Not awaited: the end of a connection that was cut off may never come.
    void client.end().catch(() => undefined);
    await clock.sleep(AGAIN_MS, ending);
  }
}
