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

const neverAborted = new AbortController().signal;

test('the time at Telegram is the date header of any answer, even of a refusal or a redirect', async () => {
  for (const status of [200, 302, 404, 502]) {
    const { url } = await server(
      { status, body: '', headers: { location: 'https://telegram.invalid/' } },
      () => AT,
    );
    expect(await serverTime(url, neverAborted)).toBe(AT);
  }
});

test('the time at Telegram is unknown without an answer, or if the answer has no valid date', async () => {
  const { url, down } = await server({ status: 200, body: '', headers: { date: 'yesterday' } });
  expect(await serverTime(url, neverAborted)).toBeUndefined();
  await down();
  expect(await serverTime(url, neverAborted)).toBeUndefined();
  expect(await serverTime('no address', neverAborted)).toBeUndefined();
});
