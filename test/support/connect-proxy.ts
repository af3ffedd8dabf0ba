import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ServerCertificate } from './certificates.ts';

/** A request for a tunnel. */
export interface TunnelRequest {
  /** `host:port`. */
  readonly target: string;
  readonly authorization: string | undefined;
}

export interface ConnectProxy {
  readonly port: number;
  readonly asked: readonly TunnelRequest[];
  /** Returns the number of open tunnels. */
  open(): number;
  /** Returns the number of open TCP connections. */
  connections(): number;
}

export interface ProxyBehaviour {
  /** If given, the proxy itself speaks TLS. */
  readonly certificate?: ServerCertificate;
  /** Called instead of opening a tunnel. */
  readonly instead?: (socket: Socket, request: IncomingMessage) => void;
  /** Called when a tunnel is open and nothing has gone through it. */
  readonly onTunnel?: (client: Socket, target: Socket) => void;
}

/** Starts a proxy on 127.0.0.1 that opens tunnels for CONNECT and serves nothing else. */
export async function startConnectProxy({
  certificate,
  instead,
  onTunnel,
}: ProxyBehaviour = {}): Promise<ConnectProxy> {
  const asked: TunnelRequest[] = [];
  const sockets = new Set<Socket>();
  const tunnels = new Set<Socket>();
  const server: Server = certificate === undefined ? createServer() : createTlsServer({ ...certificate });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const target = request.url ?? '';
    asked.push({ target, authorization: request.headers['proxy-authorization'] });
    // The sockets of an HTTP server stay half open when the client ends.
    socket.on('error', () => undefined).on('end', () => socket.end());
    if (instead !== undefined) return instead(socket.resume(), request);
    const [host, port] = target.split(':');
    const to = connect(Number(port), host, () => {
      tunnels.add(socket.on('close', () => tunnels.delete(socket)));
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onTunnel?.(socket, to);
      socket.pipe(to).pipe(socket);
    });
    to.on('error', () => void socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    to.on('close', () => socket.destroy());
    socket.on('close', () => to.destroy());
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
  const { port } = server.address() as AddressInfo;
  return { port, asked, open: () => tunnels.size, connections: () => sockets.size };
}
