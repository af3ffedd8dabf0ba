import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SocksProxy {
  readonly port: number;
  /** The `host:port` of each request. The host is `an address` if the client did not send a name. */
  readonly asked: readonly string[];
  /** The `name:password` of each login. */
  readonly said: readonly string[];
}

const NAME = 3;
/** The length of a whole request, by the type of its address: IPv4 or IPv6. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 1: 10, 4: 22 };
const [VERSION, NO_PASSWORD, PASSWORD, REFUSED] = [5, 0, 2, 0xff];

/** Reads whole messages from a socket. `length` returns the length of a message, given the bytes so far. */
function reader(socket: Socket) {
  let buffer = Buffer.alloc(0);
  let wake = (): void => undefined;
  const take = (data: Buffer): void => {
    buffer = Buffer.concat([buffer, data]);
    wake();
  };
  socket.on('data', take);
  return {
    async read(length: (bytes: Buffer) => number): Promise<Buffer> {
      while (buffer.length === 0 || buffer.length < length(buffer)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const whole = buffer.subarray(0, length(buffer));
      buffer = buffer.subarray(whole.length);
      return whole;
    },
    done: () => void socket.off('data', take),
  };
}

/**
 * Starts a SOCKS5 proxy on 127.0.0.1 (RFC 1928). It resolves every name to this machine.
 *
 * @param login `name:password` that a client must send (RFC 1929); none if undefined
 */
export async function startSocksProxy(login?: string): Promise<SocksProxy> {
  const asked: string[] = [];
  const said: string[] = [];
  const sockets = new Set<Socket>();

  const serve = async (socket: Socket): Promise<void> => {
    const { read, done } = reader(socket);
    await read((bytes) => 2 + (bytes[1] ?? 0));
    socket.write(Buffer.from([VERSION, login === undefined ? NO_PASSWORD : PASSWORD]));
    if (login !== undefined) {
      const message = await read((bytes) => {
        const name = bytes[1] ?? 0;
        return 3 + name + (bytes[2 + name] ?? 0);
      });
      const name = message.subarray(2, 2 + (message[1] ?? 0)).toString();
      said.push(`${name}:${message.subarray(3 + name.length).toString()}`);
      const isRight = said.at(-1) === login;
      socket.write(Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return void socket.end();
    }
    const wanted = await read((bytes) => ADDRESS_BYTES[bytes[3] ?? 0] ?? 7 + (bytes[4] ?? 0));
    const host = wanted[3] === NAME ? wanted.subarray(5, -2).toString() : 'an address';
    const port = wanted.readUInt16BE(wanted.length - 2);
    asked.push(`${host}:${port}`);
    done();
    const to = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.from([VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      socket.pipe(to).pipe(socket);
    });
    to.on('error', () => void socket.end(Buffer.from([VERSION, REFUSED, 0, 1, 0, 0, 0, 0, 0, 0])));
    socket.on('close', () => to.destroy());
  };

  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    void serve(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { port: (server.address() as AddressInfo).port, asked, said };
}
