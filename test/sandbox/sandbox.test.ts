import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/sandbox/state.ts';
import { ASHA, GROUP, JUMA, MALLORY, startSandbox, type Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';

const timelineOf = async (sandbox: Sandbox): Promise<string> =>
  (await sandbox.state()).timeline.map(({ lane, text }) => `${lane}: ${text}`).join('\n');

/** A request with headers that a browser does not let a page set. */
const bare = (url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });

test.concurrent('over its API the sandbox takes a charge from the command to the receipt', async ({
  onTestFinished,
}) => {
  const sandbox = await startSandbox(onTestFinished);
  await sandbox.say(ASHA, '/charge 0712345678 1,500 two bags of unga');
  const prompt = await sandbox.rings('0712345678');
  expect(prompt).toMatchObject({ amountKes: 1_500, prompt: 'open' });
  expect(await sandbox.post('/api/pay', { prompt: prompt.id })).toEqual({ status: 200, body: {} });
  const notice = await sandbox.hears(ASHA, /^✅ Paid: KES 1,500/);
  const { prompts } = await sandbox.state();
  expect(prompts).toMatchObject([{ prompt: 'answered', paidKes: 1_500 }]);
  expect(notice.text).toContain(prompts[0]?.receipt);

  await until('the end is in the timeline', async () =>
    (await timelineOf(sandbox)).includes('pending → paid'),
  );
  const timeline = await timelineOf(sandbox);
  for (const part of [
    'charge: #1 KES 1,500: created',
    'charge: #1 KES 1,500: created → pushing',
    'gateway: push 0712345678, 1500 → 200',
    'phone: 0712345678 shows: pay KES 1,500?',
    'charge: #1 KES 1,500: pending → paid (gateway)',
    'telegram: sendMessage to Asha → 200',
  ]) {
    expect(timeline).toContain(part);
  }
  expect(await sandbox.post('/api/pay', { prompt: prompt.id })).toEqual({
    status: 400,
    body: { error: 'The prompt is not open: answered.' },
  });
});

test.concurrent(
  'the magic customer pays by itself, and Ctrl+C leaves no files',
  { tags: 'slow' },
  async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.say(JUMA, '/charge 0700000001 500');
    await sandbox.hears(JUMA, /^✅ Limelipwa: KES 500/);
    sandbox.program.kill('SIGINT');
    expect(await sandbox.program.ended()).toEqual({ code: 0, signal: null });
    expect(readdirSync(sandbox.folder)).toEqual([]);
  },
);

test.concurrent(
  'a bot that is killed while a prompt is open comes back, announces the payment and pushes once',
  { tags: 'slow' },
  async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.say(ASHA, '/charge 0712345678 500');
    const prompt = await sandbox.rings('0712345678');
    await sandbox.hears(ASHA, /Waiting for the customer/);
    await sandbox.post('/api/kill', {});
    await until('it is dead', async () => (await sandbox.state()).bot.status === 'dead');
    await sandbox.post('/api/pay', { prompt: prompt.id });
    await sandbox.hears(ASHA, /^✅ Paid: KES 500/);
    await until('it is up again', async () =>
      /bot: The bot is dead\.[\s\S]*bot: The bot is up\./.test(await timelineOf(sandbox)),
    );
    expect((await timelineOf(sandbox)).match(/gateway: push/g)).toHaveLength(1);
  },
);

