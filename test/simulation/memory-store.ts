import Database from 'better-sqlite3';
import type { Engine } from '../../src/store/engine.ts';
import { sqliteEngine } from '../../src/store/engines/sqlite/engine.ts';
import { groupCommit } from '../../src/store/engines/sqlite/group-commit.ts';
import { storeOn } from '../../src/store/store.ts';
import { mark } from '../../src/store/engines/sqlite/mark-copy.ts';
import { migratedDatabase } from '../support/migrated-database.ts';
import { dbOn, type Db } from '../support/sqlite.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface MemoryStore {
  readonly db: Db;
  readonly engine: Engine;
  readonly store: Omit<Store, 'close'>;
  /** The database as it is committed now, marked as a copy of this moment. */
  copy(at: number): Buffer;
  /** The database as a power cut leaves it now: without the commits that are not on the disk. */
  onDisk(): Buffer;
  /** Sets whether the disk has room. Without room, a statement that needs another page fails. */
  hasRoom(room: boolean): void;
  close(): void;
}

/** The store of a run, on whichever database. */
export interface RunStore extends Omit<MemoryStore, 'close'> {
  close(): void | Promise<void>;
}

/** A database in memory. It is empty if `bytes` is not given. */
export function memoryDatabase(bytes: Buffer = migratedDatabase()): Database.Database {
  const sqlite = new Database(bytes);
  sqlite.pragma('foreign_keys = ON');
  return sqlite;
}

/** How a machine loses power. */
export interface PowerCuts {
  readonly clock: VirtualClock;
  /** Whether no commit is awaited, which is a fault. */
  readonly allDelayed?: boolean;
}

/**
 * A store on real SQLite, in memory. Commits survive a crash of the program.
 *
 * @param cuts lets commits be on the disk some milliseconds later, as in the real program; otherwise they are at once
 */
export function memoryStore(bytes?: Buffer, keyring?: Keyring, cuts?: PowerCuts): MemoryStore {
  const sqlite = memoryDatabase(bytes);
  const disk = cuts === undefined ? undefined : slowDisk(sqlite, cuts);
  const engine = disk?.engine ?? sqliteEngine(sqlite);
  return {
    db: dbOn(sqlite),
    engine,
    store: storeOn(engine, keyring),
    onDisk: () => disk?.onDisk() ?? sqlite.serialize(),
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

/** How long a sync takes. */
const SYNC_MS = 8;

/** A disk on which commits are some milliseconds after they are made. */
function slowDisk(sqlite: Database.Database, { clock, allDelayed = false }: PowerCuts) {
  let onDisk = sqlite.serialize();
  const { watched, betweenTransactions } = transactionsOf(sqlite);
  const disk = {
    async sync() {
      // A real disk may take the commit, too, that is made while it is asked.
      await betweenTransactions();
      const asked = sqlite.serialize();
      await clock.nap(SYNC_MS);
      onDisk = asked;
    },
  };
  const engine = sqliteEngine(watched, { group: groupCommit(disk, clock, () => undefined) });
  const weak: Engine = { ...engine, write: (work) => engine.write(work, { durability: 'delayed' }) };
  return { engine: allDelayed ? weak : engine, onDisk: () => onDisk };
}

/** Lets somebody wait until no transaction is open. */
function transactionsOf(sqlite: Database.Database) {
  let waiting: (() => void)[] = [];
  const ended = <Result>(result: Result): Result => {
    for (const resume of waiting) resume();
    waiting = [];
    return result;
  };
  const prepare = (source: string): Database.Statement => {
    const statement = sqlite.prepare(source);
    if (source !== 'COMMIT') return statement;
    return Object.assign(Object.create(statement) as typeof statement, { run: () => ended(statement.run()) });
  };
  const exec = (source: string): Database.Database => ended(sqlite.exec(source));
  return {
    watched: Object.assign(Object.create(sqlite) as typeof sqlite, { prepare, exec }),
    betweenTransactions: async (): Promise<void> => {
      if (sqlite.inTransaction) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

/** SQLite's own limit. */
const MOST_PAGES = 4_294_967_294;
