import type { ClientConfig } from 'pg';
import { postgresEngine } from '../../src/store/engines/postgres/engine.ts';
import { openPools } from '../../src/store/engines/postgres/pool.ts';
import type { Engine } from '../../src/store/engine.ts';
import { storeOn } from '../../src/store/store.ts';
import type { RunStore } from './memory-store.ts';
import { KEYRING } from './shops.ts';
import { syncPostgres } from './sync-postgres.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Opens the store of a run on a migrated database of PostgreSQL without rows. Virtual time waits for its transactions. */
export function postgresStore(connection: ClientConfig, clock: VirtualClock): RunStore {
  const engine = postgresEngine(openPools({ ...connection, allowExitOnIdle: true }), clock);
  const rows = syncPostgres(connection);
  const waiting =
    <Given extends readonly unknown[], T>(call: (...given: Given) => Promise<T>) =>
    (...given: Given): Promise<T> =>
      clock.awaits(call(...given));
  const watched: Engine = {
    ...engine,
    write: (work, options) => clock.awaits(engine.write(work, options)),
    read: (work) => clock.awaits(engine.read(work)),
    purgeOverwritten: waiting(engine.purgeOverwritten),
  };
  return {
    db: rows.db,
    engine: watched,
    store: storeOn(watched, KEYRING),
    copy: () => unsupported('a copy'),
    onDisk: () => unsupported('a power cut'),
    // Its disk has room.
    hasRoom: () => undefined,
    async close() {
      engine.close();
      await Promise.all([engine.closed, rows.close()]);
    },
  };
}

function unsupported(what: string): never {
  throw new Error(`on PostgreSQL, no run has ${what}`);
}
