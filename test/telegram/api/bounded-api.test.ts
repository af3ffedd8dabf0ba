import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { badGateway, tooManyRequests } from '../../../src/sandbox/bot-api/server.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { startServer } from '../../../src/sandbox/http.ts';
import { anyResult, boundedApi, type Api, type ApiResult } from '../../../src/telegram/api/bounded-api.ts';
import { newTelegraf } from '../../../src/telegram/bot/bot.ts';

const SECRET = 'AAE2E-secret-of-the-api-tests-00000001';
const TOKEN = `700000003:${SECRET}`;
const PAYLOAD = { chat_id: 77_001, text: 'unga for 0712345678' };
/** For calls that hang. Every other call ends by itself. */
const SHORT_MS = 100;

const sentMessage = z.looseObject({ message_id: z.int() });
const apiAt = (url: string): Api => boundedApi(newTelegraf(TOKEN, url).telegram);
const answer = (status: number, body: unknown): Fault => ({
  kind: 'answer',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = (code: number, description: string, parameters?: object): Fault =>
  answer(code, {
    ok: false,
    error_code: code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  });

/** A Telegram that answers every call with a sent message, or with the given fault. */
async function telegramWith(fault: Fault | undefined): Promise<{ api: Api; url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = await startServer(0, {
    read(path) {
      paths.push(path);
      return { request: path };
    },
    fault: () => fault,
    answer: async () => ({
      status: 200,
      body: JSON.stringify({ ok: true, result: { message_id: 5, date: 1 } }),
    }),
  });
  onTestFinished(() => server.close());
  return { api: apiAt(server.url), url: server.url, paths };
}

async function rawServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The secrets of the call that a result contains, at any depth. */
const leaks = (result: ApiResult<unknown>): string[] => {
  const text = inspect(result, { depth: Infinity, showHidden: true }) + JSON.stringify(result);
  return [TOKEN, SECRET, '700000003', '77001', PAYLOAD.text, '0712345678', 'http://', '127.0.0.1'].filter(
    (part) => text.includes(part),
  );
};

test.each(['', '/', '/telegram', '/telegram//'])('a call extends an address that ends in %j', async (end) => {
  const { url, paths } = await telegramWith(undefined);
  await apiAt(url + end).call('sendMessage', PAYLOAD, anyResult);
  expect(paths).toEqual([`${end.replaceAll('/', '') === '' ? '' : '/telegram'}/bot${TOKEN}/sendMessage`]);
});

describe('a call that Telegram accepts', () => {
  test('gives its result, with the unknown fields, too', async () => {
    const { api, paths } = await telegramWith(undefined);
    const result = await api.call('sendMessage', PAYLOAD, sentMessage);
    expect(result).toEqual({ kind: 'ok', result: { message_id: 5, date: 1 } });
    expect(paths).toEqual([`/bot${TOKEN}/sendMessage`]);
  });

  test('gives a result of any shape if the caller asks for none', async () => {
    const { api } = await telegramWith(answer(200, { ok: true, result: true }));
    expect(await api.call('setMyCommands', PAYLOAD, anyResult)).toEqual({ kind: 'ok', result: true });
  });
});

describe('a call that Telegram does not accept', () => {
  test.each<[what: string, Fault, ApiResult<never>]>([
    [
      'a 400 is a refusal',
      refusal(400, 'Bad Request: chat not found'),
      { kind: 'refused', code: 400, description: 'Bad Request: chat not found', migratedTo: undefined },
    ],
    [
      'a 400 for a group that moved says where to',
      refusal(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -100_123 }),
      {
        kind: 'refused',
        code: 400,
        description: 'Bad Request: group chat was upgraded',
        migratedTo: -100_123,
      },
    ],
    [
      'a 401 is a refusal',
      refusal(401, 'Unauthorized'),
      { kind: 'refused', code: 401, description: 'Unauthorized', migratedTo: undefined },
    ],
    [
      'a 403 is a refusal',
      refusal(403, 'Forbidden: bot was blocked by the user'),
      {
        kind: 'refused',
        code: 403,
        description: 'Forbidden: bot was blocked by the user',
        migratedTo: undefined,
      },
    ],
    [
      'a 409 is a refusal',
      refusal(409, 'Conflict: terminated by other getUpdates request'),
      {
        kind: 'refused',
        code: 409,
        description: 'Conflict: terminated by other getUpdates request',
        migratedTo: undefined,
      },
    ],
    ['a 429 says how long to wait', tooManyRequests(7), { kind: 'limited', retryAfterMs: 7_000 }],
    [
      'a 429 that does not say how long means one second',
      refusal(429, 'Too Many Requests'),
      { kind: 'limited', retryAfterMs: 1_000 },
    ],
    ['a 502 page is a fault', badGateway, { kind: 'fault', why: 'HTTP 502' }],
    ['a 500 is a fault', refusal(500, 'Internal Server Error'), { kind: 'fault', why: 'HTTP 500' }],
    [
      'a 500 inside a 200 is a fault',
      answer(200, { ok: false, error_code: 500, description: 'Internal Server Error' }),
      { kind: 'fault', why: 'HTTP 500' },
    ],
    ['an answer cut in the middle is a fault', { kind: 'garbage' }, { kind: 'fault', why: 'invalid-json' }],
    [
      'a page with 200 is a fault',
      answer(200, '<html>Log in to the Wi-Fi</html>'),
      { kind: 'fault', why: 'invalid-json' },
    ],
    ['an empty answer is a fault', answer(200, ''), { kind: 'fault', why: 'invalid-json' }],
    [
      'a result of another shape is a fault',
      answer(200, { ok: true, result: { message_id: 'five' } }),
      { kind: 'fault', why: 'unreadable' },
    ],
    ['a result that is missing is a fault', answer(200, { ok: true }), { kind: 'fault', why: 'unreadable' }],
  ])('%s', async (_, fault, expected) => {
    const { api } = await telegramWith(fault);
    const result = await api.call('sendMessage', PAYLOAD, sentMessage);
    expect(result).toEqual(expected);
    expect(leaks(result)).toEqual([]);
  });

  test.each(['null', '[]', '""', '0', '{}', 'true'])('the body %s is a fault', async (body) => {
    const { api } = await telegramWith(answer(200, body));
    const result = await api.call('sendMessage', PAYLOAD, sentMessage);
    expect(result.kind).toBe('fault');
    expect(leaks(result)).toEqual([]);
  });

  test('whose answer echoes the call does not leak it', async () => {
    const echo = { ok: true, result: { url: `https://x/bot${TOKEN}`, ...PAYLOAD } };
    const { api } = await telegramWith(answer(200, echo));
    expect(leaks(await api.call('sendMessage', PAYLOAD, sentMessage))).toEqual([]);
  });
});

describe('a call that gets no answer', () => {
  test.each<[what: string, Fault]>([
    ['reset before the call took effect', { kind: 'reset-before' }],
    ['reset after the call took effect', { kind: 'reset-after' }],
  ])('because the connection was %s is a fault', async (_, fault) => {
    const { api } = await telegramWith(fault);
    const result = await api.call('sendMessage', PAYLOAD, sentMessage);
    expect(result).toEqual({ kind: 'fault', why: 'ECONNRESET' });
    expect(leaks(result)).toEqual([]);
  });

  test('because nobody listens is a fault', async () => {
    const server = await startServer(0, {
      read: () => ({ request: undefined }),
      fault: () => undefined,
      answer: async () => ({ status: 200, body: '' }),
    });
    await server.close();
    const result = await apiAt(server.url).call('sendMessage', PAYLOAD, sentMessage);
    expect(result).toEqual({ kind: 'fault', why: 'ECONNREFUSED' });
    expect(leaks(result)).toEqual([]);
  });

  test.each<[what: string, Fault]>([
    ['before', { kind: 'hang' }],
    ['after', { kind: 'hang-after' }],
  ])('because Telegram hangs %s the call took effect ends at its time limit', async (_, fault) => {
    const { api } = await telegramWith(fault);
    const result = await api.call('sendMessage', PAYLOAD, sentMessage, { timeoutMs: SHORT_MS });
    expect(result).toEqual({ kind: 'fault', why: 'timed out' });
    expect(leaks(result)).toEqual([]);
  });

  test('because the answer stops in the middle of its body ends at its time limit', async () => {
    const url = await rawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"ok":true,"resu');
    });
    const result = await apiAt(url).call('sendMessage', PAYLOAD, sentMessage, { timeoutMs: SHORT_MS });
    expect(result).toEqual({ kind: 'fault', why: 'timed out' });
    expect(leaks(result)).toEqual([]);
  });

  /** Calls a server that breaks the connection in the middle of its body. Telegraf does not notice: the call's time limit ends it. */
  async function brokenCall(options?: { readonly timeoutMs: number }): Promise<ApiResult<unknown>> {
    const url = await rawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"ok":true,"resu', () => response.destroy());
    });
    return await apiAt(url).call('sendMessage', PAYLOAD, sentMessage, options);
  }

  test('because the connection breaks in the middle of the body is a fault', async () => {
    const result = await brokenCall({ timeoutMs: SHORT_MS });
    expect(result.kind).toBe('fault');
    expect(leaks(result)).toEqual([]);
  });

  test('and has no time limit of its own ends at the default limit', { tags: 'slow' }, async () => {
    const begun = performance.now();
    expect((await brokenCall()).kind).toBe('fault');
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test('because the server does not speak HTTP is a fault', async () => {
    const url = await rawServer((_request, response) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const result = await apiAt(url).call('sendMessage', PAYLOAD, sentMessage);
    expect(result.kind).toBe('fault');
    expect(leaks(result)).toEqual([]);
  });
});

describe('a call that is aborted', () => {
  test('while it hangs ends at once, as a fault', async () => {
    const reached = Promise.withResolvers<void>();
    const url = await rawServer(() => reached.resolve());
    const calling = new AbortController();
    const result = apiAt(url).call('getUpdates', PAYLOAD, anyResult, { signal: calling.signal });
    await reached.promise;
    calling.abort();
    expect(await result).toEqual({ kind: 'fault', why: 'aborted' });
    expect(leaks(await result)).toEqual([]);
  });

  test('before it began is never made', async () => {
    const { api, paths } = await telegramWith(undefined);
    const result = await api.call('sendMessage', PAYLOAD, sentMessage, { signal: AbortSignal.abort() });
    expect(result.kind).toBe('fault');
    expect(paths).toEqual([]);
    expect(leaks(result)).toEqual([]);
  });
});
