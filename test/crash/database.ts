import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Keyring } from '../../src/security/keyring.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';
import { readRecords, type Records } from './records.ts';

/** The database of the programs that are killed. */
export interface CrashDatabase {
  /** `DATABASE_URL` of a program. */
  readonly url: string;
  /** Opens it while no program runs. */
  open(keyring: Keyring): Promise<Store>;
  records(): Promise<Records>;
  /** What is wrong with what the engine keeps; undefined if nothing is. */
  damage(): Promise<string | undefined>;
  /** Resolves when the next program may start: no connection of the last one is left. */
  free(): Promise<void>;
  /** The engine, if it is a process of its own. */
  readonly engine?: CrashEngine;
  close(): Promise<void>;
}

/** An engine that can crash. It is started again at once. */
export interface CrashEngine {
  /** Where its programs connect. */
  readonly socketPath: string;
  /** The present process. */
  pid(): number;
  /** Crashes it. Resolves when it has recovered. */
  crash(signal: CrashSignal): Promise<void>;
  /** How often it has ended. */
  crashes(): number;
}

/** `SIGQUIT`: an immediate shutdown (`pg_ctl stop -m immediate`). `SIGKILL`: nobody gets to do anything. */
export type CrashSignal = 'SIGQUIT' | 'SIGKILL';

/** SQLite's file in a folder. */
export function sqliteIn(folder: string): CrashDatabase {
  const name = 'payments.db';
  const path = join(folder, name);
  const reading = <T>(read: (sqlite: Database.Database) => T): T => {
    const sqlite = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return read(sqlite);
    } finally {
      sqlite.close();
    }
  };
  return {
    url: `file:${name}`,
    open: async (keyring) => openStore(path, keyring),
    records: () => readRecords(async (query) => reading((sqlite) => sqlite.prepare(query).all())),
    async damage() {
      const report = reading((sqlite) => sqlite.pragma('integrity_check', { simple: true }));
      return report === 'ok' ? undefined : String(report);
    },
    free: async () => undefined,
    close: async () => undefined,
  };
}
