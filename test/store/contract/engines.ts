import { beforeAll, describe, onTestFinished } from 'vitest';
import type { Keyring } from '../../../src/security/keyring.ts';
import { sqliteEngine } from '../../../src/store/engines/sqlite/engine.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { storeOn } from '../../../src/store/store.ts';
import { memoryDatabase } from '../../simulation/memory-store.ts';
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
  newDatabase(): Promise<TestDatabase>;
}

const sqliteInMemory: EngineUnderTest = {
  name: 'SQLite in memory',
  async newDatabase() {
    const engine = sqliteEngine(memoryDatabase());
    return {
      // A database in memory is gone when it is closed, so its stores share one engine.
      open: async (keyring) => ({ ...storeOn(engine, keyring), close: () => undefined }),
      close: async () => engine.close(),
    };
  },
};

/** Every engine must pass every test of this folder. To add one, list it here. */
const ENGINES: readonly EngineUnderTest[] = [sqliteInMemory];

/** The engine whose tests run. A file's tests run one after another. */
let current = sqliteInMemory;

/** Runs tests once on each engine. */
export function onEveryEngine(tests: () => void): void {
  describe.each(ENGINES)('on $name', (engine) => {
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
