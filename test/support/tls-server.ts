import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { ServerCertificate } from './certificates.ts';

/** A request that arrived completely. */
export interface ArrivedRequest {
  readonly version: '1.1' | '2';
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface TlsServer {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly arrived: readonly ArrivedRequest[];
  /** The protocols that clients offered (ALPN): one list for each handshake. */
  readonly offered: readonly (readonly string[])[];
  /** Returns the number of TCP connections so far. */
  connections(): number;
}

/** What the server does with a request that has arrived completely. */
export interface Behaviour {
  readonly h1?: (response: ServerResponse, request: IncomingMessage) => void;
  readonly h2?: (stream: ServerHttp2Stream) => void;
  /** If false, the server speaks only HTTP/2. */
  readonly allowHTTP1?: boolean;
  readonly tls?: TlsOptions;
}

/** Starts a TLS server on 127.0.0.1 that offers HTTP/2, as most front ends do, and that fails as `Behaviour` says. */
export async function startTlsServer(
  certificate: ServerCertificate,
  { h1, h2, allowHTTP1 = true, tls = {} }: Behaviour,
): Promise<TlsServer> {
  const arrived: ArrivedRequest[] = [];
  const offered: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createSecureServer({
    ...certificate,
    allowHTTP1,
    ...tls,
    ALPNCallback({ protocols }: { protocols: string[] }) {
      offered.push(protocols);
      if (protocols.includes('h2')) return 'h2';
      return allowHTTP1 && protocols.includes('http/1.1') ? 'http/1.1' : undefined;
    },
  });
  const note = async (version: '1.1' | '2', method = '', path = '', from: AsyncIterable<Buffer>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of from) chunks.push(chunk);
    arrived.push({ version, method, path, body: Buffer.concat(chunks).toString() });
  };
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined);
    void note('2', headers[':method'], headers[':path'], stream).then(() => h2?.(stream));
  });
  server.on('request', (request, response) => {
    if (request.httpVersionMajor !== 1) return;
    const [incoming, outgoing] = [request, response] as unknown as [IncomingMessage, ServerResponse];
    void note('1.1', incoming.method, incoming.url, incoming).then(() => h1?.(outgoing, incoming));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => undefined));
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);
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
  return { url: `https://127.0.0.1:${port}`, port, arrived, offered, connections: () => sockets.size };
}
