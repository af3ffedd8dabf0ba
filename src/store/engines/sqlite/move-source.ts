import type Database from 'better-sqlite3';
import { refuseArriving } from '../../move/refusals.ts';
import type { MoveSource } from '../../move/sides.ts';
import { lockDatabase } from './lock.ts';
import { connect, explained, MIGRATIONS } from './database.ts';
import { checkContent } from './integrity.ts';
import { mark } from './mark-copy.ts';
import { clearMoveMark, MOVED_AWAY, moveMarkOf, putMoveMark } from './move-mark.ts';
import { restOf, rowsOf } from './move-rows.ts';
import { checkIsThere, refuseOtherVersions } from './open-shared.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';

/**
 * Opens a file to move what is in it. Until it is closed, no program starts on it, and nobody writes it.
 *
 * @throws OperatorError when a program runs on it, or it cannot be used
 */
export function sqliteSource(path: string): MoveSource {
  const { sqlite, close } = openAlone(path);
  const { movedAt } = moveMarkOf(sqlite);
  return {
    movedAt,
    rows: (table) => rowsOf(sqlite, table),
    rest: async () => restOf(sqlite),
    async markMoved(at) {
      putMoveMark(sqlite, at, MOVED_AWAY);
      sqlite.exec('COMMIT');
    },
    close: async () => close(),
  };
}

/**
 * Lets programs start again on a file that was moved. It lacks what came since, so it holds all pushes like a restored copy.
 *
 * @returns when it was moved
 * @throws OperatorError when it was not moved, or cannot be used
 */
export function undoMoveOf(path: string): number {
  const { sqlite, close } = openAlone(path);
  try {
    const { movedAt } = moveMarkOf(sqlite);
    if (movedAt === undefined) throw new OperatorError(`${path} was not moved. Nothing was changed.`);
    mark(sqlite, movedAt);
    clearMoveMark(sqlite);
    sqlite.exec('COMMIT');
    return movedAt;
  } finally {
    close();
  }
}

/** Opens a file with its lock, in a transaction that writes. */
function openAlone(path: string): { readonly sqlite: Database.Database; readonly close: () => void } {
  try {
    checkIsThere(path);
    const unlock = lockDatabase(path);
    try {
      checkContent(path, (sqlite) => {
        refuseOtherVersions(sqlite, path, MIGRATIONS);
        refuseArriving(path, moveMarkOf(sqlite));
      });
      const sqlite = connect(path);
      const close = (): void => {
        // It rolls back what is open.
        sqlite.close();
        unlock();
      };
      try {
        // An operator's command may be writing.
        sqlite.exec('BEGIN IMMEDIATE');
        return { sqlite, close };
      } catch (error) {
        sqlite.close();
        throw error;
      }
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}
