import type { DatabaseAddress } from '../../config/database-address.ts';
import type { Clock } from '../../runtime/clock.ts';
import { move, type MoveProgress } from '../move/move.ts';
import type { MoveSource, MoveTarget } from '../move/sides.ts';
import { sqliteSource, undoMoveOf } from './sqlite/move-source.ts';
import { sqliteTarget } from './sqlite/move-target.ts';

/**
 * Moves a whole database to an empty one, while no program runs on either. No program starts on the former one afterwards.
 *
 * @throws OperatorError when one of them cannot be used, or they differ afterwards
 */
export async function moveDatabase(
  from: DatabaseAddress,
  to: DatabaseAddress,
  clock: Pick<Clock, 'now' | 'sleep'>,
  progress: MoveProgress,
): Promise<void> {
  const source = await openSource(from, clock);
  try {
    const target = await openTarget(to, clock);
    try {
      await move(source, target, clock.now(), progress);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Lets programs start again on a database that was moved. Pushes are held then, because it lacks what came since.
 *
 * @returns when it was moved (epoch ms)
 * @throws OperatorError when it was not moved, or cannot be used
 */
export async function undoMove(
  database: DatabaseAddress,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<number> {
  if ('path' in database) return undoMoveOf(database.path);
  const { undoMoveIn } = await import('./postgres/move-source.ts');
  return await undoMoveIn(database.url, clock);
}

async function openSource(
  database: DatabaseAddress,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<MoveSource> {
  if ('path' in database) return sqliteSource(database.path);
  const { postgresSource } = await import('./postgres/move-source.ts');
  return await postgresSource(database.url, clock);
}

async function openTarget(
  database: DatabaseAddress,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<MoveTarget> {
  if ('path' in database) return sqliteTarget(database.path);
  const { postgresTarget } = await import('./postgres/move-target.ts');
  return await postgresTarget(database.url, clock);
}
