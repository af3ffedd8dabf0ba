import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { openStore, openStoreAt } from '../../src/store/store.ts';
import { ACCOUNT, liveWorld } from '../support/live.ts';
import { hasPostgres, newDatabase, urlOf } from '../support/postgres.ts';
import { runCommand } from '../support/program.ts';
import { SECRET_KEY, TOKEN } from '../support/shop.ts';
import { connectShop } from '../support/connected.ts';

const SECRETS = [TOKEN, SECRET_KEY, ACCOUNT.apiKey, ACCOUNT.email, 'hidden-path', 'another-key-xyz'];

async function worldWithDoctor({ hasDatabase = true } = {}) {
  const world = await liveWorld();
  const path = join(world.folder, 'data', 'tillbot.db');
  if (hasDatabase) {
    mkdirSync(join(world.folder, 'data'));
    openStore(path).close();
  }
  const doctor = async (over: Readonly<Record<string, string>> = {}) => {
    const ended = await runCommand(world.folder, { ...world.environment, ...over }, 'cli/doctor.ts');
    for (const secret of SECRETS) expect(ended.output).not.toContain(secret);
    expect(ended.output).not.toMatch(/^\s+at /m);
    // It never sends a prompt, and takes no update.
    expect(world.pushes()).toEqual([]);
    expect(world.telegram.calls.filter(({ method }) => method === 'getUpdates')).toEqual([]);
    return ended;
  };
  return { ...world, path, doctor };
}

