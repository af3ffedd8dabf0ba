import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { USER } from './postgres-server.ts';
import { openWay, type Way } from './way.ts';

/** A way to the run's PostgreSQL that a test can cut, as a network does: nothing arrives, and nobody is told. */
export interface PostgresProxy extends Pick<Way, 'cut' | 'mend'> {
  /** How to reach a database through it. */
  urlOf(database: string): string;
}

/** Opens a way of its own. It ends with the test. */
export async function postgresProxy(): Promise<PostgresProxy> {
  const way = await openWay({ path: join(inject('postgresFolder'), '.s.PGSQL.5432') });
  onTestFinished(() => way.close());
  return {
    ...way,
    urlOf: (database) => `postgres://${USER}@127.0.0.1:${way.port}/${database}`,
  };
}
