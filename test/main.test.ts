import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, liveWorld } from './support/live.ts';
import { startProgram } from './support/program.ts';
import { TOKEN } from './support/shop.ts';
import { tempFolder } from './support/store.ts';
import { until } from './support/until.ts';

describe('with nothing configured, the program', () => {
  test('says so when its port is in use', { tags: 'slow' }, async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const folder = tempFolder();
    const { port } = server.address() as AddressInfo;
    const program = startProgram(folder, { SANDBOX_PORT: `${port}`, TMPDIR: folder });
    expect((await program.ended()).code).toBe(1);
    expect(program.output()).toBe(
      `Port ${port} is in use. Stop what uses it, or choose another: SANDBOX_PORT=4600 npm start\n`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['/proc/x', '/dev/null'])(
    'says so when it cannot write to TMPDIR=%s',
    { tags: 'slow' },
    async (TMPDIR) => {
      const program = startProgram(tempFolder(), { SANDBOX_PORT: '0', TMPDIR });
      expect(await program.ended()).toEqual({ code: 1, signal: null });
      expect(program.output()).toMatch(
        /^No folder for the sandbox can be made in \/[a-z/]+ \(E[A-Z]+\)\. Name another one: [^\n]+\n$/,
      );
    },
  );

  test('ends with an error in production', { tags: 'slow' }, async () => {
    const program = startProgram(tempFolder(), { NODE_ENV: 'production' });
    expect((await program.ended()).code).toBe(1);
    expect(program.output()).toMatch(/TELEGRAM_BOT_TOKEN is missing\. Example: TELEGRAM_BOT_TOKEN=/);
    expect(program.output()).not.toMatch(/^\s+at /m);
  });
});

test('a wrong configuration is one clear message, exit code 1, no stack trace and no secret', async () => {
  const environment = {
    TELEGRAM_BOT_TOKEN: 'my-secret-in-the-wrong-place',
    BOSMI_API_KEY: 'another-secret',
    WATCH_HOURS: 'forever',
  };
  // As `npm start` runs it.
  const program = startProgram(tempFolder(), environment, undefined, { run: ['start-from-source.js'] });
  expect((await program.ended()).code).toBe(1);
  expect(program.output().split('\n').slice(0, -1)).toEqual([
    'The configuration is not complete:',
    expect.stringMatching(/^ {2}WATCH_HOURS is not a whole number from 1 to 168\. Example: WATCH_HOURS=24$/),
    expect.stringMatching(/^ {2}TELEGRAM_BOT_TOKEN is not a bot token\. Example: /),
    expect.stringMatching(/^ {2}BOSMI_USERNAME is missing\. Example: /),
    expect.stringMatching(/^ {2}BOSMI_EMAIL is missing\. Example: /),
  ]);
  expect(program.output()).not.toMatch(/secret/);
});

describe('the real bot', () => {
  test('reads a .env file, and prefers the environment to it', { tags: 'slow' }, async () => {
    const { folder, environment, telegram, chat } = await liveWorld();
    const lines = Object.entries({ ...environment, LOG_LEVEL: 'nonsense' });
    writeFileSync(join(folder, '.env'), lines.map(([name, value]) => `${name}='${value}'\n`).join(''));
    const program = startProgram(folder, { LOG_LEVEL: 'info' });
    await program.prints(/the bot is up/);
    chat.say('/help');
    await chat.sees(/charges your customers/);
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(telegram.unconfirmed()).toBe(0);
  });

  test('lets no other user open its database, and logs neither secrets nor whole phone numbers', async () => {
    const { folder, start, bosmi, chat } = await liveWorld();
    const program = await start({ LOG_LEVEL: 'debug' });
    bosmi.faults.add({ kind: 'answer', status: 500, body: `${ACCOUNT.apiKey} 0712345678` });
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❓ Not known/);
    expect(statSync(join(folder, 'data', 'tillbot.db')).mode & 0o077).toBe(0);
    program.kill('SIGTERM');
    await program.ended();
    expect(program.output()).toContain('"pushed"');
    for (const secret of [TOKEN, ACCOUNT.apiKey, ACCOUNT.email, '0712345678', '254712345678']) {
      expect(program.output()).not.toContain(secret);
    }
  });

  test(
    'counts the warnings that repeat, and logs how many there were when it ends',
    { tags: 'slow' },
    async () => {
      const { start, bosmi, chat } = await liveWorld();
      const isQuery = ({ endpoint }: { readonly endpoint: string }): boolean => endpoint === 'query';
      bosmi.faults.add({ kind: 'answer', status: 404, body: 'not here' }, isQuery, 100);
      const program = await start();
      for (let n = 1; n <= 8; n += 1) chat.say(`/charge 071234567${n} 500`);
      await until('each was asked about', () => bosmi.requests.filter(isQuery).length >= 8);
      program.kill('SIGTERM');
      await program.ended();
      const lines = program
        .output()
        .split('\n')
        .filter((line) => line.includes('no answer to a query'));
      expect(lines).toHaveLength(6);
      const last = JSON.parse(lines[5]!) as { readonly more: number };
      expect(last).toMatchObject({
        level: 40,
        merchant: 1,
        why: 'http-error',
        msg: `no answer to a query (and ${last.more} more like this)`,
      });
      expect(last.more).toBeGreaterThan(0);
      expect(program.output().match(/"msg":"pushed"/g)).toHaveLength(8);
    },
  );

  test(
    'ends by itself when it is stopped while a push hangs, and tells the unknown outcome later',
    { tags: 'slow' },
    async () => {
      const { start, bosmi, chat, pushes } = await liveWorld();
      bosmi.behave('everyone', { kind: 'hangs' });
      const program = await start();
      chat.say('/charge 0712345678 500');
      await chat.sees(/Sending the M‑Pesa prompt/);
      await until('the push is under way', () => pushes().length === 1);
      program.kill('SIGTERM');
      expect(await program.ended()).toEqual({ code: 0, signal: null });
      await start();
      await chat.sees(/^❓ Not known: KES 500/);
      expect(pushes()).toHaveLength(1);
    },
  );

  test('announces the payment after a kill while a prompt was open', async () => {
    const { start, bosmi, chat, pushes } = await liveWorld();
    const program = await start();
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
    program.kill('SIGKILL');
    expect(await program.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await start();
    await chat.sees(/^✅ Paid: KES 500/);
    expect(pushes()).toHaveLength(1);
  });

  test('refuses a database on which another Tillbot runs', { tags: 'slow' }, async () => {
    const { start, folder, environment } = await liveWorld();
    await start();
    const second = startProgram(folder, environment);
    expect((await second.ended()).code).toBe(1);
    expect(second.output()).toMatch(/^Another Tillbot is already running on data\/tillbot\.db\./);
  });

  test('says so when Telegram does not know the token, and ends', { tags: 'slow' }, async () => {
    const { folder, environment } = await liveWorld();
    const program = startProgram(folder, {
      ...environment,
      TELEGRAM_BOT_TOKEN: '123456789:AAsome-other-token-that-was-revoked-long-ago',
    });
    expect((await program.ended()).code).toBe(1);
    expect(program.output()).toContain(
      'Telegram does not know this bot token. Get a new one from @BotFather',
    );
    expect(program.output()).not.toContain('AAsome-other');
  });

  test('says so when the token is revoked while it runs, and ends', { tags: 'slow' }, async () => {
    const { start, telegram, chat } = await liveWorld();
    const program = await start();
    telegram.faults.add(
      { kind: 'answer', status: 401, body: '{"ok":false,"error_code":401,"description":"Unauthorized"}' },
      ({ method }) => method === 'getUpdates',
    );
    // Ends the call that waits for updates.
    chat.say('/help');
    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.errors()).toContain(
      'Telegram does not know this bot token. Get a new one from @BotFather and set TELEGRAM_BOT_TOKEN.\n',
    );
    expect(program.output()).not.toContain(TOKEN);
  });

  test('prints the one-time link when it has no owner', { tags: 'slow' }, async () => {
    const { start, chat } = await liveWorld();
    const program = await start({ OWNER_IDS: '' });
    await program.prints(/https:\/\/t\.me\/SandboxTillBot\?start=[\w-]{20,}/);
    const [, code] = /\?start=([\w-]+)/.exec(program.output()) ?? [];
    chat.say(`/start ${code}`);
    await chat.sees(/This bot is yours now/);
  });
});
