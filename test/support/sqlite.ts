import type Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { sqliteEngine } from '../../src/store/engines/sqlite/engine.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import * as schema from '../../src/store/schema.ts';
import { storeOn, type Store } from '../../src/store/store.ts';

/** A test's own way to the rows, beside the store: its queries run at once. */
export type Db = BetterSQLite3Database<typeof schema> & { readonly $client: Database.Database };

export const dbOn = (sqlite: Database.Database): Db => drizzle(sqlite, { schema });

/** The store on an open database. A database has one: two would run their transactions into each other. */
export const storeOnSqlite = (sqlite: Database.Database, keyring?: Keyring): Omit<Store, 'close'> =>
  storeOn(sqliteEngine(sqlite), keyring);
