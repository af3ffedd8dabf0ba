// @module-tag slow
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { keyring, newSecretKey, webhookSecret } from '../../src/security/keyring.ts';
import { openPostgres } from '../../src/store/engines/postgres/database.ts';
import { storeOn } from '../../src/store/store.ts';
import { connectShop } from '../support/connected.ts';
import { freePort } from '../support/free-port.ts';
import { ACCOUNT, liveWorld } from '../support/live.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { newDatabase, urlOf, withClient } from '../support/postgres.ts';
import { postgresProxy } from '../support/postgres-proxy.ts';
import { startProgram, type Program } from '../support/program.ts';
import { asha, stranger, TOKEN } from '../support/shop.ts';
import { until } from '../support/until.ts';

/** Programs on one database, a folder and a simulated world for all of them. */
async function programs() {
  const world = await liveWorld();
  const name = await newDatabase();
  const secretKey = newSecretKey();
  const environment = { ...world.environment, DATABASE_URL: urlOf(name), SECRET_KEY: secretKey };
  const start = (over: Readonly<Record<string, string>> = {}): Program =>
    startProgram(world.folder, { ...environment, ...over });
  const leader = async (over?: Readonly<Record<string, string>>): Promise<Program> => {
    const program = start(over);
    await program.prints(/the bot is up/);
    return program;
  };
  return {
    ...world,
    name,
    secretKey,
    start,
    leader,
    /** Starts a program that leads at once, and one that waits. */
    async two() {
      const first = await leader();
      const second = start();
      await waits(name, 2);
      return [first, second] as const;
    },
    charged: (phone: string) => until(`${phone} is pushed`, () => world.bosmi.latest(phone) !== undefined),
  };
}

/** Waits until so many programs listen on a database. */
const waits = (name: string, count: number): Promise<void> =>
  until(`${count} programs listen`, () =>
    withClient(name, async (client) => {
      const { rows } = await client.query(
        "SELECT FROM pg_stat_activity WHERE datname = $1 AND application_name = 'tillbot listener'",
        [name],
      );
      return rows.length === count;
    }),
  );

