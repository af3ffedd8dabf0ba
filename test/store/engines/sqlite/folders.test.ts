import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../../../src/runtime/operator-error.ts';
import { openShared } from '../../../../src/store/engines/sqlite/open-shared.ts';
import { backUp, restore } from '../../../../src/store/engines/sqlite/backup.ts';
import { openDatabase } from '../../../../src/store/engines/sqlite/database.ts';
import { makeFolders } from '../../../../src/store/engines/sqlite/folders.ts';
import { tempFolder } from '../../../support/store.ts';

/** Makes a folder with one of each kind of file that a path can meet. */
function oddFolder(): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'file'), 'notes');
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('gone/till.db', join(folder, 'to-nothing'));
  symlinkSync('/dev/null', join(folder, 'to-device'));
  return folder;
}

const LONG = 'n'.repeat(300);
const NO_FOLDER = /^The folder .* of the database cannot be made \(E[A-Z]+\)\. Make it, or name another file/;
const NO_FILE = /is a pipe, a socket or a device, not a database\. Name a file\.$/;

/** Paths where a database cannot be, with the messages. */
const PLACES: readonly (readonly [path: string, message: RegExp])[] = [
  ['folder', /folder is a folder, not a database\. Name a file in it/],
  ['pipe', NO_FILE],
  ['to-device', NO_FILE],
  ['/dev/null', NO_FILE],
  ['to-nothing', /is a link to a file that is not there/],
  ['loop', /cannot be reached \(ELOOP\)/],
  ['loop/till.db', /cannot be reached \(ELOOP\)/],
  [LONG, /cannot be reached \(ENAMETOOLONG\)/],
  [`${LONG}/till.db`, /cannot be reached \(ENAMETOOLONG\)/],
  // These do not exist and cannot be made. In /proc, Node's own recursive mkdir spins for ever.
  ['/proc/x/till.db', NO_FOLDER],
  ['/proc/x/y/z/till.db', NO_FOLDER],
  ['file/till.db', NO_FOLDER],
  ['file/a/b/till.db', NO_FOLDER],
  ['to-nothing/a/till.db', NO_FOLDER],
];

/** Returns the message of a refusal, which must leave nothing behind. */
function refusal(folder: string, act: () => unknown): string {
  const before = readdirSync(folder);
  let message = 'none';
  try {
    act();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    message = error.message;
  }
  expect(readdirSync(folder)).toEqual(before);
  expect(existsSync('/dev/null.lock')).toBe(false);
  return message;
}

describe.each(PLACES)('at %s', (name, message) => {
  const places = () => {
    const folder = oddFolder();
    return { folder, path: name.startsWith('/') ? name : join(folder, name) };
  };

  test('no database is opened or made', () => {
    const { folder, path } = places();
    expect(refusal(folder, () => openDatabase(path))).toMatch(message);
  });

  test('no database is opened beside a Tillbot, copied, or restored from', () => {
    const { folder, path } = places();
    const absent = message === NO_FOLDER;
    expect(refusal(folder, () => openShared(path))).toMatch(absent ? /^There is no database at/ : message);
    const copy = join(folder, 'copy.db');
    expect(refusal(folder, () => backUp(path, copy))).toMatch(absent ? /^There is no database at/ : message);
    const asCopy = name === 'folder' ? /folder is a folder, not a database\. Name a file in it\.$/ : message;
    expect(refusal(folder, () => restore(path, join(folder, 'till.db')))).toMatch(
      absent ? /^There is no file at/ : asCopy,
    );
  });

  test('no database is restored or copied to', () => {
    const { folder, path } = places();
    const copy = join(folder, 'copy.db');
    openDatabase(copy).close();
    expect(refusal(folder, () => restore(copy, path))).toMatch(message);
    expect(refusal(folder, () => backUp(copy, path))).toMatch(/is there already|could not be copied/);
  });
});

test.each(['-wal', '-shm', '-journal', '.lock'])(
  'a database with a pipe in place of its %s is not opened',
  (suffix) => {
    const folder = tempFolder();
    const path = join(folder, 'till.db');
    openDatabase(path).close();
    execFileSync('rm', ['-f', path + suffix]);
    execFileSync('mkfifo', [path + suffix]);
    expect(refusal(folder, () => openDatabase(path))).toMatch(NO_FILE);
  },
);

describe('folders', () => {
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  test('are made one below the other, once, with the given mode', () => {
    const folder = tempFolder();
    makeFolders(join(folder, 'a', 'b', 'c'), 0o700);
    makeFolders(join(folder, 'a', 'b', 'd'));
    makeFolders(join(folder, 'a', 'b', 'd'));
    makeFolders('.');
    expect(['a', 'a/b', 'a/b/c', 'a/b/d'].map((each) => modeOf(join(folder, each)))).toEqual([
      '700',
      '700',
      '700',
      '755',
    ]);
  });
});
