import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { backUpInThread } from '../../../../src/store/engines/sqlite/backup-thread.ts';
import { lastBackupAt, makeScheduledBackup } from '../../../../src/store/engines/sqlite/scheduled-backup.ts';
import { tempFolder, tempStore } from '../../../support/store.ts';

const T0 = Date.parse('2026-11-24T08:30:00Z');
const HOUR = 3_600_000;
const NEVER = new AbortController().signal;

/** A database, and where its copies go. */
function place() {
  const from = join(tempFolder(), 'till.db');
  tempStore(from);
  return { from, folder: join(dirname(from), 'backups') };
}
const names = (folder: string): readonly string[] => readdirSync(folder).toSorted();

describe('a scheduled backup', () => {
  test('is named after its time, readable by its user alone, whole, and marked as a copy', () => {
    const { from, folder } = place();
    const { path } = makeScheduledBackup({ from, folder, at: T0, keep: 2 });
    expect(path).toBe(join(folder, 'scheduled-2026-11-24T083000Z.db'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(lastBackupAt(folder)).toBe(T0);
    const sqlite = new Database(path, { readonly: true });
    expect(sqlite.pragma('quick_check', { simple: true })).toBe('ok');
    expect(sqlite.pragma('user_version', { simple: true })).toBeGreaterThan(0);
    sqlite.close();
  });

  test('replaces the oldest ones, and touches nothing that somebody else put there', () => {
    const { from, folder } = place();
    mkdirSync(folder);
    const others = [
      'tillbot-2026-01-01T000000Z.db',
      'scheduled-notes.txt',
      'scheduled-2026-11-24T083000Z.db.gz',
    ];
    for (const name of others) writeFileSync(join(folder, name), 'mine');
    for (const hour of [0, 1, 2, 3]) makeScheduledBackup({ from, folder, at: T0 + hour * HOUR, keep: 2 });
    expect(names(folder)).toEqual(
      [...others, 'scheduled-2026-11-24T103000Z.db', 'scheduled-2026-11-24T113000Z.db'].toSorted(),
    );
  });

  test('stays even if the clock was set back, with older ones that have later names', () => {
    const { from, folder } = place();
    for (const hour of [5, 6]) makeScheduledBackup({ from, folder, at: T0 + hour * HOUR, keep: 2 });
    makeScheduledBackup({ from, folder, at: T0, keep: 2 });
    expect(names(folder)).toEqual(['scheduled-2026-11-24T083000Z.db', 'scheduled-2026-11-24T143000Z.db']);
  });

  test('removes none if it cannot be made', () => {
    const { from, folder } = place();
    for (const hour of [0, 1]) makeScheduledBackup({ from, folder, at: T0 + hour * HOUR, keep: 2 });
    const before = names(folder);
    expect(() => makeScheduledBackup({ from: `${from}.gone`, folder, at: T0 + 2 * HOUR, keep: 1 })).toThrow(
      'There is no database',
    );
    writeFileSync(`${from}.bad`, 'no database at all'.repeat(100));
    expect(() => makeScheduledBackup({ from: `${from}.bad`, folder, at: T0 + 2 * HOUR, keep: 1 })).toThrow(
      'could not be copied',
    );
    expect(names(folder)).toEqual(before);
  });

  test('removes what a program left behind that was killed while it copied', () => {
    const { from, folder } = place();
    mkdirSync(folder);
    writeFileSync(join(folder, 'scheduled-2026-11-24T043000Z.db.part'), 'half');
    makeScheduledBackup({ from, folder, at: T0, keep: 2 });
    expect(names(folder)).toEqual(['scheduled-2026-11-24T083000Z.db']);
  });

  test('has no last one where there is no folder, or nothing in it', () => {
    const { folder } = place();
    expect(lastBackupAt(folder)).toBeUndefined();
    mkdirSync(folder);
    writeFileSync(join(folder, 'tillbot-2026-01-01T000000Z.db'), 'mine');
    expect(lastBackupAt(folder)).toBeUndefined();
  });
});

describe('in a thread', () => {
  test('it is made while the program goes on', async () => {
    const { from, folder } = place();
    const made = { isOver: false };
    let turns = 0;
    const making = backUpInThread({ from, folder, at: T0, keep: 2 }, NEVER).finally(() => {
      made.isOver = true;
    });
    for (; !made.isOver; turns += 1) await nextTurn();
    expect(await making).toMatchObject({ kind: 'made', charges: 0 });
    expect(turns).toBeGreaterThan(10);
    expect(existsSync(join(folder, 'scheduled-2026-11-24T083000Z.db'))).toBe(true);
  });

  test('a fault is its answer', async () => {
    const { from } = place();
    const answer = await backUpInThread({ from, folder: from, at: T0, keep: 2 }, NEVER);
    expect(answer).toMatchObject({ kind: 'failed', why: expect.stringMatching(/ENOTDIR|EEXIST/) });
  });

  test('it ends at once with the program', async () => {
    const { from, folder } = place();
    const ending = new AbortController();
    const making = backUpInThread({ from, folder, at: T0, keep: 2 }, ending.signal);
    ending.abort(new Error('stopped'));
    expect(await making).toMatchObject({ kind: 'failed' });
  });
});
