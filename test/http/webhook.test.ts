import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { addWebhook, type TakeUpdate } from '../../src/http/webhook.ts';
import { webhookSecret } from '../../src/security/keyring.ts';
import type { WebhookCallers } from '../../src/config/config.ts';
import { isOfTelegram } from '../../src/http/telegram-networks.ts';
import { recordedLog } from '../support/log.ts';

const SECRET = 'the-secret-of-the-test';

/** @param calledFrom the address of the connection */
function webhook(take: TakeUpdate, callers?: WebhookCallers, calledFrom = '127.0.0.1') {
  const log = recordedLog();
  const app = new Hono();
  addWebhook(app, log, callers).open(SECRET, take);
  const connection = { incoming: { socket: { remoteAddress: calledFrom } } };
  const post = async (
    body: string,
    secret = SECRET,
    more: Readonly<Record<string, string>> = {},
  ): Promise<number> => {
    const headers = { 'x-telegram-bot-api-secret-token': secret, ...more };
    return (await app.request('/telegram', { method: 'POST', body, headers }, connection)).status;
  };
  return { log, post };
}

test('an update is confirmed after it was taken, and not before', async () => {
  const taking = Promise.withResolvers<'taken'>();
  const taken: unknown[] = [];
  const { post } = webhook((update) => {
    taken.push(update);
    return taking.promise;
  });
  let status: number | undefined;
  const asked = post('{"update_id":7}').then((answer) => (status = answer));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([status, taken]).toEqual([undefined, [{ update_id: 7 }]]);
  taking.resolve('taken');
  await asked;
  expect(status).toBe(200);
});

test('an update that cannot be taken now is not confirmed, and comes again', async () => {
  expect(await webhook(async () => 'later').post('{}')).toBe(503);
});

test('a store that fails is no confirmation, and the answer says nothing of it', async () => {
  const { log, post } = webhook(() => Promise.reject(new Error('the disk is full')));
  expect(await post('{}')).toBe(503);
  expect(log.text()).toContain('could not be stored');
});

test('nobody without the secret is heard', async () => {
  let calls = 0;
  const { post } = webhook(async () => {
    calls += 1;
    return 'taken';
  });
  for (const secret of ['', 'x', `${SECRET} `.repeat(2), SECRET.toUpperCase()])
    expect(await post('{}', secret)).toBe(401);
  expect(calls).toBe(0);
});

test('the secret has the form that Telegram takes, follows from the token, and does not show it', () => {
  const [one, other] = ['700000001:AAE2E-token-one', '700000001:AAE2E-token-two'].map(webhookSecret);
  // https://core.telegram.org/bots/api#setwebhook: 1 to 256 of these characters.
  expect(one).toMatch(/^[\w-]{32,256}$/);
  expect(one).not.toBe(other);
  expect(webhookSecret('700000001:AAE2E-token-one')).toBe(one);
  expect(one).not.toContain('AAE2E');
});

const taken: TakeUpdate = async () => 'taken';

test.each([
  ['149.154.160.0', true],
  ['149.154.175.255', true],
  ['149.154.176.0', false],
  ['149.154.159.255', false],
  ['91.108.4.0', true],
  ['91.108.7.255', true],
  ['91.108.8.0', false],
  // A socket that takes both versions shows IPv4 like this.
  ['::ffff:149.154.167.197', true],
  ['::ffff:10.0.0.1', false],
  ['2001:67c:4e8::1', false],
  ['127.0.0.1', false],
  ['149.154.160.1:443', false],
  ['149.154.160.01', false],
  ['', false],
  ['unknown', false],
])('the address %j is of Telegram: %j', (address, isTheirs) => {
  expect(isOfTelegram(address)).toBe(isTheirs);
});

test('where Telegram’s networks alone are heard, the address of the connection counts, whatever a header says', async () => {
  const only = { header: undefined };
  expect(await webhook(taken, only, '149.154.167.197').post('{}')).toBe(200);
  expect(await webhook(taken, only, '::ffff:91.108.6.1').post('{}')).toBe(200);
  const { post, log } = webhook(taken, only, '203.0.113.7');
  expect(await post('{}', SECRET, { 'x-forwarded-for': '149.154.167.197' })).toBe(403);
  expect(log.text()).toContain('203.0.113.7');
  expect(await post('{}', 'x')).toBe(401);
});

test('behind a proxy, the last address of its header counts, and no other', async () => {
  const { post, log } = webhook(taken, { header: 'X-Forwarded-For' }, '149.154.167.197');
  const called = async (...from: readonly string[]): Promise<number> =>
    await post('{}', SECRET, from.length === 0 ? {} : { 'x-forwarded-for': from.join(', ') });
  expect(await called('149.154.167.197')).toBe(200);
  expect(await called('203.0.113.7', '149.154.167.197')).toBe(200);
  // Whoever called wrote the first one.
  expect(await called('149.154.167.197', '203.0.113.7')).toBe(403);
  expect(await called()).toBe(403);
  expect(await called('<script>')).toBe(403);
  expect(log.text()).not.toContain('script');
});