/** Answers every request in this way. */
async function answering(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('npm run doctor', { tags: 'slow' }, () => {
  test('finds nothing wrong where all is well', async () => {
    const { doctor } = await worldWithDoctor();
    const { code, output } = await doctor();
    expect(output).toMatch(/^ok +settings/m);
    expect(output).toMatch(/^ok +database/m);
    expect(output).toMatch(/^ok +clock/m);
    expect(output).toMatch(/^ok +gateway/m);
    expect(output).toMatch(/^ok +Telegram +Telegram knows @SandboxTillBot\. 0 updates wait/m);
    expect(output).not.toMatch(/^(?:WRONG)/m);
    // The machine of a test may have a full disk.
    expect(code).toBe(/^LOOK/m.test(output) ? 2 : 0);
  });

  test('says that pushes are held, and what ends that', async () => {
    const { doctor, folder, environment } = await worldWithDoctor();
    expect(await runCommand(folder, environment, 'cli/hold.ts', 'on')).toMatchObject({ code: 0 });
    expect((await doctor()).output).toMatch(/^LOOK +database +Pushes are held[^]*npm run hold -- off/m);
    expect((await runCommand(folder, environment, 'cli/hold.ts', 'off')).output).toBe('Pushes go on.\n');
    expect((await runCommand(folder, environment, 'cli/hold.ts', 'later')).code).toBe(1);
  });

  test.skipIf(!hasPostgres)(
    'looks at a database of PostgreSQL, and says nothing of its password',
    async () => {
      const { doctor } = await worldWithDoctor();
      const url = urlOf(await newDatabase()).replace('@', ':another-key-xyz@');
      expect((await doctor({ DATABASE_URL: url })).output).toMatch(/^WRONG +database .*Start the bot once/m);
      (await openStoreAt({ url }, undefined, systemClock)).close();
      expect((await doctor({ DATABASE_URL: url })).output).toMatch(/^ok +database +PostgreSQL answers/m);
      const nowhere = 'postgres://till:another-key-xyz@127.0.0.1:9/till';
      expect((await doctor({ DATABASE_URL: nowhere })).output).toMatch(
        /^WRONG +database .*cannot be reached/m,
      );
    },
  );

  test('names settings that are wrong, and checks the database all the same', async () => {
    const { doctor } = await worldWithDoctor();
    const { code, output } = await doctor({ BOSMI_EMAIL: '', HTTP_PORT: 'no' });
    expect(code).toBe(1);
    expect(output).toMatch(/^WRONG +settings/m);
    expect(output).toContain('BOSMI_EMAIL is missing');
    expect(output).toContain('HTTP_PORT is not a port number');
    expect(output).toMatch(/^ok +database/m);
    expect(output).not.toMatch(/^\w+ +gateway /m);
  });

  test('says that nothing is set up', async () => {
    const { folder } = await worldWithDoctor();
    const { code, output } = await runCommand(folder, {}, 'cli/doctor.ts');
    expect(code).toBe(1);
    expect(output).toContain('No bot is set up');
    expect(output).toContain('Copy .env.example to .env');
  });

  test('only looks where there is no database yet', async () => {
    const { doctor } = await worldWithDoctor({ hasDatabase: false });
    const { code, output } = await doctor();
    expect(code).toBe(2);
    expect(output).toMatch(/^LOOK +database +There is no database at data\/tillbot\.db yet\./m);
  });

  test('finds a damaged database and a missing key', async () => {
    const { doctor, path } = await worldWithDoctor();
    const keys = keyring([newSecretKey()]);
    const store = openStore(path, keys);
    await connectShop(store, keys, { name: 'Two', account: ACCOUNT }, { userId: 9, name: 'Wanjiru' });
    store.close();
    const lacking = await doctor({ SECRET_KEY });
    expect(lacking.code).toBe(1);
    expect(lacking.output).toMatch(/^WRONG +database +SECRET_KEY lacks the key \w+/m);
    writeFileSync(path, 'this is no database, however long it may be made to be');
    expect((await doctor()).output).toMatch(/^WRONG +database .*damaged or not a database/m);
  });

  test.each([
    ['does not run', undefined, /gives no answer that can be read \(unreachable\)/, /firewall/],
    ['answers with a page', [200, '<html>'], /\(unreadable\)/, /Something else answers/],
    ['fails', [500, 'oops'], /\(http-error\)/, /has trouble/],
    ['leads elsewhere', [302, '', { location: 'https://x.example' }], /\(redirect\)/, /leads elsewhere/],
  ] as const)('finds a gateway that %s', async (_what, answer, what, remedy) => {
    const { doctor } = await worldWithDoctor();
    const url =
      answer === undefined ? 'http://127.0.0.1:9' : await answering(answer[0], answer[1], answer[2]);
    const { code, output } = await doctor({ BOSMI_BASE_URL: url });
    expect(code).toBe(1);
    expect(output).toMatch(what);
    expect(output).toMatch(remedy);
    expect(output).toMatch(/^ok +Telegram/m);
  });

  test('finds an account that the gateway does not take', async () => {
    const { doctor } = await worldWithDoctor();
    const { code, output } = await doctor({ BOSMI_API_KEY: 'another-key-xyz' });
    expect(code).toBe(1);
    expect(output).toMatch(/^WRONG +gateway .*does not take your account/m);
  });

  test('finds a Telegram that does not answer, and one that does not know the token', async () => {
    const { doctor } = await worldWithDoctor();
    const away = await doctor({ TELEGRAM_API_ROOT: 'http://127.0.0.1:9' });
    expect(away.code).toBe(1);
    expect(away.output).toMatch(/^WRONG +Telegram +Telegram gives no answer/m);
    expect(away.output).toMatch(/^LOOK +clock/m);
    const other = '700000009:AAE2E-token-that-nobody-knows-at-all-0009';
    const unknown = await doctor({ TELEGRAM_BOT_TOKEN: other });
    expect(unknown.output).toMatch(/^WRONG +Telegram +Telegram does not know this bot token/m);
    expect(unknown.output).not.toContain(other);
  });

  test('finds a clock that is wrong, and a webhook without showing its path', async () => {
    const { doctor } = await worldWithDoctor();
    const server = createServer((request, response) => {
      const result =
        request.url?.endsWith('getMe') === true
          ? { id: 1, is_bot: true, first_name: 'T', username: 'TheBot' }
          : { url: 'https://hook.example/hidden-path', pending_update_count: 3 };
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true, result }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, output } = await doctor({ TELEGRAM_API_ROOT: root });
    expect(code).toBe(1);
    expect(output).toMatch(/^WRONG +clock +The clock of this machine is 60 minutes fast\./m);
    expect(output).toContain('timedatectl set-ntp true');
    expect(output).toMatch(/^LOOK +Telegram +A webhook of hook\.example is set for @TheBot/m);
  });

  test('asks the bot that runs whether it is ready', async () => {
    const { doctor } = await worldWithDoctor();
    const idle = await answering(503, JSON.stringify({ ready: false, reasons: ['Nothing was committed.'] }));
    const not = await doctor({ HTTP_PORT: new URL(idle).port });
    expect(not.code).toBe(1);
    expect(not.output).toMatch(/^WRONG +bot +The bot runs, and is not ready\.\n +Nothing was committed\./m);
    expect((await doctor({ HTTP_PORT: '9' })).output).toMatch(
      /^LOOK +bot +The bot does not answer on port 9/m,
    );
  });
});
