import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

/** A way to the run's PostgreSQL that a test can cut, as a network does: nothing arrives, and nobody is told. */
export interface PostgresProxy {
  /** How to reach a database through it. */
  urlOf(database: string): string;
  cut(): void;
  /** Everything that was on its way arrives. */
  mend(): void;
}

/** Opens a way of its own. It ends with the test. */
export async function postgresProxy(): Promise<PostgresProxy> {
  const socketPath = join(inject('postgresFolder'), '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(socketPath);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      // Before it is listened to, which would let it flow.
      if (isCut) from.pause();
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    urlOf: (database) => `postgres://tillbot@127.0.0.1:${(server.address() as AddressInfo).port}/${database}`,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
