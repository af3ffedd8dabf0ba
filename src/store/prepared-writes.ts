import { getTableColumns, sql, type Column, type SQL } from 'drizzle-orm';
import type { SQLiteInsertBase, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Tx } from './engine.ts';
import { preparedOnce } from './prepared.ts';

/** Values for the columns of a table, by their names in the code. A value that is undefined is left out. */
type Row = Readonly<Record<string, unknown>>;

/** A statement that can be prepared. */
interface Statement<Result> {
  prepare(): { execute(values: Row): PromiseLike<Result> };
}

/**
 * Returns a function that inserts a row. Its statement is built once for each choice of columns.
 *
 * @param finish adds to the statement what happens on a conflict, and what it returns
 */
export function preparedInsert<Of extends SQLiteTable, Result = unknown>(
  table: Of,
  finish: (insert: SQLiteInsertBase<Of, 'async', unknown>) => Statement<Result> = (insert) =>
    insert as unknown as Statement<Result>,
): (tx: Tx, row: Of['$inferInsert']) => Promise<Result> {
  const insert = preparedOnce((tx, names: string) =>
    finish(tx.insert(table).values(placeholdersOf(names) as Of['$inferInsert']) as never),
  );
  const columns = getTableColumns(table);
  return async (tx, row) => {
    const given = givenOf(columns, row);
    return await insert(tx, namesOf(given)).execute(given);
  };
}

/**
 * Returns a function that updates rows. Its statement is built once for each choice of columns.
 *
 * @param where which rows, with placeholders
 * @param also changes that every call makes
 */
export function preparedUpdate<Of extends SQLiteTable>(
  table: Of,
  where: SQL | undefined,
  also: Readonly<Record<string, SQL>> = {},
): (tx: Tx, which: Row, set: Partial<Of['$inferSelect']>) => Promise<void> {
  const update = preparedOnce((tx, names: string) =>
    tx
      .update(table)
      .set({ ...placeholdersOf(names), ...also } as never)
      .where(where),
  );
  const columns = getTableColumns(table);
  return async (tx, which, set) => {
    const given = givenOf(columns, set);
    await update(tx, namesOf(given)).execute({ ...which, ...given });
  };
}

/** A placeholder for a column's value. The prefix sets it apart from those of a condition. */
const PREFIX = 'set ';
const namesOf = (given: Row): string => Object.keys(given).join();

/** Returns placeholders for the columns with these names. */
const placeholdersOf = (names: string): Readonly<Record<string, SQL>> =>
  Object.fromEntries(
    names.split(',').map((name) => [name.slice(PREFIX.length), sql`${sql.placeholder(name)}`]),
  );

/** Returns what a row's placeholders stand for, as the database keeps it. Drizzle would turn a null of a JSON column into text. */
function givenOf(columns: Readonly<Record<string, Column>>, row: Row): Row {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row))
    if (value !== undefined)
      given[PREFIX + name] = value === null ? null : columns[name]?.mapToDriverValue(value);
  return given;
}
