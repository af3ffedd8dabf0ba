import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** A way to a server through the network, which a test can disturb. */
export interface Way {
  readonly port: number;
  /** Nothing arrives any more, and nobody is told. */
  cut(): void;
  /** Every connection breaks, and new ones are refused at once. */
  reset(): void;
  /** Everything that was on its way arrives, and new connections are taken. */
  mend(): void;
  close(): Promise<void>;
}

/** @param pass is given what is sent to the server, and returns what arrives there */
export async function openWay(
  to: NetConnectOpts,
  pass: (chunk: Buffer, port: number) => Buffer = (chunk) => chunk,
): Promise<Way> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'reset' = 'open';
  const join = (from: Socket, into: Socket, passed: (chunk: Buffer) => Buffer): void => {
    sockets.add(from);
    // Before it is listened to, which would let it flow.
    if (state === 'cut') from.pause();
    from.on('data', (chunk: Buffer) => into.write(passed(chunk)));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      into.destroy();
    });
  };
  const server = createServer((near) => {
    if (state === 'reset') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(to);
    join(near, far, (chunk) => pass(chunk, port));
    join(far, near, (chunk) => chunk);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.pause();
    },
    reset() {
      state = 'reset';
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
