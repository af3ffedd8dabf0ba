import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { knownMigrations, MIGRATIONS } from '../../src/store/engines/sqlite/database.ts';
import { putMigratedDatabase } from './migrated-database.ts';

const ROWS = fileURLToPath(new URL('../store/engines/sqlite/upgrades', import.meta.url));

/** Makes a database with rows in every table, of charges in every state. They are those of the newest version in `upgrades/`. */
export function putFullDatabase(path: string): void {
  putMigratedDatabase(path);
  const sqlite = new Database(path);
  sqlite.pragma('foreign_keys = OFF');
  sqlite.exec(readFileSync(join(ROWS, `${knownMigrations(MIGRATIONS).at(-1)?.tag}.sql`), 'utf8'));
  sqlite.close();
}

/** Everything that a file holds, but for the pages in which it is. */
export function contentOf(path: string): Readonly<Record<string, unknown>> {
  const sqlite = new Database(path, { readonly: true });
  try {
    const tables = sqlite
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '__*' ORDER BY name")
      .pluck()
      .all() as string[];
    return {
      copiedAt: sqlite.pragma('user_version', { simple: true }),
      ...Object.fromEntries(
        tables.map((table) => [table, sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()]),
      ),
    };
  } finally {
    sqlite.close();
  }
}
