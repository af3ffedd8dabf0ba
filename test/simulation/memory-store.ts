import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import type { Db } from '../../src/store/database.ts';
import * as schema from '../../src/store/schema.ts';
import { storeOn, type Store } from '../../src/store/store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
let empty: Buffer | undefined;

export interface MemoryStore {
  readonly db: Db;
  readonly store: Omit<Store, 'close'>;
  close(): void;
}

/** A store on real SQLite, in memory: what was committed is there whatever becomes of the program. */
export function memoryStore(): MemoryStore {
  empty ??= migrated();
  const sqlite = new Database(empty);
  sqlite.pragma('foreign_keys = ON');
  const db = drizzle(sqlite, { schema });
  return { db, store: storeOn(db), close: () => void sqlite.close() };
}

function migrated(): Buffer {
  const sqlite = new Database(':memory:');
  migrate(drizzle(sqlite), { migrationsFolder: MIGRATIONS });
  const bytes = sqlite.serialize();
  sqlite.close();
  return bytes;
}
