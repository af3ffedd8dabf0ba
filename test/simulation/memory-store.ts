import Database from 'better-sqlite3';
import { mark } from '../../src/store/engines/sqlite/mark-copy.ts';
import { migratedDatabase } from '../support/migrated-database.ts';
import { dbOn, storeOnSqlite, type Db } from '../support/sqlite.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import type { Store } from '../../src/store/port/store.ts';

export interface MemoryStore {
  readonly db: Db;
  readonly store: Omit<Store, 'close'>;
  /** The database as it is committed now, marked as a copy of this moment. */
  copy(at: number): Buffer;
  /** Whether the disk has room: without, whatever needs a page more fails. */
  hasRoom(room: boolean): void;
  close(): void;
}

/** A database in memory, with nothing in it unless `bytes` has something. */
export function memoryDatabase(bytes: Buffer = migratedDatabase()): Database.Database {
  const sqlite = new Database(bytes);
  sqlite.pragma('foreign_keys = ON');
  return sqlite;
}

/** A store on real SQLite, in memory: what was committed is there whatever becomes of the program. */
export function memoryStore(bytes?: Buffer, keyring?: Keyring): MemoryStore {
  const sqlite = memoryDatabase(bytes);
  return {
    db: dbOn(sqlite),
    store: storeOnSqlite(sqlite, keyring),
    copy(at) {
      const copy = new Database(sqlite.serialize());
      mark(copy, at);
      const copied = copy.serialize();
      copy.close();
      return copied;
    },
    hasRoom(room) {
      const pages = Number(sqlite.pragma('page_count', { simple: true }));
      sqlite.pragma(`max_page_count = ${room ? MOST_PAGES : pages}`);
    },
    close: () => void sqlite.close(),
  };
}

/** SQLite's own limit, as good as none. */
const MOST_PAGES = 4_294_967_294;
