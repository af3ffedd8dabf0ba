// @module-tag slow
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databaseWithCharges, ENVIRONMENT, refusal } from '../support/database-with-charges.ts';
import { liveWorld } from '../support/live.ts';
import { startProgram, type Program } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

/** A tool of util-linux. */
const PRLIMIT = 'prlimit';

/** A place for a database that can be full. */
interface Disk {
  /** The database's path, seen from the program's folder. */
  readonly path: string;
  fill(program: Program): void;
  makeRoom(program: Program): void;
}

/**
 * A full disk for one program: its files cannot grow. Its output goes to a pipe and is not limited. Node ignores the signal of the
 * limit, so a write fails as it does on a full disk.
 */
function limited(): Disk {
  const limit = ({ pid }: Program, bytes: string) => ['--pid', `${pid}`, `--fsize=${bytes}:`];
  return {
    path: 'till.db',
    fill: (program) => void execFileSync(PRLIMIT, limit(program, '1')),
    // A program that has ended has no limit any more.
    makeRoom: (program) => void spawnSync(PRLIMIT, limit(program, 'unlimited')),
  };
}

/** A disk that is really full. This needs root. */
function mounted(): Disk {
  const folder = tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  // This runs before the folder is removed. A program may still be ending there.
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  const rest = join(folder, 'rest');
  return {
    path: join(folder, 'till.db'),
    fill: () => expect(() => writeFileSync(rest, Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC'),
    makeRoom: () => rmSync(rest),
  };
}

/** Room for the lock's own first bytes, but for no page of a database. */
const FULL = [PRLIMIT, '--fsize=4000:'];

const canLimit = spawnSync(PRLIMIT, ['--version']).status === 0;
const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;

describe.each([
  { name: 'when no file may grow', disk: limited, isHere: canLimit },
  { name: 'when the disk is full', disk: mounted, isHere: canMount },
])('$name', ({ disk, isHere }) => {
  test.skipIf(!isHere)('a command is not confirmed to Telegram or pushed until there is room', async () => {
    const { start, telegram, bosmi, chat, pushes } = await liveWorld();
    const { path, fill, makeRoom } = disk();
    const program = await start({ DATABASE_URL: `file:${path}` });
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

  test.skipIf(!isHere)('the outcome of a push is kept in memory until it can be recorded', async () => {
    const { program, answer, makeRoom, bosmi, chat, pushes } = await fullInMidPush(disk());
    answer();
    await program.prints(/"code":"SQLITE_(IOERR_WRITE|FULL)".*"the outcome of a push could not be recorded"/);
    bosmi.pay(bosmi.latest('0712345678')!.id);
    makeRoom(program);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(pushes()).toHaveLength(1);
  });

  test.skipIf(!isHere)(
    'the program still stops on a signal; an outcome that it could not record is told as not known',
    async () => {
      const { program, answer, makeRoom, restart, chat, pushes } = await fullInMidPush(disk());
      answer();
      await program.prints(/"the outcome of a push could not be recorded"/);
      program.kill('SIGTERM');
      expect(await program.ended()).toEqual({ code: 0, signal: null });
      makeRoom(program);
      await restart();
      await chat.sees(/^❓ Not known: KES 500/);
      expect(pushes()).toHaveLength(1);
    },
  );
});

describe.skipIf(!canLimit)('started on a full disk', () => {
  test('the program refuses to start, and says why; with room it starts on the same database', async () => {
    const { folder } = await databaseWithCharges();
    const full = { under: FULL };
    const why = /^till\.db cannot be read or written: .*Is the disk full\?/;
    expect(await refusal(folder, ['till.db'], full)).toMatch(why);
    await startProgram(folder, ENVIRONMENT).prints(/Telegram cannot be reached/);
  });

  test('no empty database is left behind, because a start with room would refuse it', async () => {
    const folder = tempFolder();
    expect(await refusal(folder, ['till.db'], { under: FULL })).toMatch(/Is the disk full\?/);
    await startProgram(folder, ENVIRONMENT).prints(/Telegram cannot be reached/);
  });
});

/** A program whose disk became full while a push is under way. The push is answered when the test calls `answer`. */
async function fullInMidPush({ path, fill, makeRoom }: Disk) {
  const world = await liveWorld();
  const held = Promise.withResolvers<void>();
  world.bosmi.faults.add({ kind: 'held', until: held.promise });
  const restart = () => world.start({ DATABASE_URL: `file:${path}` });
  const program = await restart();
  world.chat.say('/charge 0712345678 500');
  await world.chat.sees(/Sending the M‑Pesa prompt/);
  await until('the push is under way', () => world.pushes().length === 1);
  fill(program);
  return { ...world, program, restart, makeRoom, answer: held.resolve };
}
