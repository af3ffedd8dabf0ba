import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAtMost } from '../runtime/read-at-most.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { Answer, Fault } from './faults.ts';

export interface SimulatedServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Refuses connections until `up`, on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface Endpoint<Request> {
  /** Reads a request, or answers it at once if it is not valid. */
  read(path: string, body: Buffer, headers: IncomingHttpHeaders): Promise<Read<Request>> | Read<Request>;
  fault(request: Request): Fault | undefined;
  /** Takes effect and answers. `gone` aborts when the client closes the connection. */
  answer(request: Request, gone: AbortSignal): Promise<Answer>;
  /** The most that a request may hold. Default: `MAX_BODY_BYTES`. */
  readonly maxBodyBytes?: number;
  /** The server's clock, in epoch milliseconds. It is the `Date` header of the answers. */
  now?(): number;
  /** A request reached this checkpoint. It goes on when the promise resolves. */
  reached?(request: Request, checkpoint: Checkpoint): Promise<void>;
  /** A request ended with this outcome. */
  ended?(request: Request, outcome: Outcome): void;
}

/** What the client saw: an answer, a connection that was reset, or nothing. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'nothing' };

type Read<Request> = { readonly request: Request } | { readonly answer: Answer };

/** The most that a request to the sandbox may hold: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Returns true for a request that does not come from a program or a page of this machine. A page on the open Web can send
 * requests to 127.0.0.1 from the browser: under its own origin, or under a name that it resolves to 127.0.0.1 (DNS rebinding).
 */
export function isForeign({ host, origin }: IncomingHttpHeaders, port: number): boolean {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !ours.includes(host)) return true;
  return origin !== undefined && !ours.some((name) => origin === `http://${name}`);
}

/** Starts a server on 127.0.0.1 that refuses foreign requests and fails as `endpoint.fault` says. */
export async function startServer<Request>(
  port: number,
  endpoint: Endpoint<Request>,
): Promise<SimulatedServer> {
  let boundPort = port;
  let server = createServer();

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    if (isForeign(incoming.headers, boundPort)) return void response.writeHead(403).end();
    const body = await readAtMost(incoming, endpoint.maxBodyBytes ?? MAX_BODY_BYTES);
    if (body === undefined) return void response.writeHead(413).end();
    const read = await endpoint.read(incoming.url ?? '/', body, incoming.headers);
    if (endpoint.now !== undefined) response.setHeader('date', new Date(endpoint.now()).toUTCString());
    if ('answer' in read) return send(response, read.answer);
    await endpoint.reached?.(read.request, 'before');
    const outcome = await outcomeOf(read.request, endpoint, gone.signal);
    response.once('finish', () => void endpoint.reached?.(read.request, 'answered'));
    if (outcome.kind === 'answered') send(response, outcome.answer);
    if (outcome.kind === 'reset') incoming.socket.destroy();
    endpoint.ended?.(read.request, outcome);
  };

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer((incoming, response) => {
        // A test must see a fault of the simulated server itself.
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

/** Lets a request take effect, or not, with the fault that is planned for it. */
async function outcomeOf<Request>(
  request: Request,
  endpoint: Endpoint<Request>,
  gone: AbortSignal,
): Promise<Outcome> {
  const fault = endpoint.fault(request);
  switch (fault?.kind) {
    case 'reset-before':
      return { kind: 'reset' };
    case 'hang':
      return { kind: 'nothing' };
    case 'answer':
      return { kind: 'answered', answer: fault };
    case 'slow':
      await sleep(fault.ms);
      break;
    case 'held':
      await fault.until;
      break;
    case undefined:
    case 'reset-after':
    case 'hang-after':
    case 'garbage':
  }
  const answer = await endpoint.answer(request, gone);
  await endpoint.reached?.(request, 'after');
  switch (fault?.kind) {
    case 'reset-after':
      return { kind: 'reset' };
    case 'hang-after':
      return { kind: 'nothing' };
    case 'garbage':
      return { kind: 'answered', answer: { ...answer, body: answer.body.slice(0, answer.body.length / 2) } };
    case undefined:
    case 'slow':
    case 'held':
      return { kind: 'answered', answer };
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