/** A way to a server that lets requests through once it is opened. */
async function gateBefore(url: string) {
  const opened = Promise.withResolvers<void>();
  let waiting = 0;
  const server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const body = await text(request);
      waiting += 1;
      await opened.promise;
      const answer = await fetch(`${url}${request.url}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    };
    void forward();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    waiting: () => waiting,
    open: (): void => opened.resolve(),
  };
}

async function end(program: Program): Promise<void> {
  program.kill('SIGTERM');
  expect(await program.ended()).toEqual({ code: 0, signal: null });
}

describe.skipIf(!hasPostgres)('of two programs on PostgreSQL', () => {
  test('the one that waits asks nobody, and takes over at once from one that is stopped', async () => {
    const { two, telegram, chat, charged, bosmi } = await programs();
    const [first, second] = await two();
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
    expect(telegram.calls.filter(({ method }) => method === 'getMe')).toHaveLength(1);
    expect(second.output()).not.toMatch(/the bot is up/);

    await end(first);
    await second.prints(/the bot is up/);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    chat.say('/charge 0712345679 300');
    await charged('0712345679');
    // Nothing was lost, so nobody is told.
    expect(chat.texts().join('\n')).not.toMatch(/taken this bot over/);
    await end(second);
  });

  test('the one that waits takes over from one that was killed, and tells the operator', async () => {
    const { two, chat, charged, bosmi, pushes } = await programs();
    const [first, second] = await two();
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
    first.kill('SIGKILL');
    await first.ended();
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await second.prints(/took over from a program that did not give up its lease/);
    await chat.sees(/^✅ Paid: KES 500/);
    await chat.sees(/taken this bot over \(term 2\)/);
    chat.say('/charge 0712345679 300');
    await charged('0712345679');
    chat.say('/operator');
    await chat.sees(/Leader, term 2/);
    await end(second);
    expect(pushes()).toHaveLength(2);
  });

  test('one that was stopped in the middle of its work pushes nothing when it wakes, and waits', async () => {
    const { two, chat, charged, pushes } = await programs();
    const [first, second] = await two();
    first.kill('SIGSTOP');
    await second.prints(/the bot is up/);
    for (const phone of ['0712345678', '0712345679']) chat.say(`/charge ${phone} 500`);
    first.kill('SIGCONT');
    await first.prints(/this program leads no more/);
    for (const phone of ['0712345678', '0712345679']) await charged(phone);
    expect(first.output()).not.toMatch(/"msg":"pushed"/);
    // It takes over again when the other one ends.
    await end(second);
    await first.prints(/"term":3,"msg":"this program leads"/);
    chat.say('/charge 0712345670 100');
    await charged('0712345670');
    expect(pushes()).toHaveLength(3);
    await end(first);
  });

  test('one that is cut off from the database stops leading before the other one leads, and waits once it is back', async () => {
    const { start, leader, name, chat, charged, pushes } = await programs();
    const way = await postgresProxy();
    const first = await leader({ DATABASE_URL: way.urlOf(name) });
    const second = start();
    await waits(name, 2);
    way.cut();
    await first.prints(/this program leads no more/);
    expect(second.output()).not.toMatch(/this program leads/);
    await second.prints(/the bot is up/);
    chat.say('/charge 0712345678 500');
    await charged('0712345678');
    way.mend();
    await waits(name, 2);
    await end(second);
    await first.prints(/"term":3,"msg":"this program leads"/);
    chat.say('/charge 0712345679 300');
    await charged('0712345679');
    await end(first);
    expect(pushes()).toHaveLength(2);
  });

  test('each ends in time when it must, although the database is away', async () => {
    const { start, leader, name } = await programs();
    const way = await postgresProxy();
    const over = { DATABASE_URL: way.urlOf(name) };
    const first = await leader(over);
    const second = start(over);
    await waits(name, 2);
    way.cut();
    for (const program of [first, second]) program.kill('SIGTERM');
    expect(await Promise.all([first.ended(), second.ended()])).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  });

  test('the outcome of a push is recorded by the one that sent it, although another one leads by then', async () => {
    const { start, leader, name, chat, bosmi, pushes } = await programs();
    const way = await postgresProxy();
    const gate = await gateBefore(bosmi.url);
    const over = { BOSMI_BASE_URL: gate.url };
    const first = await leader({ ...over, DATABASE_URL: way.urlOf(name) });
    const second = start(over);
    await waits(name, 2);
    chat.say('/charge 0712345678 500');
    await until('the push is on its way', () => gate.waiting() === 1);
    way.cut();
    await second.prints(/the bot is up/);
    const state = (): Promise<string> =>
      withClient(name, async (client) => {
        const { rows } = await client.query<{ state: string }>('SELECT state FROM charges');
        return rows.map((row) => row.state).join();
      });
    expect(await state()).toBe('pushing');
    gate.open();
    way.mend();
    await first.prints(/"outcome":"accepted".*"recorded":"moved"/);
    expect(await state()).toBe('pending');
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(pushes()).toHaveLength(1);
    await end(first);
    await end(second);
  });

  test('one whose SECRET_KEY does not open what is sealed says so, and does not take over', async () => {
    const { start, leader, name, secretKey } = await programs();
    const engine = await openPostgres(urlOf(name), systemClock);
    const keys = keyring([secretKey]);
    const owner = { userId: stranger.id, name: stranger.first_name };
    const store = { ...storeOn(engine, keys), close: () => engine.close() };
    await connectShop(store, keys, { name: 'Duka la pili', account: ACCOUNT }, owner);
    store.close();
    const first = await leader();
    const port = await freePort();
    const second = start({ SECRET_KEY: newSecretKey(), HTTP_PORT: `${port}` });
    await second.prints(/this program cannot take over/);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      role: 'standby',
      reasons: [expect.stringMatching(/SECRET_KEY lacks a key/)],
    });
    await end(first);
    const third = await leader();
    expect(second.output()).not.toMatch(/this program leads/);
    await end(third);
    await end(second);
  });

  test('both take updates that Telegram brings, and the one that leads handles them', async () => {
    const { leader, start, name, chat, charged, pushes, telegram } = await programs();
    const port = await freePort();
    const webhook = { TELEGRAM_UPDATES: 'webhook', PUBLIC_URL: 'https://till.example' };
    const first = await leader({ ...webhook, HTTP_PORT: `${await freePort()}` });
    const second = start({ ...webhook, HTTP_PORT: `${port}` });
    await waits(name, 2);
    const from = { ...asha, language_code: 'en' };
    const message = {
      message_id: 77,
      date: Math.floor(Date.now() / 1_000),
      text: '/charge 0712345678 500',
      entities: [{ type: 'bot_command', offset: 0, length: 7 }],
      from,
      chat: { id: asha.id, type: 'private', first_name: asha.first_name },
    };
    const bring = async (): Promise<number> =>
      (
        await fetch(`http://127.0.0.1:${port}/telegram`, {
          method: 'POST',
          headers: { 'x-telegram-bot-api-secret-token': webhookSecret(TOKEN) },
          body: JSON.stringify({ update_id: 77, message }),
        })
      ).status;
    // The second time, Telegram has not got the answer.
    expect([await bring(), await bring()]).toEqual([200, 200]);
    await charged('0712345678');
    await chat.sees(/Prompt sent|Waiting/);
    expect(second.output()).not.toMatch(/this program leads/);
    expect(pushes()).toHaveLength(1);
    // The one that stops takes the webhook down, and the one that leads sets it.
    await end(first);
    await second.prints(/the webhook is set/);
    expect(telegram.calls.filter(({ method }) => method === 'setWebhook')).toHaveLength(2);
    await end(second);
  });

  test('each says what it is', async () => {
    const { start, leader, name } = await programs();
    const ports = [await freePort(), await freePort()] as const;
    const first = await leader({ HTTP_PORT: `${ports[0]}` });
    const second = start({ HTTP_PORT: `${ports[1]}` });
    await waits(name, 2);
    const asked = async (port: number, page: string): Promise<string> =>
      await (await fetch(`http://127.0.0.1:${port}/${page}`)).text();
    expect(JSON.parse(await asked(ports[0], 'ready'))).toMatchObject({
      role: 'leader',
      term: 1,
    });
    expect(JSON.parse(await asked(ports[1], 'ready'))).toMatchObject({
      role: 'standby',
      term: null,
      ready: true,
      reasons: [],
    });
    expect(await asked(ports[0], 'metrics')).toMatch(/^tillbot_leader 1$[^]*^tillbot_lease_term 1$/m);
    expect(await asked(ports[1], 'metrics')).toMatch(/^tillbot_leader 0$/m);
    await end(first);
    await until('the other one leads', async () =>
      /"role":"leader","term":2/.test(await asked(ports[1], 'ready')),
    );
    await end(second);
  });
});
