import { Client, type ClientConfig } from 'pg';

/** A connection that is made when it is needed, and again after it failed. */
export interface LastingConnection {
  /** @throws what `act` throws, or why there is no connection */
  use<T>(act: (client: Client) => Promise<T>): Promise<T>;
  close(): void;
}

/** @param limitMs for connecting, and for each statement */
export function lastingConnection(config: ClientConfig, limitMs: number): LastingConnection {
  const limits = { connectionTimeoutMillis: limitMs, query_timeout: limitMs, statement_timeout: limitMs };
  let current: Promise<Client> | undefined;
  let isClosed = false;
  const drop = async (connecting: Promise<Client>): Promise<void> => {
    if (current === connecting) current = undefined;
    try {
      // With a statement in flight, it closes the socket.
      await (await connecting).end();
    } catch {
      // It has ended already, or never was.
    }
  };
  const connect = async (): Promise<Client> => {
    const client = new Client({ ...config, ...limits, keepAlive: true });
    // The statement fails, too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
  };
  return {
    async use(act) {
      if (isClosed) throw new Error('the connection is closed');
      const connecting = (current ??= connect());
      try {
        return await act(await connecting);
      } catch (error) {
        void drop(connecting);
        throw error;
      }
    },
    close() {
      isClosed = true;
      if (current !== undefined) void drop(current);
    },
  };
}
