// @module-tag slow
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { newSecretKey } from '../../src/security/keyring.ts';
import { folderOfServer, hasPostgresTools, ownServer } from '../support/debian-postgres.ts';
import { liveWorld } from '../support/live.ts';
import { runCommand, startProgram, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Goes through "Two machines" of docs/operating.md, with processes in place of machines. */

const [BEFORE, WITHOUT, MEANWHILE, AFTER, LAST] = [
  '0712345671',
  '0712345672',
  '0712345673',
  '0712345674',
  '0712345675',
] as const;
/** Longer than a commit takes, and shorter than the lease lasts, which is renewed by a commit. */
const AWAY_MS = 3_000;

/** An address that leads to one server and then to another one, as a name in DNS or a floating address does. */
function movingAddress(first: string) {
  const link = join(folderOfServer(), 'db');
  symlinkSync(first, link);
  return {
    url: `postgres://tillbot@${encodeURIComponent(link)}/tillbot`,
    moveTo(next: string): void {
      symlinkSync(next, `${link}.new`);
      renameSync(`${link}.new`, link);
    },
  };
}

/** A server, and a standby that has each commit before the one who commits goes on. */
async function primaryAndStandby() {
  const primary = ownServer();
  await primary.start();
  primary.run('createdb', '--encoding=UTF8', '--template=template0', 'tillbot');
  const folder = folderOfServer();
  primary.run(
    'pg_basebackup',
    '--checkpoint=fast',
    '--write-recovery-conf',
    `--pgdata=${join(folder, 'data')}`,
  );
  const standby = ownServer({ cluster_name: 'standby1' }, folder);
  await standby.start();
  for (const command of [
    "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby1)'",
    'SELECT pg_reload_conf()',
  ])
    primary.run('psql', '--quiet', '--dbname=postgres', `--command=${command}`);
  await until(
    'it is synchronous',
    () => primary.count("pg_stat_replication WHERE sync_state = 'quorum'") === 1,
  );
  return { primary, standby };
}

describe.skipIf(!hasPostgresTools)('two machines with a bot each, and two with PostgreSQL', () => {
  test('lose either bot, and either server, and each command is pushed once and its payment told', async () => {
    const { primary, standby } = await primaryAndStandby();
    const address = movingAddress(primary.folder);
    const world = await liveWorld();
    const { chat, bosmi, pushes } = world;
    const environment = { ...world.environment, DATABASE_URL: address.url, SECRET_KEY: newSecretKey() };
    const start = (): Program => startProgram(world.folder, environment);
    const ready = async (program: Program, times: number): Promise<void> =>
      await until('it leads', () => program.output().split('"the bot is up"').length > times);

    // One leads, and the other waits.
    const first = start();
    await ready(first, 1);
    const second = start();
    await chat.sees(/Waiting for the customer/, chat.say(`/charge ${BEFORE} 500`));

    // The standby of the database is lost for a while: nothing is pushed that it does not have.
    await standby.stop();
    chat.say(`/charge ${WITHOUT} 100`);
    await sleep(AWAY_MS);
    expect(bosmi.latest(WITHOUT)).toBeUndefined();
    await standby.start();
    await until('the commit reached it', () => bosmi.latest(WITHOUT) !== undefined);

    // The machine of the one that leads is lost.
    first.kill('SIGKILL');
    await first.ended();
    bosmi.pay(bosmi.latest(BEFORE)!.id);
    await ready(second, 1);
    await chat.sees(/^✅ Paid: KES 500/);
    await chat.sees(/Waiting for the customer/, chat.say(`/charge ${MEANWHILE} 300`));

    // The machine of the database is lost. A person promotes the standby, and lets the address lead there.
    await primary.lose();
    standby.run('psql', '--quiet', '--dbname=postgres', '--command=SELECT pg_promote()');
    address.moveTo(standby.folder);
    bosmi.pay(bosmi.latest(MEANWHILE)!.id);
    const held = await chat.sees(/^⏸ This bot was restored from a copy/);
    await chat.sees(/^✅ Paid: KES 300/);
    chat.say(`/charge ${AFTER} 200`);
    await until('it is held', () => chat.texts().filter((text) => text.startsWith('⏸')).length > 1);
    expect(pushes()).toHaveLength(3);
    // The standby lacked nothing.
    expect(await chat.press(held, 'Go on')).toBe('Done.');
    await chat.sees(/Waiting for the customer/, chat.say(`/charge ${AFTER} 200`));

    // A new version: the one that waits, then the other one.
    const newer = start();
    await until(
      'both are connected',
      () => standby.count("pg_stat_activity WHERE application_name = 'tillbot listener'") === 2,
    );
    expect(await runCommand(world.folder, environment, 'cli/merchants.ts')).toMatchObject({ code: 0 });
    second.kill('SIGTERM');
    expect(await second.ended()).toEqual({ code: 0, signal: null });
    await ready(newer, 1);
    await chat.sees(/Waiting for the customer/, chat.say(`/charge ${LAST} 100`));
    newer.kill('SIGTERM');
    expect(await newer.ended()).toEqual({ code: 0, signal: null });
    expect(pushes().map(({ body }) => body['phone'])).toEqual([BEFORE, WITHOUT, MEANWHILE, AFTER, LAST]);
  });
});
