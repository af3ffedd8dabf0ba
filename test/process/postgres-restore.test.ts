// @module-tag slow
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newSecretKey } from '../../src/security/keyring.ts';
import { folderOfServer, hasPostgresTools, ownServer } from '../support/debian-postgres.ts';
import { liveWorld } from '../support/live.ts';
import { runCommand } from '../support/program.ts';
import { until } from '../support/until.ts';

/** The drills of docs/operating.md: copy while the bot charges, go on, lose the server, put the copy back. */

const [IN_FLIGHT, WAITING, AFTER, LATER] = ['0712345671', '0712345672', '0712345673', '0712345674'] as const;
const EACH_ONCE = [IN_FLIGHT, WAITING, AFTER, LATER];

/** A bot that has a push in flight, and a customer before the prompt. */
async function busyBot(url: string) {
  const world = await liveWorld();
  const { chat, bosmi, telegram, folder, pushes } = world;
  const environment = { ...world.environment, SECRET_KEY: newSecretKey() };
  const start = async (address: string) => await world.start({ ...environment, DATABASE_URL: address });
  const run = async (address: string, ...words: readonly [string, ...string[]]) =>
    await runCommand(folder, { ...environment, DATABASE_URL: address }, ...words);
  const bot = await start(url);
  await chat.sees(/Waiting for the customer/, chat.say(`/charge ${WAITING} 500`));
  bosmi.faults.add({ kind: 'hang-after' }, ({ body }) => body['phone'] === IN_FLIGHT);
  chat.say(`/charge ${IN_FLIGHT} 500`);
  await until('it is in flight', () => bosmi.latest(IN_FLIGHT) !== undefined);
  return {
    ...world,
    bot,
    start,
    run,
    /** Charges once more, which is not in the copy. Then everything ends at once. */
    async goOnAndCrash(running = bot) {
      await chat.sees(/Waiting for the customer/, chat.say(`/charge ${AFTER} 700`));
      bosmi.pay(bosmi.latest(AFTER)!.id);
      await chat.sees(/^✅ Paid: KES 700/);
      running.kill('SIGKILL');
      await running.ended();
    },
    /** Starts on what was put back, with everything delivered again. It holds, until the operator lets it go on. Returns which phones were pushed to. */
    async drill(address: string) {
      const before = pushes().length;
      const again = telegram.delivered.filter((update) => JSON.stringify(update).includes('/charge'));
      bosmi.pay(bosmi.latest(WAITING)!.id);
      const restored = await start(address);
      await chat.sees(/^⏸ This bot was restored from a copy/);
      for (const update of again) telegram.redeliver(update);
      // What was open is watched all the same.
      await chat.sees(/^✅ Paid: KES 500/);
      expect((await run(address, 'cli/hold.ts')).output).toMatch(/^Pushes are held: .*npm run hold -- off/);
      expect(pushes()).toHaveLength(before);

      expect((await run(address, 'cli/hold.ts', 'off')).output).toBe('Pushes go on.\n');
      chat.say(`/charge ${LATER} 300`);
      await until('the next one is pushed', () => bosmi.latest(LATER) !== undefined);
      restored.kill('SIGTERM');
      await restored.ended();
      return pushes()
        .map(({ body }) => String(body['phone']))
        .toSorted();
    },
  };
}

describe.skipIf(!hasPostgresTools)('a copy of PostgreSQL that is put back', () => {
  test('from a dump, into a new database of the same server, holds, and nothing is pushed twice', async () => {
    const server = ownServer();
    await server.start();
    server.run('createdb', '--encoding=UTF8', '--template=template0', 'till');
    const { goOnAndCrash, drill } = await busyBot(server.url('till'));
    const dump = join(server.folder, 'till.dump');
    server.run('pg_dump', '--format=custom', `--file=${dump}`, 'till');
    await goOnAndCrash();
    server.run('createdb', '--encoding=UTF8', '--template=template0', 'again');
    server.run('pg_restore', '--no-owner', '--exit-on-error', '--single-transaction', '--dbname=again', dump);
    expect(await drill(server.url('again'))).toEqual(EACH_ONCE);
  });

  test('from a dump, over what is there, holds, and nothing is pushed twice', async () => {
    const server = ownServer();
    await server.start();
    server.run('createdb', '--encoding=UTF8', '--template=template0', 'till');
    const { goOnAndCrash, drill } = await busyBot(server.url('till'));
    const dump = join(server.folder, 'till.dump');
    server.run('pg_dump', '--format=custom', `--file=${dump}`, 'till');
    await goOnAndCrash();
    server.run(
      'pg_restore',
      '--clean',
      '--no-owner',
      '--exit-on-error',
      '--single-transaction',
      '--dbname=till',
      dump,
    );
    expect(await drill(server.url('till'))).toEqual(EACH_ONCE);
  });

  test('as a copy of the database on the same server holds, and nothing is pushed twice', async () => {
    const server = ownServer();
    await server.start();
    server.run('createdb', '--encoding=UTF8', '--template=template0', 'till');
    const { bot, start, goOnAndCrash, drill } = await busyBot(server.url('till'));
    // PostgreSQL copies what nobody uses.
    bot.kill('SIGKILL');
    await bot.ended();
    await until('nobody uses it', () => {
      try {
        server.run('createdb', '--template=till', 'copy');
        return true;
      } catch {
        return false;
      }
    });
    await goOnAndCrash(await start(server.url('till')));
    expect(await drill(server.url('copy'))).toEqual(EACH_ONCE);
  });

  test('from a base backup and the archived log, on a new server, holds, and nothing is pushed twice', async () => {
    const archive = folderOfServer();
    const server = ownServer({
      archive_mode: 'on',
      archive_command: `cp %p ${archive}/%f`,
    });
    await server.start();
    server.run('createdb', '--encoding=UTF8', '--template=template0', 'till');
    const { goOnAndCrash, drill } = await busyBot(server.url('till'));
    const next = folderOfServer();
    server.run('pg_basebackup', '--checkpoint=fast', `--pgdata=${join(next, 'data')}`);
    await goOnAndCrash();
    await server.stop();
    const restored = ownServer({ restore_command: `cp ${archive}/%f %p` }, next);
    writeFileSync(join(next, 'data', 'recovery.signal'), '');
    await restored.start();
    expect(await drill(restored.url('till'))).toEqual(EACH_ONCE);
  });
});
