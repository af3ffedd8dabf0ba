import type { Client } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { refuseArriving } from '../../move/refusals.ts';
import type { MoveSource } from '../../move/sides.ts';
import { connectTo, explained } from './database.ts';
import { withoutValues } from './faults.ts';
import { MIGRATIONS, refuseOlder } from './migrate.ts';
import { moveMarkIn, putMoveMarkIn } from './move-mark.ts';
import { beginAlone, endLease, freeLease } from './move-alone.ts';
import { restOf, rowsOf } from './move-rows.ts';
import { holdIfElsewhere } from './origin.ts';
import { prepareRestored } from './prepare-restored.ts';

/**
 * Opens a database of PostgreSQL to move what is in it. Until it is closed, no program starts on it, and nobody writes it.
 *
 * @throws OperatorError when a program runs on it, or it cannot be used
 */
export async function postgresSource(url: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<MoveSource> {
  const client = await openAlone(url, clock);
  const { movedAt } = await moveMarkIn(client);
  return {
    movedAt,
    rows: (table) => rowsOf(client, table),
    rest: () => restOf(client),
    async markMoved(at) {
      await putMoveMarkIn(client, 'moved_at', at);
      await endLease(client);
      await client.query('COMMIT');
    },
    // What is open is rolled back.
    close: () => client.end(),
  };
}

/**
 * Lets programs start again on a database that was moved. It lacks what came since, so it holds all pushes like a restored copy.
 *
 * @returns when it was moved
 * @throws OperatorError when it was not moved, or cannot be used
 */
export async function undoMoveIn(url: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<number> {
  const client = await openAlone(url, clock);
  try {
    const { movedAt } = await moveMarkIn(client);
    if (movedAt === undefined) throw new OperatorError('This database was not moved. Nothing was changed.');
    await putMoveMarkIn(client, 'moved_at', undefined);
    await freeLease(client);
    await prepareRestored((text) => client.query(text), movedAt);
    await client.query('COMMIT');
    return movedAt;
  } finally {
    await client.end();
  }
}

/** Connects for this program alone, in a transaction in which nobody else writes. */
async function openAlone(url: string, clock: Pick<Clock, 'now' | 'sleep'>): Promise<Client> {
  const client = await connectTo(url);
  try {
    await refuseOlder(client, MIGRATIONS);
    await holdIfElsewhere(client, clock.now());
    refuseArriving('This database', await moveMarkIn(client));
    await beginAlone(client, clock);
    return client;
  } catch (error) {
    await client.end();
    throw withoutValues(explained(error, client));
  }
}
