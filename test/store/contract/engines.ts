import { beforeAll, describe, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import type { Keyring } from '../../../src/security/keyring.ts';
import { postgresEngine } from '../../../src/store/engines/postgres/engine.ts';
import { sqliteEngine } from '../../../src/store/engines/sqlite/engine.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { storeOn } from '../../../src/store/store.ts';
import { memoryDatabase } from '../../simulation/memory-store.ts';
import { hasPostgres } from '../../support/postgres-server.ts';
import { borrowDatabase, giveBack } from '../../support/postgres.ts';
import { hire, type WhenFinished } from '../../support/store.ts';

/** An empty database of one test. */
export interface TestDatabase {
  /** Opens the store as a program that starts with these keys does. Stores that were opened before must not be used any more. */
  open(keyring?: Keyring): Promise<Store>;
  close(): Promise<void>;
}

/** An engine that the contract is tested on. */
interface EngineUnderTest {
  readonly name: string;
  /** Whether its tests are in the slow tier. */
  readonly isSlow: boolean;
  newDatabase(): Promise<TestDatabase>;
}

const sqliteInMemory: EngineUnderTest = {
  name: 'SQLite in memory',
  isSlow: false,
  async newDatabase() {
    const engine = sqliteEngine(memoryDatabase());
    return {
      // A database in memory is gone when it is closed, so its stores share one engine.
      open: async (keyring) => ({ ...storeOn(engine, keyring), close: () => undefined }),
      close: async () => engine.close(),
    };
  },
};

const postgres: EngineUnderTest = {
  name: 'PostgreSQL',
  // A statement is a message to another process and back.
  isSlow: true,
  async newDatabase() {
    const database = await borrowDatabase();
    const engine = postgresEngine(database.pools, systemClock);
    return {
      // The connections are used again, so they stay open.
      open: async (keyring) => ({ ...storeOn(engine, keyring), close: () => undefined }),
      close: () => giveBack(database),
    };
  },
};

/** Every engine must pass every test of this folder. To add one, list it here. */
const ENGINES: readonly EngineUnderTest[] = [sqliteInMemory, ...(hasPostgres ? [postgres] : [])];

/** The engine whose tests run. A file's tests run one after another. */
let current = sqliteInMemory;

/** Runs tests once on each engine. */
export function onEveryEngine(tests: () => void): void {
  for (const engine of ENGINES)
    describe(`on ${engine.name}`, { tags: engine.isSlow ? ['slow'] : [] }, () => {
      beforeAll(() => {
        current = engine;
      });
      tests();
    });
}

/** A database of the engine under test, closed when the test ends. */
export async function newDatabase(whenFinished: WhenFinished = onTestFinished): Promise<TestDatabase> {
  const database = await current.newDatabase();
  whenFinished(() => database.close());
  return database;
}

/** An empty store of the engine under test, in which Asha (7) is an owner of the first merchant. */
export async function newStore(
  keyring?: Keyring,
  whenFinished: WhenFinished = onTestFinished,
): Promise<Store> {
  const store = await (await newDatabase(whenFinished)).open(keyring);
  await hire(store);
  return store;
}
