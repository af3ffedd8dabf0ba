import type Database from 'better-sqlite3';
import { MOVED_TABLES, type MovedTable } from '../../move/moved-tables.ts';
import { BATCH, type Moved, type Row } from '../../move/sides.ts';
import { copiedAtOf } from './backup-mark.ts';

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** Reads a table in batches, by its key. */
export async function* rowsOf(
  sqlite: Database.Database,
  { name, columns, key }: MovedTable,
): AsyncGenerator<readonly Row[]> {
  const rows = sqlite
    .prepare(`SELECT ${quoted(columns)} FROM "${name}" ORDER BY ${quoted(key)}`)
    .raw()
    .iterate() as IterableIterator<Row>;
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Returns what inserts rows into a table. */
export function inserting(sqlite: Database.Database, { name, columns }: MovedTable): (row: Row) => void {
  const places = columns.map(() => '?').join(', ');
  const insert = sqlite.prepare(`INSERT INTO "${name}" (${quoted(columns)}) VALUES (${places})`);
  return (row) => void insert.run(...row);
}

export function restOf(sqlite: Database.Database): Moved {
  // There is no row before the first insert.
  const last = sqlite.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck();
  return {
    lastIds: new Map(
      MOVED_TABLES.flatMap(({ name, hasSequence }) =>
        hasSequence ? [[name, Number(last.get(name) ?? 0)] as const] : [],
      ),
    ),
    heldSince: copiedAtOf(sqlite),
  };
}
