import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { startTelegram } from '../../src/sandbox/bot-api/server.ts';

const TOKEN = '700000001:AAE2E-token-of-the-end-to-end-tests-00001';
const MIB = 2 ** 20;

test.each([
  [4 * MIB, 200],
  [52 * MIB, 413],
])('a file of %i bytes is answered with %i, as Telegram takes files of up to 50 MB', async (size, status) => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(() => telegram.close());
  telegram.openPrivateChat({ id: 501, is_bot: false, first_name: 'Asha' });
  const form = new FormData();
  form.set('chat_id', '501');
  form.set('document', new Blob([Buffer.alloc(size)]), 'charges.csv');
  const response = await fetch(`${telegram.url}/bot${TOKEN}/sendDocument`, { method: 'POST', body: form });
  expect(response.status).toBe(status);
});
