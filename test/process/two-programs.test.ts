// @module-tag slow
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { liveWorld } from '../support/live.ts';
import { startProgram, type Program } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

const PHONES = ['0712345671', '0712345672', '0712345673'];
const CONFLICT =
  /"description":"Conflict: terminated by other getUpdates.*another program is reading this bot/;

/** Stops a program. Returns the phones that it pushed to according to its database. */
async function pushedTo(program: Program, folder: string): Promise<string[]> {
  program.kill('SIGTERM');
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  const sqlite = new Database(join(folder, 'data', 'tillbot.db'), { readonly: true });
  const phones = sqlite
    .prepare("SELECT '0' || substr(msisdn, 4) FROM charges WHERE pushed_at IS NOT NULL")
    .pluck()
    .all();
  sqlite.close();
  return phones.map(String);
}

/** Two programs that read one bot's updates into a database each, after both have noticed the conflict. */
async function twoPrograms() {
  const world = await liveWorld();
  const folder = tempFolder();
  const first = await world.start();
  const second = startProgram(folder, world.environment);
  await Promise.all([first.prints(CONFLICT), second.prints(CONFLICT)]);
  const pushed = (): unknown[] => world.pushes().map(({ body }) => body['phone']);
  const pushedByEach = async (): Promise<string[][]> => [
    await pushedTo(first, world.folder),
    await pushedTo(second, folder),
  ];
  return { ...world, pushed, pushedByEach };
}

describe('a second program by mistake', () => {
  test('on the same database is refused before it calls anyone, and the first goes on', async () => {
    const { start, folder, environment, telegram, bosmi, chat, pushes } = await liveWorld();
    const first = await start();
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting for the customer/);

    const second = startProgram(folder, environment);
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.output()).toMatch(/^Another Tillbot is already running on data\/tillbot\.db\. [^\n]*\n$/);
    expect(telegram.calls.filter(({ method }) => method === 'getMe')).toHaveLength(1);
    expect(telegram.calls.filter(({ code }) => code === 409)).toEqual([]);

    bosmi.pay(bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    chat.say('/charge 0712345679 300');
    await until('the next one is pushed', () => bosmi.latest('0712345679') !== undefined);
    first.kill('SIGTERM');
    expect(await first.ended()).toEqual({ code: 0, signal: null });
    expect(pushes()).toHaveLength(2);
  });

  test('on the same database by another name is refused as well', async () => {
    const { start, folder, environment, telegram } = await liveWorld();
    await start();
    symlinkSync(join('data', 'tillbot.db'), join(folder, 'link.db'));
    const second = startProgram(folder, { ...environment, DATABASE_URL: 'file:link.db' });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.output()).toMatch(/^Another Tillbot is already running on link\.db\. [^\n]*\n$/);
    expect(telegram.calls.filter(({ method }) => method === 'getMe')).toHaveLength(1);
  });

  /**
   * Two programs with a database each know nothing of each other. What is promised: both say what is wrong, no command is
   * lost, and none is pushed twice from one database.
   */
  test('on another database is reported by both; no command is lost, and none is pushed twice from one of them', async () => {
    const { chat, pushed, pushedByEach } = await twoPrograms();
    for (const phone of PHONES) chat.say(`/charge ${phone} 500`);
    await until('each was pushed', () => PHONES.every((phone) => pushed().includes(phone)));
    const byEach = await pushedByEach();
    for (const phones of byEach) expect(new Set(phones).size).toBe(phones.length);
    expect(pushed().toSorted()).toEqual(byEach.flat().toSorted());
  });

  /**
   * What cannot be promised: one push for one command. Telegram hands an update out until it is confirmed; when the program
   * that has it is slow to confirm it, the other gets it as well, and each pushes it. Only a shared database would tell.
   */
  test('on another database pushes again what the first did not confirm, but each program pushes it once', async () => {
    const { chat, telegram, pushed, pushedByEach } = await twoPrograms();
    telegram.faults.add(
      { kind: 'reset-before' },
      ({ method, payload }) => method === 'getUpdates' && payload['offset'] !== undefined,
      Number.POSITIVE_INFINITY,
    );
    chat.say('/charge 0712345678 500');
    await until('both have pushed', () => pushed().length === 2);
    telegram.faults.clear();
    await until('it is confirmed', () => telegram.unconfirmed() === 0);
    expect(await pushedByEach()).toEqual([['0712345678'], ['0712345678']]);
    expect(pushed()).toEqual(['0712345678', '0712345678']);
  });
});
