import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { boundedApi, type Api } from '../../../src/telegram/api/bounded-api.ts';
import { newTelegraf } from '../../../src/telegram/bot/bot.ts';
import { proxyAgent } from '../../../src/telegram/api/proxy.ts';
import { serverTime } from '../../../src/telegram/api/server-time.ts';
import { testCertificates } from '../../support/certificates.ts';
import { startConnectProxy, type ProxyBehaviour } from '../../support/connect-proxy.ts';
import { startSocksProxy } from '../../support/socks-proxy.ts';
import { startTlsServer, type Behaviour } from '../../support/tls-server.ts';

const certificates = testCertificates();
const TOKEN = '123456789:AAH-secret-token-that-is-long-enough-1';
const ME = { id: 7, username: 'duka_bot' };

const agentFor = async (proxy: string, tunnelMs?: number): Promise<Agent> => {
  const agent = await proxyAgent(proxy, tunnelMs);
  onTestFinished(() => agent.destroy());
  return agent;
};
const getMe = (api: Api, timeoutMs = 10_000) =>
  api.call('getMe', {}, z.object({ id: z.number(), username: z.string() }), { timeoutMs });

/** Telegram over TLS. */
const telegram = (
  h1: Behaviour['h1'] = (response) => void response.end(JSON.stringify({ ok: true, result: ME })),
) => startTlsServer(certificates.get().good, h1 === undefined ? {} : { h1 });
const apiAt = (url: string, agent: Agent): Api => boundedApi(newTelegraf(TOKEN, url, agent).telegram);

describe('Telegram is reached through', () => {
  test.each(['http', 'https'])('a proxy of %s, which sees neither the token nor the messages', async (by) => {
    const server = await telegram();
    const proxy = await startConnectProxy(by === 'https' ? { certificate: certificates.get().good } : {});
    const api = apiAt(server.url, await agentFor(`${by}://mama:p%40ss@127.0.0.1:${proxy.port}`));
    for (let n = 0; n < 3; n += 1) expect(await getMe(api)).toEqual({ kind: 'ok', result: ME });
    const authorization = `Basic ${Buffer.from('mama:p@ss').toString('base64')}`;
    // One tunnel for all of them: it is kept.
    expect(proxy.asked).toEqual([{ target: `127.0.0.1:${server.port}`, authorization }]);
    expect(server.arrived).toHaveLength(3);
  });

  test.each(['socks5', 'socks5h'])('a proxy of %s, with a password and without', async (by) => {
    const server = await telegram();
    const url = `https://localhost:${server.port}`;
    const open = await startSocksProxy();
    expect(await getMe(apiAt(url, await agentFor(`${by}://127.0.0.1:${open.port}`)))).toEqual(ME_OK);
    const closed = await startSocksProxy('mama:p@ss');
    const api = apiAt(url, await agentFor(`${by}://mama:p%40ss@127.0.0.1:${closed.port}`));
    for (let n = 0; n < 3; n += 1) expect(await getMe(api)).toEqual(ME_OK);
    expect(closed.said).toEqual(['mama:p@ss']);
    expect(closed.asked).toEqual([`${by === 'socks5h' ? 'localhost' : 'an address'}:${server.port}`]);
  });

  test('a proxy of socks5h, which resolves the name of Telegram’s server for us', async () => {
    const server = await startTlsServer(certificates.get().otherHost, {
      h1: (response) => void response.end(JSON.stringify({ ok: true, result: ME })),
    });
    const proxy = await startSocksProxy();
    const api = apiAt(
      `https://other.example:${server.port}`,
      await agentFor(`socks5h://127.0.0.1:${proxy.port}`),
    );
    expect(await getMe(api)).toMatchObject(ME_OK);
    expect(proxy.asked).toEqual([`other.example:${server.port}`]);
  });

  test('a proxy when the bot asks for its time, too', async () => {
    const at = Date.parse('2026-11-24T11:05:00Z');
    const server = await telegram(
      (response) => void response.setHeader('date', new Date(at).toUTCString()).end(),
    );
    const proxy = await startConnectProxy();
    const agent = await agentFor(`http://127.0.0.1:${proxy.port}`);
    expect(await serverTime(server.url, new AbortController().signal, agent)).toBe(at);
    expect(proxy.asked).toHaveLength(1);
  });

  test(
    'a tunnel that stays open for longer than the time limit for making it',
    { tags: 'slow' },
    async () => {
      const server = await telegram(
        (response) => void setTimeout(() => response.end(JSON.stringify({ ok: true, result: ME })), 1_500),
      );
      const proxy = await startConnectProxy();
      const api = apiAt(server.url, await agentFor(`http://127.0.0.1:${proxy.port}`, 300));
      expect(await getMe(api)).toMatchObject(ME_OK);
      expect(await getMe(api)).toMatchObject(ME_OK);
    },
  );
});

