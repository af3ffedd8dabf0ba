import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { streamSSE } from 'hono/streaming';
import type { TelegramServer } from './bot-api/server.ts';
import { isForeign, MAX_BODY_BYTES } from './http.ts';
import { pageActions, type PageParts } from './page-actions.ts';
import type { Simulation } from './simulation.ts';

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const SCRIPT = 'text/javascript; charset=utf-8';
/** The page's files, all of them. The server reads no other file from the disk. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/page.js': ['page.js', SCRIPT],
  '/chat.js': ['chat.js', SCRIPT],
  '/chat-state.js': ['chat-state.js', SCRIPT],
  '/tabs.js': ['tabs.js', SCRIPT],
  '/message-list.js': ['message-list.js', SCRIPT],
  '/composer.js': ['composer.js', SCRIPT],
  '/command-menu.js': ['command-menu.js', SCRIPT],
  '/bubble.js': ['bubble.js', SCRIPT],
  '/formatted.js': ['formatted.js', SCRIPT],
  '/phones.js': ['phones.js', SCRIPT],
  '/backstage.js': ['backstage.js', SCRIPT],
  '/sound.js': ['sound.js', SCRIPT],
  '/dom.js': ['dom.js', SCRIPT],
};

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** How often the stream of changes sends a comment, so that nothing on the way closes it as idle. */
const HEARTBEAT_MS = 15_000;

/** Node's own request is in the context: the origin check reads its headers before anything interprets them. */
interface Env {
  readonly Bindings: HttpBindings;
}

/**
 * Serves the page and the sandbox's HTTP API (README.md beside this file) on 127.0.0.1.
 *
 * @throws the system's error when the port cannot be used
 */
export async function startPageServer({
  port,
  ...parts
}: PageParts & { readonly port: number }): Promise<PageServer> {
  const boundPort = (): number => (server.address() as AddressInfo).port;
  const { fetch } = pageApp(parts, boundPort);
  // Without options it makes a server of HTTP/1.1.
  const server = createAdaptorServer({ fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${boundPort()}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageApp(parts: PageParts, boundPort: () => number): Hono<Env> {
  const { simulation, telegram } = parts;
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value);
  });
  app.use(async (context, next) => {
    if (isForeign(context.env.incoming.headers, boundPort()))
      throw new HTTPException(403, { message: 'Only this machine’s own pages and programs may ask.' });
    await next();
  });

  for (const [path, act] of Object.entries(pageActions(parts))) {
    app.post(path, bodyLimit({ maxSize: MAX_BODY_BYTES, onError: bodyTooLong }), async (context) =>
      context.json((await act(await jsonBody(context))) as object),
    );
    app.all(path, () => {
      throw new HTTPException(405, { message: 'This wants a POST.' });
    });
  }
  app.get('/api/state', (context) => context.json(simulation.state()));
  app.get('/api/events', (context) => changes(context, simulation));
  app.get('/api/file/:id', (context) => file(context, telegram, context.req.param('id')));
  for (const [path, [name, type]] of Object.entries(FILES)) {
    app.get(path, (context) =>
      context.body(readFileSync(new URL(`page/${name}`, import.meta.url)), 200, { 'content-type': type }),
    );
  }

  app.notFound((context) =>
    context.req.method === 'GET'
      ? context.json({ error: 'There is nothing here.' }, 404)
      : context.json({ error: 'This wants a GET.' }, 405),
  );
  app.onError((error, context) =>
    error instanceof HTTPException
      ? context.json({ error: error.message }, error.status)
      : context.json({ error: String(error) }, 500),
  );
  return app;
}

const bodyTooLong = (): never => {
  throw new HTTPException(400, { message: 'The body is too long.' });
};

async function jsonBody(context: Context): Promise<unknown> {
  // A browser lets a page of another origin send only other types without asking this server first.
  if (context.req.header('content-type')?.split(';')[0] !== 'application/json')
    throw new HTTPException(400, { message: 'The body must be application/json.' });
  try {
    return await context.req.json();
  } catch {
    throw new HTTPException(400, { message: 'The body is no JSON.' });
  }
}

/** Server-sent events: first the whole state, then every change. */
const changes = (context: Context, simulation: Simulation): Response =>
  streamSSE(context, async (stream) => {
    const closed = new Promise<void>((resolve) => stream.onAbort(resolve));
    const send = (event: string, data: unknown): void =>
      void stream.writeSSE({ event, data: JSON.stringify(data) });
    // Nothing is awaited between the two, so no change is missed and none comes before the state.
    send('state', simulation.state());
    const stop = simulation.onChange((change) => send('change', change));
    const heartbeat = setInterval(() => void stream.write(':\n\n'), HEARTBEAT_MS);
    await closed;
    stop();
    clearInterval(heartbeat);
  });

/** A file that the bot sent. The page shows pictures only; the browser saves anything else, whatever type it claims. */
function file(context: Context, telegram: TelegramServer, fileId: string): Response {
  const found = telegram.file(fileId);
  if (found === undefined) throw new HTTPException(404, { message: 'There is no such file.' });
  const picture = pictureTypeOf(found.bytes);
  return context.body(new Uint8Array(found.bytes), 200, {
    'content-type': picture ?? 'application/octet-stream',
    'content-disposition': `${picture === undefined ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
  });
}

/** The bytes with which a picture begins. Telegram goes by the content too: a bot need not say what it sends. */
const PICTURES: readonly (readonly [type: string, begins: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
];

const pictureTypeOf = (bytes: Buffer): string | undefined => {
  const start = bytes.toString('hex', 0, 12);
  return PICTURES.find(([, begins]) => begins.test(start))?.[0];
};
