import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { backUp, type Copied } from './backup.ts';
import { makeFolders } from './folders.ts';
import { isSound, PART } from './integrity.ts';

/** What a scheduled backup needs. */
export interface ScheduledBackup {
  /** The database's file. */
  readonly from: string;
  readonly folder: string;
  /** The present, in epoch milliseconds. The copy is named after it. */
  readonly at: number;
  /** How many scheduled backups are kept, the new one included. */
  readonly keep: number;
}

/** No other file of the folder is looked at or removed, whoever put it there. */
const NAME = /^scheduled-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})Z\.db$/;

const nameAt = (at: number): string =>
  `scheduled-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}Z.db`;

/** Returns the names of the scheduled backups in a folder, the oldest first. */
const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => NAME.test(name))
    .toSorted();

/** The same; none if the folder cannot be read. */
function readableNamesIn(folder: string): readonly string[] {
  try {
    return namesIn(folder);
  } catch {
    // The next backup says why.
    return [];
  }
}

/** Returns when the last scheduled backup was made (epoch ms), by its name; undefined if there is none, or the folder cannot be read. */
export function lastBackupAt(folder: string): number | undefined {
  const [, day = '', hour = '', minute = '', second = ''] =
    NAME.exec(readableNamesIn(folder).at(-1) ?? '') ?? [];
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Copies a database, opens the copy to see that all of it is good, and only then removes older scheduled copies. It takes the whole time
 * that this takes, so it runs in a thread of its own (backup-thread.ts).
 *
 * @throws OperatorError if there is no good copy, or older ones could not be removed
 */
export function makeScheduledBackup({ from, folder, at, keep }: ScheduledBackup): Copied {
  makeFolders(folder, 0o700);
  // A program that was killed while it copied left a part behind, under another name than this copy's.
  for (const name of readdirSync(folder))
    if (name.endsWith(PART) && NAME.test(name.slice(0, -PART.length))) rmSync(join(folder, name));
  const name = nameAt(at);
  const copied = backUp(from, join(folder, name));
  if (!isSound(copied.path)) {
    rmSync(copied.path);
    throw new OperatorError(
      `The copy of ${from} was not good, and is removed. Is the disk of ${folder} failing?`,
    );
  }
  // The new one stays, even if the clock was set back and others have later names.
  const others = namesIn(folder).filter((other) => other !== name);
  for (const other of others.slice(0, Math.max(0, others.length - (keep - 1)))) rmSync(join(folder, other));
  return copied;
}
