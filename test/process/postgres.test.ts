// @module-tag slow
import { describe, expect, test } from 'vitest';
import { newSecretKey } from '../../src/security/keyring.ts';
import { freePort } from '../support/free-port.ts';
import { liveWorld } from '../support/live.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { newDatabase, urlOf } from '../support/postgres.ts';
import { startProgram, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Trust is how the tests' server knows its users, so any password will do. */
const PASSWORD = 'hunter2-of-the-database';

async function worldOnPostgres() {
  const world = await liveWorld();
  const url = urlOf(await newDatabase()).replace('@', `:${PASSWORD}@`);
  const environment = { ...world.environment, DATABASE_URL: url, SECRET_KEY: newSecretKey() };
  const run = async (file: string, ...words: string[]) => {
    const command = startProgram(world.folder, environment, undefined, { run: [`cli/${file}.ts`, ...words] });
    const { code } = await command.ended();
    return { code, output: command.output() };
  };
  return { ...world, environment, run, start: () => world.start(environment) };
}

async function end(program: Program): Promise<void> {
  program.kill('SIGTERM');
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(program.output()).not.toContain(PASSWORD);
}

describe.skipIf(!hasPostgres)('the program on PostgreSQL', () => {
  test('pushes once and tells the payment, though it is killed while the customer looks at the prompt', async () => {
    const { start, chat, bosmi, pushes } = await worldOnPostgres();
    const first = await start();
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);
    first.kill('SIGKILL');
    await first.ended();
    bosmi.pay(bosmi.latest('0712345678')!.id);

    const second = await start();
    await chat.sees(/^✅ Paid: KES 500/);
    chat.say('/charge 0712345679 300');
    await until('the next one is pushed', () => bosmi.latest('0712345679') !== undefined);
    await end(second);
    expect(pushes()).toHaveLength(2);
  });

  test('lets a second one wait, which asks nobody and ends at once when it must', async () => {
    const { start, folder, environment, telegram } = await worldOnPostgres();
    const first = await start();
    const port = await freePort();
    const second = startProgram(folder, { ...environment, HTTP_PORT: `${port}` });
    await second.prints(/the HTTP server is up/);
    const ready = async (): Promise<string> => await (await fetch(`http://127.0.0.1:${port}/ready`)).text();
    await until('it is ready to take over', async () => /"ready":true.*"role":"standby"/.test(await ready()));
    await end(second);
    expect(telegram.calls.filter(({ method }) => method === 'getMe')).toHaveLength(1);
    await end(first);
    await end(await start());
  });

  test('has an operator’s commands beside it, and says what copies its database', async () => {
    const { start, run } = await worldOnPostgres();
    const early = await run('merchants');
    expect(early).toMatchObject({ code: 1 });
    expect(early.output).toMatch(/Start the bot once/);
    const program = await start();
    expect((await run('invite')).output).toMatch(/\?start=/);
    expect(await run('merchants', 'suspend', '1')).toMatchObject({ code: 0 });
    expect((await run('merchants')).output).toMatch(/suspended/i);
    for (const command of ['backup', 'restore'])
      expect(await run(command, 'copy.db')).toEqual({
        code: 1,
        output: expect.stringMatching(
          /^DATABASE_URL is not a file: PostgreSQL .*docs\/operating\.md\.\n$/,
        ) as string,
      });
    await end(program);
    expect(await run('rotate-key')).toMatchObject({ code: 0 });
  });
});
