import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpoint } from './checkpoints.ts';

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
  /** Takes effect, and is answered, so much later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Takes effect, and is answered, once this is so. */
  | { readonly kind: 'held'; readonly until: Promise<void> }
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
  read(path: string, body: Buffer, headers: IncomingHttpHeaders): Promise<Read<Request>> | Read<Request>;
  fault(request: Request): Fault | undefined;
  /** Takes effect and answers. `signal` aborts when whoever asked has gone. */
  answer(request: Request, signal: AbortSignal): Promise<Answer>;
  /** The server's clock, in epoch milliseconds: its answers bear it. */
  now?(): number;
  /** A request stands at this moment, and goes on when the promise resolves. */
  reached?(request: Request, moment: Checkpoint): Promise<void>;
  /** A request has ended, as whoever asked saw it. */
  ended?(request: Request, outcome: Outcome): void;
}

/** What whoever asked saw: an answer, or the connection reset, or nothing. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'nothing' };

type Read<Request> = { readonly request: Request } | { readonly answer: Answer };

/** 1 MiB. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Whether a request comes from elsewhere than this machine's own programs and pages: a page of the open Web can send requests
 * to 127.0.0.1 from the browser, under its own origin or a name that it made point here.
 */
export function isForeign({ host, origin }: IncomingHttpHeaders, port: number): boolean {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !ours.includes(host)) return true;
  return origin !== undefined && !ours.some((name) => origin === `http://${name}`);
}

/** A server on this machine only and for it only, that fails as it is told to. */
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
    const body = await readBody(incoming);
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

/** What becomes of a request, with the fault that is planned for it. */
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

export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
