// @module-tag slow
import { expect, test } from 'vitest';
import { startConnectProxy, type ProxyBehaviour } from '../support/connect-proxy.ts';
import { liveWorld } from '../support/live.ts';
import { startProgram, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

/** A proxy that refuses the password. */
const refuse: ProxyBehaviour = {
  instead: (socket) =>
    void socket.end('HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n'),
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The passwords below in each form in which they are written or sent. */
const SECRETS = ['s@cret', 's%40cret', base64('mama:tele-s@cret'), base64('baba:all-s@cret')];

/**
 * Starts a program that cannot reach Telegram or the gateway directly. A former run has left a charge that waits, so it asks both.
 */
async function startBehind(proxies: Readonly<Record<string, string>>) {
  const { start, chat, folder, environment } = await liveWorld();
  const former = await start();
  chat.say('/charge 0712345678 500');
  await chat.sees(/Waiting/);
  former.kill('SIGTERM');
  await former.ended();
  return startProgram(folder, {
    ...environment,
    TELEGRAM_API_ROOT: 'https://telegram.invalid',
    BOSMI_BASE_URL: 'https://gateway.invalid/v3',
    LOG_LEVEL: 'debug',
    ...proxies,
  });
}

/** Ends a program, and looks for passwords in what it said. */
async function endWithoutSecrets(program: Program): Promise<void> {
  program.kill('SIGTERM');
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  for (const secret of SECRETS) expect(program.output()).not.toContain(secret);
}

test('the program asks its proxies for Telegram and the gateway, again and again, and shows no password', async () => {
  const [forTelegram, forAll] = [await startConnectProxy(refuse), await startConnectProxy(refuse)];
  const program = await startBehind({
    TELEGRAM_PROXY: `http://mama:tele-s%40cret@127.0.0.1:${forTelegram.port}`,
    HTTPS_PROXY: `http://baba:all-s%40cret@127.0.0.1:${forAll.port}`,
    // TELEGRAM_PROXY is asked whatever NO_PROXY says.
    NO_PROXY: 'telegram.invalid',
  });
  await until('Telegram is asked again', () => forTelegram.asked.length >= 2);
  await until('the gateway is asked again', () => forAll.asked.length >= 2);
  await endWithoutSecrets(program);
  expect(program.output()).toContain('ERR_PROXY_TUNNEL');
  for (const asked of forTelegram.asked)
    expect(asked).toEqual({
      target: 'telegram.invalid:443',
      authorization: `Basic ${base64('mama:tele-s@cret')}`,
    });
  for (const asked of forAll.asked)
    expect(asked).toEqual({
      target: 'gateway.invalid:443',
      authorization: `Basic ${base64('baba:all-s@cret')}`,
    });
});

test('the program asks HTTPS_PROXY for Telegram and the gateway when there is no TELEGRAM_PROXY', async () => {
  const proxy = await startConnectProxy(refuse);
  const program = await startBehind({ HTTPS_PROXY: `http://baba:all-s%40cret@127.0.0.1:${proxy.port}` });
  const targets = () => new Set(proxy.asked.map(({ target }) => target));
  await until('both are asked for', () => targets().size === 2);
  await endWithoutSecrets(program);
  expect(targets()).toEqual(new Set(['telegram.invalid:443', 'gateway.invalid:443']));
});

test('the program reaches what NO_PROXY names without HTTPS_PROXY', async () => {
  const proxy = await startConnectProxy(refuse);
  const program = await startBehind({
    // Nobody listens there.
    TELEGRAM_API_ROOT: 'https://127.0.0.1:9',
    HTTPS_PROXY: `http://baba:all-s%40cret@127.0.0.1:${proxy.port}`,
    NO_PROXY: '127.0.0.1',
  });
  await program.prints(/ECONNREFUSED/);
  await until('the gateway is asked for', () => proxy.asked.length >= 1);
  await endWithoutSecrets(program);
  expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set(['gateway.invalid:443']));
});

test('the bot says that a gateway was not reached when its proxy refuses, and shows no password', async () => {
  const proxy = await startConnectProxy(refuse);
  const { start, chat } = await liveWorld();
  const program = await start({
    BOSMI_BASE_URL: 'https://gateway.invalid/v3',
    HTTPS_PROXY: `http://baba:all-s%40cret@127.0.0.1:${proxy.port}`,
    LOG_LEVEL: 'debug',
  });
  chat.say('/charge 0712345678 500');
  await chat.sees(/could not be reached, so nothing was sent/);
  expect(proxy.asked).toEqual([
    {
      target: 'gateway.invalid:443',
      authorization: `Basic ${base64('baba:all-s@cret')}`,
    },
  ]);
  expect(program.output() + chat.texts().join('\n')).not.toMatch(/s@cret|s%40cret/);
});
