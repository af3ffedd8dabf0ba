import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { HttpAddress } from '../config/config.ts';
import { codeOf } from '../runtime/error-code.ts';
import { OperatorError } from '../runtime/operator-error.ts';

/** Whoever asks is a monitor or Telegram: they need few connections, send little and read fast. */
const MAX_CONNECTIONS = 64;
const REQUEST_MS = 10_000;
/** How long requests in flight may take at the end. */
const GRACE_MS = 500;

export interface HttpServer {
  readonly port: number;
  /** Takes no more requests, and waits half a second at most for those in flight. */
  close(): Promise<void>;
}

/**
 * Serves an app on an address of this machine.
 *
 * @param address port 0 takes a free one
 * @throws OperatorError if the address cannot be used
 */
export async function serveHttp(app: Hono, { host, port }: HttpAddress): Promise<HttpServer> {
  // Without options it makes a server of HTTP/1.1.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (error) {
    throw new OperatorError(explained(codeOf(error), host, port));
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function explained(code: unknown, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `The port ${port} on ${host} is in use already. Stop what uses it, or set another HTTP_PORT.`;
    case 'EACCES':
      return `This user may not listen on the port ${port}. Set an HTTP_PORT above 1023.`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine. Set HTTP_HOST to one, or leave it out.`;
    default:
      return `The HTTP server cannot listen on ${host}, port ${port} (${String(code)}). Set another HTTP_PORT or HTTP_HOST.`;
  }
}