describe.concurrent('the sandbox simulates', { tags: 'slow' }, () => {
  test('a gateway that is down, then well, then answers garbage', async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    expect(await sandbox.post('/api/set', { gateway: 'down' })).toEqual({
      status: 200,
      body: { gateway: 'down', telegram: 'well' },
    });
    await sandbox.say(ASHA, '/charge 0712345671 500');
    await sandbox.hears(ASHA, /could not be reached, so nothing was sent/);
    await sandbox.post('/api/set', { gateway: 'well' });
    await sandbox.say(ASHA, '/charge 0712345672 500');
    await sandbox.hears(ASHA, /Waiting for the customer/);
    await sandbox.post('/api/set', { gateway: 'garbage' });
    await sandbox.say(ASHA, '/charge 0712345673 500');
    await sandbox.hears(ASHA, /^❓ Not known/);
  });

  test('a gateway that reports another amount', async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.post('/api/set', { gateway: 'another-amount' });
    await sandbox.say(ASHA, '/charge 0712345678 500');
    await sandbox.post('/api/pay', { prompt: (await sandbox.rings('0712345678')).id });
    await sandbox.hears(ASHA, /^⚠️ Check this: KES 500/);
  });

  test('a gateway that refuses the account while a prompt is open, and the next push, and then works', async ({
    onTestFinished,
  }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.say(ASHA, '/charge 0712345678 500');
    const prompt = await sandbox.rings('0712345678');
    await sandbox.hears(ASHA, /Waiting for the customer/);
    await sandbox.post('/api/set', { gateway: 'account-refused' });
    await until('a query is refused', async () =>
      (await timelineOf(sandbox)).includes(`gateway: query ${prompt.id} → 200 Invalid API credentials.`),
    );
    await sandbox.say(ASHA, '/charge 0722000000 500');
    await until('a push is refused', async () =>
      (await timelineOf(sandbox)).includes('gateway: push 0722000000, 500 → 200 Invalid API credentials.'),
    );
    expect((await sandbox.state()).prompts).toHaveLength(1);
    await sandbox.post('/api/set', { gateway: 'well' });
    await sandbox.say(ASHA, '/charge 0712345679 500');
    await sandbox.rings('0712345679');
  });

  test('a Telegram that is down while the customer pays, or limits the bot', async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.say(ASHA, '/charge 0712345678 500');
    const prompt = await sandbox.rings('0712345678');
    await sandbox.hears(ASHA, /Waiting for the customer/);
    await sandbox.post('/api/set', { telegram: 'down' });
    await sandbox.post('/api/pay', { prompt: prompt.id });
    await until('it is paid', async () => (await timelineOf(sandbox)).includes('pending → paid'));
    await sandbox.post('/api/set', { telegram: 'limited' });
    await until('it is limited', async () =>
      (await timelineOf(sandbox)).includes('sendMessage to Asha → 429'),
    );
    expect((await sandbox.state()).messages.some(({ text }) => text?.startsWith('✅ Paid'))).toBe(false);
    await sandbox.post('/api/set', { telegram: 'well' });
    await sandbox.hears(ASHA, /^✅ Paid: KES 500/);
  });
});

test.concurrent(
  'people press, reply, edit, share and are refused as in Telegram',
  { tags: 'slow' },
  async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    await sandbox.say(MALLORY, '/charge 0712345678 500');
    await sandbox.hears(MALLORY, /I don’t know you/);

    await sandbox.say(GROUP, '/charge', JUMA);
    const question = await sandbox.hears(GROUP, /Namba ya mteja ni ipi/);
    await sandbox.post('/api/send', {
      chat: GROUP,
      from: JUMA,
      text: '0733123456',
      replyTo: question.message_id,
    });
    const amount = await sandbox.hears(GROUP, /Shilingi ngapi/);
    await sandbox.post('/api/send', { chat: GROUP, from: JUMA, text: '500', replyTo: amount.message_id });
    const confirm = await sandbox.hears(GROUP, /Niombe KES 500/);
    const press = (from: number) =>
      sandbox.post('/api/press', { chat: GROUP, from, message: confirm.message_id, button: 'Tuma' });
    expect(await press(ASHA)).toEqual({ status: 200, body: { said: 'This button isn’t yours.' } });
    expect(await press(JUMA)).toEqual({ status: 200, body: { said: null } });
    await sandbox.hears(GROUP, /Airtel/);

    await sandbox.say(ASHA, '/charge');
    await sandbox.hears(ASHA, /share a contact/);
    await sandbox.post('/api/contact', { chat: ASHA, from: ASHA, phone: '+254712345678', name: 'Wanjiku' });
    await sandbox.hears(ASHA, /How many shillings from .?Wanjiku.? · 0712 345 678/);
    await sandbox.post('/api/edit', { chat: ASHA, from: ASHA, message: 1, text: '/charge 0712345678 500' });
    await sandbox.hears(ASHA, /I don’t act on edited messages/);
    expect((await sandbox.state()).prompts).toEqual([]);
  },
);

test.concurrent(
  'the stream gives the whole state, then every change',
  { tags: 'slow' },
  async ({ onTestFinished }) => {
    const sandbox = await startSandbox(onTestFinished);
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const response = await fetch(`${sandbox.url}/api/events`, { signal: stop.signal });
    const changes: Change[] = [];
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body!) {
        text += Buffer.from(chunk).toString('utf8');
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          const [, data] = /^event: change\ndata: (.*)$/.exec(event) ?? [];
          if (data !== undefined) changes.push(JSON.parse(data) as Change);
        }
      }
    })().catch(() => undefined);
    await sandbox.say(ASHA, '/charge 0712345678 500');
    // The group is linked at the same time.
    const seen = (kind: Change['kind']) =>
      changes.filter(
        (change) => change.kind === kind && !('message' in change && change.message.chat.id < 0),
      );
    await until('card and prompt are told', () => seen('prompt').length === 1 && seen('message').length >= 2);
    await sandbox.post('/api/set', { gateway: 'slow' });
    await until('the switch is told', () => seen('switches').length === 1);
    expect(seen('message')).toMatchObject([
      { message: { text: '/charge 0712345678 500' }, rings: false },
      // The card comes when the push is answered, and makes no sound.
      { message: { text: expect.stringContaining('Prompt sent') }, rings: false },
    ]);
    stop.abort();
    await reading;
  },
);

