import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a simulated server answers. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A way in which a network or a server fails. `…-after` fails when the request has taken effect. */
export type Fault =
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hang-after' }
  /** The answer is cut in the middle. */
  | { readonly kind: 'garbage' }
  /** Another answer, and no effect. */
  | ({ readonly kind: 'answer' } & Answer);

/** Faults to come: each is used up `times` times by requests that fit. */
export interface Faults<Request> {
  add(fault: Fault, fits?: (request: Request) => boolean, times?: number): void;
  clear(): void;
  next(request: Request): Fault | undefined;
}

export function faults<Request>(): Faults<Request> {
  const planned: { fault: Fault; fits: (request: Request) => boolean; left: number }[] = [];
  return {
    add(fault, fits = () => true, times = 1) {
      planned.push({ fault, fits, left: times });
    },
    clear() {
      planned.length = 0;
    },
    next(request) {
      const plan = planned.find(({ fits, left }) => left > 0 && fits(request));
      if (plan === undefined) return undefined;
      plan.left -= 1;
      return plan.fault;
    },
  };
}

export interface SimulatedServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Refuses connections until `up`, on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface Endpoint<Request> {
  /** Reads a request, or answers it at once if it cannot be one. */
  read(path: string, body: string): { readonly request: Request } | { readonly answer: Answer };
  fault(request: Request): Fault | undefined;
  /** Takes effect and answers. `signal` aborts when whoever asked has gone. */
  answer(request: Request, signal: AbortSignal): Promise<Answer>;
}

/** 1 MiB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A server on this machine only, that fails as it is told to. */
export async function startServer<Request>(
  port: number,
  endpoint: Endpoint<Request>,
): Promise<SimulatedServer> {
  let boundPort = port;
  let server = createServer();

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = await readBody(incoming);
    if (body === undefined) return void response.writeHead(413).end();
    const read = endpoint.read(incoming.url ?? '/', body);
    if ('answer' in read) return send(response, read.answer);
    const fault = endpoint.fault(read.request);
    switch (fault?.kind) {
      case 'reset-before':
        return void incoming.socket.destroy();
      case 'hang':
        return;
      case 'answer':
        return send(response, fault);
      case undefined:
      case 'reset-after':
      case 'hang-after':
      case 'garbage':
    }
    const answer = await endpoint.answer(read.request, gone.signal);
    if (fault?.kind === 'reset-after') return void incoming.socket.destroy();
    if (fault?.kind === 'hang-after') return;
    send(
      response,
      fault === undefined ? answer : { ...answer, body: answer.body.slice(0, answer.body.length / 2) },
    );
  };

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer((incoming, response) => {
        // A simulated server's own fault must be seen by whoever tests with it.
        handle(incoming, response).catch((error: unknown) =>
          send(response, { status: 500, body: String(error) }),
        );
      });
      server.once('error', reject);
      server.listen(boundPort, '127.0.0.1', () => {
        boundPort = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen();
  return { url: `http://127.0.0.1:${boundPort}`, down: stop, up: listen, close: stop };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
