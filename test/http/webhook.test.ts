import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { addWebhook, type TakeUpdate } from '../../src/http/webhook.ts';
import { webhookSecret } from '../../src/security/keyring.ts';
import { recordedLog } from '../support/log.ts';

const SECRET = 'the-secret-of-the-test';

function webhook(take: TakeUpdate) {
  const log = recordedLog();
  const app = new Hono();
  addWebhook(app, log).open(SECRET, take);
  const post = async (body: string, secret = SECRET): Promise<number> => {
    const headers = { 'x-telegram-bot-api-secret-token': secret };
    return (await app.request('/telegram', { method: 'POST', body, headers })).status;
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
