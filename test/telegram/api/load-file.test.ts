import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { boundedApi } from '../../../src/telegram/api/bounded-api.ts';
import { fileLoader } from '../../../src/telegram/api/load-file.ts';
import { newTelegraf } from '../../../src/telegram/bot/bot.ts';

const TOKEN = '700000001:AAload-token-0000000000000000000000001';
const MOST = 1_000;

/** A Telegram that names a place for each file, and serves it as the test says. */
async function loader(serve: RequestListener, { file_path = 'photos/file_1.jpg', root = '' } = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.includes('/file/') === true) return serve(request, response);
    response.end(JSON.stringify({ ok: true, result: { file_id: 'a', file_unique_id: 'b', file_path } }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}${root}`;
  const api = boundedApi(newTelegraf(TOKEN, apiRoot).telegram);
  const load = fileLoader({ api, apiRoot, token: TOKEN, timeoutMs: 300 });
  return { asked, load: () => load('a', MOST) };
}

test.each(['', '/', '/behind/a/proxy', '/behind/a/proxy/'])(
  'a file is loaded from below the API root, here “%s”',
  async (root) => {
    const { load, asked } = await loader((_, response) => response.end('picture'), { root });
    expect((await load())?.toString()).toBe('picture');
    expect(asked.at(-1)).toBe(`${root.replace(/\/$/, '')}/file/bot${TOKEN}/photos/file_1.jpg`);
  },
);

test('a file of exactly the most bytes is loaded, and none that is larger, even without an end', async () => {
  const fitting = await loader((_, response) => response.end(Buffer.alloc(MOST)));
  expect((await fitting.load())?.length).toBe(MOST);
  const larger = await loader((_, response) => response.end(Buffer.alloc(MOST + 1)));
  expect(await larger.load()).toBeUndefined();
  let isClosed = false;
  const endless = await loader((_, response) => {
    const more = setInterval(() => response.write(Buffer.alloc(500)), 1);
    response.on('close', () => {
      isClosed = true;
      clearInterval(more);
    });
  });
  expect(await endless.load()).toBeUndefined();
  await expect.poll(() => isClosed).toBe(true);
});

test.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['stops in the middle', (_, response) => void response.writeHead(200).write('pic')],
  [
    'breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('pic', () => response.destroy());
    },
  ],
  ['resets the connection', (request) => request.socket.destroy()],
  ['has no such file', (_, response) => response.writeHead(404).end('{"ok":false}')],
  ['is broken', (_, response) => response.writeHead(502).end('<html>')],
])('there is no file from a server that %s', async (_how, serve) => {
  const { load } = await loader(serve);
  expect(await load()).toBeUndefined();
});

test('a redirect is not followed: the address holds the token', async () => {
  const { load, asked } = await loader((_, response) => {
    response.writeHead(302, { location: '/file/elsewhere' }).end();
  });
  expect(await load()).toBeUndefined();
  expect(asked.filter((url) => url.includes('/file/'))).toHaveLength(1);
});

test.each(['/var/lib/bot/file_1.jpg', '../bot1/getMe', 'a/../../b', 'http://elsewhere.example/', 'a?b', ''])(
  'a place that leads elsewhere is not asked for: “%s”',
  async (file_path) => {
    const { load, asked } = await loader((_, response) => response.end('picture'), { file_path });
    expect(await load()).toBeUndefined();
    expect(asked).toHaveLength(1);
  },
);

test('a refusal to name the place is no file', async () => {
  const api = boundedApi(newTelegraf(TOKEN, 'http://127.0.0.1:9').telegram);
  expect(await fileLoader({ api, apiRoot: 'http://127.0.0.1:9', token: TOKEN })('a', MOST)).toBeUndefined();
});
