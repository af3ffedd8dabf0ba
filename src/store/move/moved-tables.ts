import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteBaseInteger, SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../schema.ts';

/** A table that a move copies. Both engines have it, with the same columns. */
export interface MovedTable {
  readonly name: string;
  /** Without those that the database computes from others. */
  readonly columns: readonly string[];
  /** The columns of the primary key. Rows are copied in its order, so that a row that another one refers to comes first. */
  readonly key: readonly string[];
  /** Whether the database gives new rows the next id. */
  readonly hasSequence: boolean;
}

/** Every table, those first that others refer to. */
export const MOVED_TABLES: readonly MovedTable[] = inOrder(
  Object.values(schema).flatMap((one) => (is(one, SQLiteTable) ? [one] : [])),
).map((table) => {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const single = columns.filter(({ primary }) => primary);
  return {
    name,
    columns: columns.filter(({ generated }) => generated === undefined).map((column) => column.name),
    key: (single.length > 0 ? single : (primaryKeys[0]?.columns ?? [])).map((column) => column.name),
    hasSequence: single.some((column) => is(column, SQLiteBaseInteger) && column.autoIncrement),
  };
});

function inOrder(tables: readonly SQLiteTable[]): readonly SQLiteTable[] {
  const ordered = new Set<SQLiteTable>();
  const add = (table: SQLiteTable): void => {
    if (ordered.has(table)) return;
    for (const key of getTableConfig(table).foreignKeys) {
      const { foreignTable } = key.reference();
      if (foreignTable !== table) add(foreignTable);
    }
    ordered.add(table);
  };
  for (const table of tables) add(table);
  return [...ordered];
}
