import type { DatabaseAddress } from '../../config/database-address.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Store } from '../port/store.ts';
import { storeOn } from '../store.ts';
import { besideTillbot as besideFile } from './sqlite/open-shared.ts';

/**
 * Does something with the store while a Tillbot may be running on it, on this machine or another. It creates and migrates nothing. Programs on
 * PostgreSQL are told, so that the one that leads looks for work at once.
 *
 * @throws OperatorError when the database cannot be used
 */
export async function besideTillbot<T>(
  database: DatabaseAddress,
  work: (store: Omit<Store, 'close'>) => Promise<T>,
): Promise<T> {
  if ('path' in database) return await besideFile(database.path, work);
  const { openPostgres } = await import('./postgres/database.ts');
  const { sayOnce } = await import('./postgres/signals.ts');
  const engine = await openPostgres(database.url, systemClock, { schema: 'current' });
  try {
    const result = await work(storeOn(engine));
    await sayOnce({ connectionString: database.url }, 'something changed');
    return result;
  } finally {
    engine.close();
    await engine.closed;
  }
}
