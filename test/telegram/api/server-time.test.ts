import { onTestFinished, expect, test } from 'vitest';
import type { Answer } from '../../../src/sandbox/faults.ts';
import { startServer } from '../../../src/sandbox/http.ts';
import { serverTime } from '../../../src/telegram/api/server-time.ts';

const AT = Date.parse('2026-11-24T11:05:07Z');

async function server(answer: Answer, now?: () => number) {
  const started = await startServer(0, {
    read: () => ({ answer }),
    fault: () => undefined,
    answer: async () => answer,
    ...(now === undefined ? {} : { now }),
  });
  onTestFinished(started.close);
  return started;
}

const going = new AbortController().signal;

test('the time at Telegram is what its server says on any answer, a refusal or a redirect', async () => {
  for (const status of [200, 302, 404, 502]) {
    const { url } = await server(
      { status, body: '', headers: { location: 'https://telegram.invalid/' } },
      () => AT,
    );
    expect(await serverTime(url, going)).toBe(AT);
  }
});

test('without an answer, or with one that bears no time, it is not known', async () => {
  const { url, down } = await server({ status: 200, body: '', headers: { date: 'yesterday' } });
  expect(await serverTime(url, going)).toBeUndefined();
  await down();
  expect(await serverTime(url, going)).toBeUndefined();
  expect(await serverTime('no address', going)).toBeUndefined();
});