describe.concurrent('the sandbox’s server', { tags: 'slow' }, () => {
  test('refuses foreign hosts and origins on every path', async ({ onTestFinished }) => {
    const { url } = await startSandbox(onTestFinished);
    const { host } = new URL(url);
    const port = host.split(':')[1] ?? '';
    for (const path of ['/', '/api/state', '/api/events', '/style.css']) {
      expect(await bare(url + path, { host: 'evil.example' })).toBe(403);
      expect(await bare(url + path, { host: `evil.example:${port}` })).toBe(403);
      expect(await bare(url + path, { host, origin: 'https://evil.example' })).toBe(403);
      expect(await bare(url + path, { host, origin: 'null' })).toBe(403);
    }
    const kill = { host, origin: `http://evil.example:${port}`, 'content-type': 'application/json' };
    expect(await bare(`${url}/api/kill`, kill, 'POST', '{}')).toBe(403);
    expect(await bare(url, { host: `localhost:${port}` })).toBe(200);
    expect(await bare(url, { host, origin: url })).toBe(200);
  });

  test('says what is wrong with a request, and changes nothing', async ({ onTestFinished }) => {
    const { url, post, state } = await startSandbox(onTestFinished);
    const wrong = async (path: string, body: unknown) => {
      const answer = await post(path, body);
      expect(answer.status).toBe(400);
      return (answer.body as { error: string }).error;
    };
    expect(await wrong('/api/send', { chat: 1, from: ASHA, text: 'x' })).toBe('There is no chat 1.');
    expect(await wrong('/api/send', { chat: ASHA, from: JUMA, text: 'x' })).toMatch(
      /Nobody with the id 4546/,
    );
    expect(await wrong('/api/send', { chat: ASHA, from: ASHA })).toMatch(/text/);
    expect(await wrong('/api/send', { chat: ASHA, from: ASHA, text: '' })).toMatch(/text/);
    expect(await wrong('/api/send', [])).toMatch(/object/);
    expect(await wrong('/api/pay', { prompt: 'x' })).toBe('There is no such prompt.');
    expect(await wrong('/api/set', { gateway: 'asleep' })).toMatch(/gateway/);
    expect(await wrong('/api/edit', { chat: ASHA, from: ASHA, message: 99, text: 'x' })).toMatch(/their own/);
    const { host } = new URL(url);
    expect(await bare(`${url}/api/kill`, { host, 'content-type': 'text/plain' }, 'POST', '{}')).toBe(400);
    expect(await bare(`${url}/api/kill`, { host, 'content-type': 'application/json' }, 'POST', '{')).toBe(
      400,
    );
    const tooLong = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    const json = { host, 'content-type': 'application/json' };
    // The server may close the connection while the rest of the body is on its way.
    expect([400, 'reset']).toContain(
      await bare(`${url}/api/kill`, json, 'POST', tooLong).catch(() => 'reset'),
    );
    expect(await bare(`${url}/api/kill`, { host })).toBe(405);
    expect(await bare(`${url}/api/state`, { host }, 'POST', '{}')).toBe(405);
    expect(await bare(`${url}/nothing`, { host })).toBe(404);
    expect(await bare(`${url}/../main.ts`, { host })).toBe(404);
    expect(await bare(`${url}/api/file/x`, { host })).toBe(404);
    const { messages, bot } = await state();
    // The group is linked at the beginning.
    const inPrivate = messages.filter(({ chat }) => chat.id > 0);
    expect({ inPrivate, status: bot.status }).toEqual({ inPrivate: [], status: 'up' });
  });

  test('lets a page load nothing from elsewhere', async ({ onTestFinished }) => {
    const { url } = await startSandbox(onTestFinished);
    for (const path of ['/style.css', '/api/state', '/nothing', '/api/kill', '/api/events']) {
      const { headers, body } = await fetch(url + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      await body?.cancel();
    }
    const response = await fetch(url);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await response.text()).not.toMatch(/(?:src|href)="(?!\/)(?!#)/);
  });
});
