// @module-tag slow
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newSecretKey } from '../../src/security/keyring.ts';
import { fillDatabase } from '../bench/history/fill.ts';
import { liveWorld } from '../support/live.ts';
import { hasPostgres, newDatabase, urlOf } from '../support/postgres.ts';
import { runCommand, startProgram } from '../support/program.ts';
import { asha } from '../support/shop.ts';
import { until } from '../support/until.ts';

/** Trust is how the tests' server knows its users, so any password will do. */
const PASSWORD = 'hunter2-of-the-database';

const newAddress = async (): Promise<string> => urlOf(await newDatabase()).replace('@', `:${PASSWORD}@`);

describe.skipIf(!hasPostgres)('npm run move', () => {
  test('moves a shop in the middle of its day to PostgreSQL and back; each charge is pushed once and told', async () => {
    const world = await liveWorld();
    const { chat, bosmi, pushes, folder } = world;
    const environment = { ...world.environment, SECRET_KEY: newSecretKey() };
    const url = await newAddress();
    const move = async (from: string, to: string) =>
      await runCommand(folder, { ...environment, DATABASE_URL: from }, 'cli/move.ts', '--to', to);
    /** Stops the bot in the middle of a charge, which is paid while it is away. */
    const chargeOn = async (address: string, phone: string): Promise<void> => {
      const bot = await world.start({ ...environment, DATABASE_URL: address });
      await chat.sees(/Waiting for the customer/, chat.say(`/charge ${phone} 500`));
      bot.kill('SIGTERM');
      await bot.ended();
      bosmi.pay(bosmi.latest(phone)!.id);
    };

    await chargeOn('file:till.db', '0712345678');
    const moved = await move('file:till.db', url);
    expect(moved).toMatchObject({ code: 0 });
    expect(moved.output).toMatch(/charges: 1 row, checksum [0-9a-f]{12}\n/);
    expect(moved.output).toMatch(
      /Moved [\d,]+ rows in \d+ tables to postgres:.*Counts and checksums are the same/,
    );
    expect(moved.output).not.toContain(PASSWORD);
    const former = startProgram(folder, { ...environment, DATABASE_URL: 'file:till.db' });
    expect(await former.ended()).toMatchObject({ code: 1 });
    expect(former.output()).toMatch(/^till\.db was moved to another database on [^\n]*--undo\n$/);

    await chargeOn(url, '0712345679');
    await chat.sees(/^✅ Paid: KES 500/);
    expect(await move(url, 'back.db')).toMatchObject({ code: 0 });
    const last = await world.start({ ...environment, DATABASE_URL: 'file:back.db' });
    await until(
      'both are told',
      () => chat.texts().filter((text) => text.startsWith('✅ Paid')).length === 2,
    );
    last.kill('SIGTERM');
    await last.ended();
    expect(pushes()).toHaveLength(2);
  });

  test('says nothing of a password, whatever is wrong', async () => {
    const { folder, environment } = await liveWorld();
    const path = join(folder, 'data', 'tillbot.db');
    mkdirSync(dirname(path));
    fillDatabase(path, {
      count: 1,
      waiting: 0,
      until: 0,
      perDay: 1,
      sellers: [{ userId: 7, name: 'Asha', chatId: 7 }],
    });
    const run = async (...words: string[]) => await runCommand(folder, environment, 'cli/move.ts', ...words);
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/^Name where to/],
      [/^Name where to/, `postgres://tillbot:${PASSWORD}@localhost/till`],
      [/neither a file nor the address/, '--to', `mysql://tillbot:${PASSWORD}@localhost/till`],
      [/neither a file nor the address/, '--to', `postgres://tillbot:${PASSWORD}@localhost`],
      [/cannot be reached/, '--to', `postgres://tillbot:${PASSWORD}@127.0.0.1:9/till`],
      [/has no database nowhere/, '--to', urlOf('nowhere').replace('@', `:${PASSWORD}@`)],
    ];
    for (const [what, ...words] of wrong) {
      const { code, output } = await run(...words);
      expect(code).toBe(1);
      expect(output).toMatch(what);
      expect(output).not.toContain(PASSWORD);
    }
  });

  test('killed in the middle leaves one database that starts, and is finished by another run', async () => {
    const { folder, environment } = await liveWorld();
    fillDatabase(join(folder, 'till.db'), {
      count: 3_000,
      waiting: 0,
      until: Date.now(),
      perDay: 1_000,
      sellers: [{ userId: asha.id, name: 'Asha', chatId: asha.id }],
    });
    const url = await newAddress();
    const on = { ...environment, DATABASE_URL: 'file:till.db' };
    const killed = startProgram(folder, on, onTestFinished, { run: ['cli/move.ts', '--to', url] });
    await killed.prints(/^charges: 3,000 rows/m);
    killed.kill('SIGKILL');
    await killed.ended();
    // It is not marked, or the move is complete: nobody knows where the signal met it.
    const again = await runCommand(folder, on, 'cli/move.ts', '--to', url);
    expect(again.output).toMatch(/Counts and checksums are the same|not empty|was moved already/);
    const former = startProgram(folder, on);
    expect(await former.ended()).toMatchObject({ code: 1 });
    expect(former.output()).toMatch(/was moved/);
    const merchants = await runCommand(folder, { ...environment, DATABASE_URL: url }, 'cli/merchants.ts');
    expect(merchants).toMatchObject({ code: 0 });
  });
});
