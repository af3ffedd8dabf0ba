import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { refuseFull } from '../../move/refusals.ts';
import type { Moved, MoveTarget } from '../../move/sides.ts';
import { moveSafely } from './backup.ts';
import { COPIED_AT, toMinutes } from './backup-mark.ts';
import { explained, MIGRATIONS } from './database.ts';
import { damaged, isFileAt, isSound, PART } from './integrity.ts';
import { lockDatabase } from './lock.ts';
import { ARRIVING, clearMoveMark, moveMarkOf, putMoveMark } from './move-mark.ts';
import { inserting, restOf, rowsOf } from './move-rows.ts';

/**
 * Opens a file that is not there yet, to move a database to it. It is written beside its place, and put there when it is whole.
 *
 * @throws OperatorError when something is there
 */
export function sqliteTarget(path: string): MoveTarget {
  const part = `${path}${PART}`;
  let sqlite: Database.Database | undefined;
  const open = (): Database.Database => {
    if (sqlite === undefined) throw new Error('the move has not begun');
    return sqlite;
  };
  const end = (): void => {
    sqlite?.close();
    sqlite = undefined;
  };
  try {
    const unlock = lockDatabase(path);
    try {
      return {
        arrivingAt: arrivingAt(path),
        rows: (table) => rowsOf(open(), table),
        rest: async () => restOf(open()),
        async begin() {
          sqlite = newDatabase(part);
        },
        async insert(table, rows) {
          const insert = inserting(open(), table);
          for (const row of rows) insert(row);
        },
        putRest: async (moved) => putRest(open(), moved),
        async arrive(at) {
          putMoveMark(open(), at, ARRIVING);
          open().exec('COMMIT');
          end();
          if (!isSound(part)) throw damaged(part);
          moveSafely(part, path);
        },
        async finish() {
          const whole = new Database(path, { fileMustExist: true });
          whole.pragma('synchronous = FULL');
          clearMoveMark(whole);
          whole.close();
        },
        async close() {
          end();
          unlock();
        },
      };
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}

function arrivingAt(path: string): number | undefined {
  if (!isFileAt(path)) return existsSync(`${path}-wal`) ? refuseFull(path) : undefined;
  const sqlite = new Database(path, { readonly: true });
  try {
    return moveMarkOf(sqlite).arrivingAt ?? refuseFull(path);
  } finally {
    sqlite.close();
  }
}

/** Makes a database with every table and no rows, in an open transaction. */
function newDatabase(part: string): Database.Database {
  rmSync(part, { force: true });
  // It holds customers' numbers, so only its owner may read it.
  closeSync(openSync(part, 'ax', 0o600));
  const sqlite = new Database(part);
  // It is of no use until it is whole, and on the disk then.
  sqlite.pragma('journal_mode = MEMORY');
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('foreign_keys = OFF');
  migrate(drizzle(sqlite), { migrationsFolder: MIGRATIONS });
  sqlite.exec('BEGIN');
  // Migrations make the first merchant.
  sqlite.exec('DELETE FROM merchants');
  return sqlite;
}

function putRest(sqlite: Database.Database, { lastIds, heldSince }: Moved): void {
  const put = sqlite.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)');
  for (const [table, id] of lastIds) {
    sqlite.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table);
    if (id > 0) put.run(table, id);
  }
  sqlite.pragma(`${COPIED_AT} = ${heldSince === undefined ? 0 : toMinutes(heldSince)}`);
}
