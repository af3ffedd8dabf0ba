import type { DatabaseAddress } from '../../config/database-address.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Store } from '../port/store.ts';
import { storeOn } from '../store.ts';
import { besideTillbot as besideFile } from './sqlite/open-shared.ts';

/**
 * Does something with the store while a Tillbot may be running on it. It creates and migrates nothing.
 *
 * @throws OperatorError when the database cannot be used
 */
export async function besideTillbot<T>(
  database: DatabaseAddress,
  work: (store: Omit<Store, 'close'>) => Promise<T>,
): Promise<T> {
  if ('path' in database) return await besideFile(database.path, work);
  const { openPostgres } = await import('./postgres/database.ts');
  const engine = await openPostgres(database.url, systemClock, { schema: 'current' });
  try {
    return await work(storeOn(engine));
  } finally {
    engine.close();
    await engine.closed;
  }
}
