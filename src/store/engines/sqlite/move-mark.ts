import type Database from 'better-sqlite3';
import type { MoveMark } from '../../move/refusals.ts';
import { fromHeader, toMinutes } from './backup-mark.ts';

/**
 * The place of the mark of a move: SQLite's header has a number that names the kind of a file, which nothing of ours reads. It moves with the file, as the
 * mark of a copy does. Minutes since the Unix epoch; negative as long as the move to this file is not finished; 0 for no move.
 */
const MARK = 'application_id';

export const MOVED_AWAY = 1;
export const ARRIVING = -1;

export function putMoveMark(
  sqlite: Database.Database,
  at: number,
  which: typeof MOVED_AWAY | typeof ARRIVING,
): void {
  sqlite.pragma(`${MARK} = ${which * toMinutes(at)}`);
}

export function clearMoveMark(sqlite: Database.Database): void {
  sqlite.pragma(`${MARK} = 0`);
}

export function moveMarkOf(sqlite: Database.Database): MoveMark {
  const mark = Number(sqlite.pragma(MARK, { simple: true }));
  return { movedAt: fromHeader(mark), arrivingAt: fromHeader(-mark) };
}
