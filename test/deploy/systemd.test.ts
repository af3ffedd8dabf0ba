// @module-tag slow
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { liveWorld } from '../support/live.ts';
import { childOf, startProgram } from '../support/program.ts';
import { tempFolder } from '../support/store.ts';
import { canRunAsNobody, NOBODY } from '../support/users.ts';

const UNITS = fileURLToPath(new URL('../../deploy/systemd/', import.meta.url));
const SERVICES = readdirSync(UNITS).filter((name) => name.endsWith('.service'));
const read = (name: string): string => readFileSync(join(UNITS, name), 'utf8');
const COMMAND = '/opt/tillbot/node_modules/.bin/tillbot';
/** Of 10, in tenths, as systemd counts what a service could do to the machine. */
const MAX_EXPOSURE = 20;

const isThere = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
const hasSystemd = isThere('systemd-analyze');
const hasStrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true'], { stdio: 'ignore' }).status === 0;
if (!hasSystemd) process.stderr.write('The units of systemd are not checked: there is no systemd-analyze.\n');
if (!hasStrace)
  process.stderr.write("The units' filters of system calls are not checked: there is no strace.\n");
else if (!canRunAsNobody)
  process.stderr.write(
    "The units' filters of system calls are not checked: nobody else may read this folder.\n",
  );

const analyze = (...words: readonly string[]) => spawnSync('systemd-analyze', words, { encoding: 'utf8' });

/** Copies the units into a folder. The command that they run is there, too: `verify` looks for it. */
function copied(): string {
  const folder = tempFolder();
  const command = join(folder, 'opt', 'tillbot');
  mkdirSync(join(folder, 'opt'));
  copyFileSync('/bin/true', command);
  chmodSync(command, 0o755);
  for (const name of readdirSync(UNITS))
    writeFileSync(join(folder, name), read(name).replaceAll(COMMAND, command));
  return folder;
}

describe.skipIf(!hasSystemd)('systemd', () => {
  test('finds nothing wrong with the units', () => {
    const folder = copied();
    const { status, stderr, stdout } = analyze(
      'verify',
      ...readdirSync(UNITS).map((name) => join(folder, name)),
    );
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
  });

  test.each(SERVICES)('counts an exposure under 2.0 for %s', (name) => {
    const { status, stdout } = analyze(
      'security',
      '--offline=true',
      '--no-pager',
      `--threshold=${MAX_EXPOSURE - 1}`,
      join(copied(), name),
    );
    expect(stdout).toMatch(/Overall exposure level/);
    expect(status).toBe(0);
  });

  test('starts copies at times that it understands', () => {
    const [, times = ''] = /^OnCalendar=(.*)$/m.exec(read('tillbot-backup.timer')) ?? [];
    expect(analyze('calendar', times).status).toBe(0);
  });

  test.skipIf(!hasStrace || !canRunAsNobody)(
    'lets the bot and the copies make every system call that they make',
    async () => {
      const { folder, environment, chat, bosmi } = await liveWorld();
      // As root, SQLite also gives its files to the owner of the database.
      chownSync(folder, NOBODY.uid, NOBODY.gid);
      const trace = join(folder, 'calls');
      const under = ['strace', '-f', '-qq', '-o', trace];
      const program = startProgram(folder, environment, undefined, {
        under,
        run: ['start.ts'],
        user: NOBODY,
      });
      await program.prints(/the bot is up/);
      chat.say('/charge 0712345678 500');
      await chat.sees(/Waiting for the customer/);
      bosmi.pay(bosmi.latest('0712345678')!.id);
      // A picture, by a library and in a thread of its own.
      await chat.press(await chat.sees(/^✅ Paid: KES 500/), 'Receipt');
      await chat.sees(/receipt/i);
      // strace does not pass a signal on.
      process.kill(childOf(program), 'SIGTERM');
      await program.ended();
      expect(refusedCalls(trace, 'tillbot.service')).toEqual([]);
      const backup = startProgram(folder, {}, undefined, { under, run: ['cli/backup.ts'], user: NOBODY });
      expect((await backup.ended()).code).toBe(0);
      expect(refusedCalls(trace, 'tillbot-backup.service')).toEqual([]);
    },
  );
});

/** Returns the names of the system calls that strace has seen and a unit does not allow. */
function refusedCalls(trace: string, unit: string): readonly string[] {
  const made = [...readFileSync(trace, 'utf8').matchAll(/^\d+ +(\w+)\(/gm)].map(([, name = '']) => name);
  const allowed = allowedCalls(read(unit));
  expect(new Set(made).size).toBeGreaterThan(30);
  return [...new Set(made)].filter((name) => !allowed.has(name));
}

/** Returns the names of the system calls that a unit allows. */
function allowedCalls(unit: string): ReadonlySet<string> {
  const allowed = new Set<string>();
  for (const [, not, names = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm))
    for (const name of names.split(' ').flatMap(membersOf)) {
      if (not === '') allowed.add(name);
      else allowed.delete(name);
    }
  return allowed;
}

/** Returns the system calls of a set, and of the sets in it. */
const membersOf = (name: string): readonly string[] =>
  name.startsWith('@')
    ? analyze('syscall-filter', name)
        .stdout.split('\n')
        .slice(1)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .flatMap(membersOf)
    : [name];