const ME_OK = { kind: 'ok', result: ME };

/** An answer in Telegram's form, as for a chat that blocked the bot. */
const forged = (code: number): string =>
  JSON.stringify({ ok: false, error_code: code, description: 'Forbidden: bot was blocked by the user' });
const refusing = (status: number, body: string): ProxyBehaviour => ({
  instead: (socket: Socket) =>
    void socket.end(
      `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    ),
});

describe('an answer of the proxy itself is a fault, not an answer of Telegram:', () => {
  test.each<[string, ProxyBehaviour]>([
    ['it wants a password', refusing(407, '<h1>Who are you?</h1>')],
    ['it answers 403 in Telegram’s form', refusing(403, forged(403))],
    ['it answers 401 in Telegram’s form', refusing(401, forged(401))],
    ['it answers a success in Telegram’s form', refusing(201, JSON.stringify(ME_OK))],
    ['it does not reach Telegram', refusing(502, '')],
    ['it hangs up', { instead: (socket) => void socket.end() }],
    ['it resets the connection', { instead: (socket) => void socket.resetAndDestroy() }],
    [
      'it answers with something that is not HTTP',
      { instead: (socket) => void socket.end('SSH-2.0-x\r\n\r\n') },
    ],
  ])('%s', async (_what, behaviour) => {
    const server = await telegram();
    const proxy = await startConnectProxy(behaviour);
    const result = await getMe(
      apiAt(server.url, await agentFor(`http://mama:p%40ss-word@127.0.0.1:${proxy.port}`)),
    );
    expect(result).toEqual({ kind: 'fault', why: expect.any(String) as string });
    expect(JSON.stringify(result)).not.toMatch(/p@ss|p%40ss|mama|AAH-secret/);
    expect(server.arrived).toEqual([]);
  });

  test('it never answers, and the connection is closed', async () => {
    const server = await telegram();
    const proxy = await startConnectProxy({ instead: () => undefined });
    const api = apiAt(server.url, await agentFor(`http://127.0.0.1:${proxy.port}`, 300));
    expect(await getMe(api)).toMatchObject({ kind: 'fault' });
    expect(await getMe(api, 100)).toEqual({ kind: 'fault', why: 'timed out' });
    await expect.poll(proxy.connections).toBe(0);
  });

  test('it says by SOCKS that the password is wrong', async () => {
    const server = await telegram();
    const proxy = await startSocksProxy('mama:another');
    const result = await getMe(
      apiAt(server.url, await agentFor(`socks5h://mama:p%40ss-word@127.0.0.1:${proxy.port}`)),
    );
    expect(result).toMatchObject({ kind: 'fault' });
    expect(JSON.stringify(result)).not.toMatch(/p@ss|p%40ss|mama/);
  });

  test.each(['http', 'socks5h'])('nothing listens at its address (%s)', async (by) => {
    const server = await telegram();
    expect(await getMe(apiAt(server.url, await agentFor(`${by}://127.0.0.1:9`)))).toMatchObject({
      kind: 'fault',
    });
    expect(server.connections()).toBe(0);
  });

  test('its tunnel leads to a server with an unknown certificate', async () => {
    const server = await startTlsServer(certificates.get().unknownAuthority, {
      h1: (response) => void response.end(JSON.stringify({ ok: true, result: ME })),
    });
    for (const scheme of ['http', 'socks5h']) {
      const proxy = scheme === 'http' ? await startConnectProxy() : await startSocksProxy();
      const api = apiAt(server.url, await agentFor(`${scheme}://127.0.0.1:${proxy.port}`));
      expect(await getMe(api)).toMatchObject({ kind: 'fault' });
      expect(proxy.asked).toHaveLength(1);
    }
    expect(server.arrived).toEqual([]);
  });
});
