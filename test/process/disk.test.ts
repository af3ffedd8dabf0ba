import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cashBook, ENVIRONMENT, refusal } from '../support/cash-book.ts';
import { liveWorld } from '../support/live.ts';
import { startProgram, type Program } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

/** Of util-linux. */
const PRLIMIT = 'prlimit';

/**
 * A disk without room, for one program: no file of its can be longer than this. What it prints goes to a pipe and is not hit. Node
 * ignores the signal that comes with it, so that the write fails, as it does on a disk that is full.
 */
const limit = (program: Program, bytes: string): void =>
  void execFileSync(PRLIMIT, ['--pid', `${program.pid}`, `--fsize=${bytes}:`]);
const fill = (program: Program): void => limit(program, '1');
const makeRoom = (program: Program): void => limit(program, 'unlimited');

/** Room for the lock's own first bytes, but for no page of a database. */
const FULL = [PRLIMIT, '--fsize=4000:'];

const canLimit = spawnSync(PRLIMIT, ['--version']).status === 0;

describe.skipIf(!canLimit)('when the disk is full', () => {
  test('a command is not confirmed to Telegram nor pushed, until there is room', async () => {
    const { start, telegram, bosmi, chat, pushes } = await liveWorld();
    const program = await start();
    fill(program);
    chat.say('/charge 0712345678 500');
    await program.prints(/"code":"SQLITE_(IOERR_WRITE|FULL)".*"updates could not be stored"/);
    expect(pushes()).toEqual([]);
    expect(telegram.unconfirmed()).toBe(1);

    makeRoom(program);
    await chat.sees(/Waiting for the customer/);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(telegram.unconfirmed()).toBe(0);
    expect(pushes()).toHaveLength(1);
  });

  test('what became of a push is kept in mind until there is room to record it', async () => {
    const { program, answer, bosmi, chat, pushes } = await fullInMidPush();
    answer();
    await program.prints(/"code":"SQLITE_(IOERR_WRITE|FULL)".*"the outcome of a push could not be recorded"/);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    makeRoom(program);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(pushes()).toHaveLength(1);
  });

  test('it still stops when it is told to; what it could not record is told as not known', async () => {
    const { program, answer, start, chat, pushes } = await fullInMidPush();
    answer();
    await program.prints(/"the outcome of a push could not be recorded"/);
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    await start();
    await chat.sees(/^❓ Not known: KES 500/);
    expect(pushes()).toHaveLength(1);
  });

  test('it does not start, and says why; with room it does, on what was there', async () => {
    const { folder } = await cashBook();
    const full = { under: FULL };
    const why = /^till\.db cannot be read or written: .*Is the disk full\?/;
    expect(await refusal(folder, ['till.db'], full)).toMatch(why);
    await startProgram(folder, ENVIRONMENT).prints(/Telegram cannot be reached/);
  });

  test('no empty database is left behind, which would be refused when there is room', async () => {
    const folder = tempFolder();
    expect(await refusal(folder, ['till.db'], { under: FULL })).toMatch(/Is the disk full\?/);
    await startProgram(folder, ENVIRONMENT).prints(/Telegram cannot be reached/);
  });
});

/** A program that got no room while a push of its is under way, whose answer waits. */
async function fullInMidPush() {
  const world = await liveWorld();
  const held = Promise.withResolvers<void>();
  world.bosmi.faults.add({ kind: 'held', until: held.promise });
  const program = await world.start();
  world.chat.say('/charge 0712345678 500');
  await world.chat.sees(/Sending the M-Pesa prompt/);
  await until('the push is under way', () => world.pushes().length === 1);
  fill(program);
  return { ...world, program, answer: held.resolve };
}
