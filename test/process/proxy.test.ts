// @module-tag slow
import { expect, test } from 'vitest';
import { startConnectProxy, type ProxyBehaviour } from '../support/connect-proxy.ts';
import { liveWorld } from '../support/live.ts';
import { startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** A proxy that refuses the password. */
const refuse: ProxyBehaviour = {
  instead: (socket) =>
    void socket.end('HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n'),
};

test('the program asks the proxy for Telegram again and again, and shows no password', async () => {
  const [forTelegram, forAll] = [await startConnectProxy(refuse), await startConnectProxy(refuse)];
  const { folder, environment } = await liveWorld();
  const program = startProgram(folder, {
    ...environment,
    TELEGRAM_API_ROOT: 'https://telegram.invalid',
    BOSMI_BASE_URL: 'https://gateway.invalid/v3',
    TELEGRAM_PROXY: `http://mama:tele-s%40cret@127.0.0.1:${forTelegram.port}`,
    HTTPS_PROXY: `http://baba:all-s%40cret@127.0.0.1:${forAll.port}`,
    LOG_LEVEL: 'debug',
  });
  await until('it was asked, and asked again', () => forTelegram.asked.length >= 2);
  expect(forTelegram.asked[0]).toEqual({
    target: 'telegram.invalid:443',
    authorization: `Basic ${Buffer.from('mama:tele-s@cret').toString('base64')}`,
  });
  expect(forAll.asked).toEqual([]);
  program.kill('SIGTERM');
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(program.output()).toContain('ERR_PROXY_TUNNEL');
  for (const secret of ['s@cret', 's%40cret', Buffer.from('mama:tele-s@cret').toString('base64')])
    expect(program.output()).not.toContain(secret);
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
      authorization: `Basic ${Buffer.from('baba:all-s@cret').toString('base64')}`,
    },
  ]);
  expect(program.output() + chat.texts().join('\n')).not.toMatch(/s@cret|s%40cret/);
});
