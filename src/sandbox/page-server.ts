import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { TelegramServer } from './bot-api/server.ts';
import type { SimUser } from './bot-api/types.ts';
import type { BosmiServer } from './bosmi/server.ts';
import { CHATS } from './people.ts';
import { isForeign, readBody } from './http.ts';
import { GATEWAY_MODES, TELEGRAM_MODES, type Change } from './state.ts';
import type { Simulation } from './simulation.ts';

export interface PageParts {
  readonly port: number;
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly town: Simulation;
  readonly killBot: () => void;
}

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The page's files, all there are: nothing else is ever read from the disk. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/chat.js': ['chat.js', 'text/javascript; charset=utf-8'],
  '/phones.js': ['phones.js', 'text/javascript; charset=utf-8'],
  '/backstage.js': ['backstage.js', 'text/javascript; charset=utf-8'],
  '/bubble.js': ['bubble.js', 'text/javascript; charset=utf-8'],
  '/sound.js': ['sound.js', 'text/javascript; charset=utf-8'],
  '/dom.js': ['dom.js', 'text/javascript; charset=utf-8'],
};

const SECURITY = {
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** How long a press waits for the bot's words: it may be dead. */
const PRESS_PATIENCE_MS = 10_000;
/** Keeps the stream of changes alive. */
const HEARTBEAT_MS = 15_000;

/** What was wrong with a request, for whoever sent it. */
class BadRequest extends Error {}

const id = z.int();
const requests = {
  send: z.strictObject({ chat: id, from: id, text: z.string().min(1).max(4_096), replyTo: id.optional() }),
  contact: z.strictObject({ chat: id, from: id, phone: z.string().max(32), name: z.string().max(64) }),
  edit: z.strictObject({ chat: id, from: id, message: id, text: z.string().min(1).max(4_096) }),
  press: z.strictObject({ chat: id, from: id, message: id, button: z.string().min(1).max(64) }),
  prompt: z.strictObject({ prompt: z.string() }),
  set: z.strictObject({
    gateway: z.enum(GATEWAY_MODES).optional(),
    telegram: z.enum(TELEGRAM_MODES).optional(),
  }),
  nothing: z.strictObject({}),
};

/** The page and the sandbox's HTTP API (README.md beside this file), on this machine and for it only. */
export async function startPageServer({
  port,
  telegram,
  bosmi,
  town,
  killBot,
}: PageParts): Promise<PageServer> {
  const actions: Readonly<Record<string, (body: unknown) => unknown>> = {
    '/api/send'(body) {
      const { chat, from, text, replyTo } = read(requests.send, body);
      const options = replyTo === undefined ? {} : { replyTo };
      return telegram.sendText(speaker(chat, from), chat, text, options);
    },
    '/api/contact'(body) {
      const { chat, from, phone, name } = read(requests.contact, body);
      return telegram.shareContact(speaker(chat, from), chat, { phone_number: phone, first_name: name });
    },
    '/api/edit'(body) {
      const { chat, from, message, text } = read(requests.edit, body);
      const user = speaker(chat, from);
      const mine = telegram.messages(chat).find(({ message_id }) => message_id === message);
      if (mine?.from.id !== user.id) throw new BadRequest('People can only edit their own messages.');
      telegram.editText(user, chat, message, text);
      return {};
    },
    async '/api/press'(body) {
      const { chat, from, message, button } = read(requests.press, body);
      const said = telegram.press(speaker(chat, from), chat, message, button);
      return {
        said: (await Promise.race([said, sleep(PRESS_PATIENCE_MS, undefined, { ref: false })])) ?? null,
      };
    },
    '/api/pay'(body) {
      bosmi.pay(openPrompt(read(requests.prompt, body).prompt));
      return {};
    },
    '/api/cancel'(body) {
      bosmi.dismiss(openPrompt(read(requests.prompt, body).prompt), 'canceled');
      return {};
    },
    async '/api/set'(body) {
      const { gateway, telegram: telegramMode } = read(requests.set, body);
      await town.set({
        ...(gateway === undefined ? {} : { gateway }),
        ...(telegramMode === undefined ? {} : { telegram: telegramMode }),
      });
      return town.state().switches;
    },
    '/api/kill'(body) {
      read(requests.nothing, body);
      killBot();
      return {};
    },
  };

  const openPrompt = (prompt: string): string => {
    const transaction = bosmi.transactions.get(prompt);
    if (transaction === undefined) throw new BadRequest('There is no such prompt.');
    if (transaction.prompt !== 'open') throw new BadRequest(`The prompt is not open: ${transaction.prompt}.`);
    return transaction.id;
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const isTheirs = error instanceof BadRequest;
      json(response, isTheirs ? 400 : 500, { error: isTheirs ? error.message : String(error) });
    });
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (isForeign(request.headers, (server.address() as AddressInfo).port)) {
      return json(response, 403, { error: 'Only this machine’s own pages and programs may ask.' });
    }
    const action = actions[pathname];
    if (action !== undefined) {
      if (request.method !== 'POST') return json(response, 405, { error: 'This wants a POST.' });
      return json(response, 200, await action(await jsonBody(request)));
    }
    if (request.method !== 'GET') return json(response, 405, { error: 'This wants a GET.' });
    if (pathname === '/api/state') return json(response, 200, town.state());
    if (pathname === '/api/events') return stream(response, town);
    if (pathname.startsWith('/api/file/'))
      return file(response, telegram, pathname.slice('/api/file/'.length));
    const [name, type] = FILES[pathname] ?? [];
    if (name === undefined || type === undefined)
      return json(response, 404, { error: 'There is nothing here.' });
    response.writeHead(200, { ...SECURITY, 'content-type': type });
    response.end(readFileSync(new URL(`page/${name}`, import.meta.url)));
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new BadRequest(z.prettifyError(result.error));
}

function speaker(chatId: number, userId: number): SimUser {
  const chat = CHATS.find(({ chat }) => chat.id === chatId);
  if (chat === undefined) throw new BadRequest(`There is no chat ${chatId}.`);
  const user = chat.speakers.find(({ id }) => id === userId);
  if (user === undefined)
    throw new BadRequest(`Nobody with the id ${userId} writes in the chat ${chat.title}.`);
  return user;
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  // A form of another page can send other types without asking first.
  if (request.headers['content-type']?.split(';')[0] !== 'application/json') {
    throw new BadRequest('The body must be application/json.');
  }
  const body = await readBody(request);
  if (body === undefined) throw new BadRequest('The body is too long.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BadRequest('The body is no JSON.');
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...SECURITY, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** Server-sent events: first the whole state, then every change. */
function stream(response: ServerResponse, town: Simulation): void {
  response.writeHead(200, { ...SECURITY, 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (event: string, data: unknown): void =>
    void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  send('state', town.state());
  const stop = town.onChange((change: Change) => send('change', change));
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    stop();
    clearInterval(heartbeat);
  });
}

/** A file that the bot sent. Only pictures are shown in the page; anything else is saved, whatever it says it is. */
function file(response: ServerResponse, telegram: TelegramServer, fileId: string): void {
  const found = telegram.file(fileId);
  if (found === undefined) return json(response, 404, { error: 'There is no such file.' });
  const isPicture = /^image\/(?:png|jpeg|gif|webp)$/.test(found.type);
  response.writeHead(200, {
    ...SECURITY,
    'content-type': isPicture ? found.type : 'application/octet-stream',
    'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
  });
  response.end(found.bytes);
}
