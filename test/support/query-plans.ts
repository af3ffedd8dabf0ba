import type Database from 'better-sqlite3';
import type { RanStatement } from './recorded-statements.ts';

/**
 * The steps of SQLite's plan for a statement (https://sqlite.org/eqp.html) that are no look at one row: scans, searches of a
 * part of an index, and sorting. As SQLite puts it, with the tables' own names.
 */
export function stepsOf(sqlite: Database.Database, { sql, values }: RanStatement): readonly string[] {
  const plan = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { readonly detail: string }[];
  return plan.flatMap(({ detail }) => {
    const [, how, name = '', rest = ''] = /^(SCAN|SEARCH|USE) (\S+)(.*?)(?: LEFT-JOIN)?$/.exec(detail) ?? [];
    if (how === undefined) return [];
    if (how === 'USE') return [detail];
    const table = tableOf(sql, name);
    return table === undefined || isOneRow(sqlite, table, rest) ? [] : [`${how} ${table}${rest}`];
  });
}

/** The table that a plan names by its alias, or undefined for what has a plan of its own: a query within the query, a list. */
function tableOf(sql: string, name: string): string | undefined {
  if (name.startsWith('(') || name === 'json_each' || name === 'CONSTANT') return undefined;
  if (new RegExp(`\\) (?:AS )?"?${name}"?(?!\\w)`, 'i').test(sql)) return undefined;
  const [, table = name] = new RegExp(`"?(\\w+)"? (?:AS )?"?${name}"?(?!["\\w.])`, 'i').exec(sql) ?? [];
  return /^(?:from|join|update|into)$/i.test(table) ? name : table;
}

/** Whether a search finds a row at most: every column of a unique index, or the row's own id, is given. */
function isOneRow(sqlite: Database.Database, table: string, search: string): boolean {
  if (search === ' USING INTEGER PRIMARY KEY (rowid=?)') return true;
  const [, index = '', given = ''] = /^ USING (?:COVERING )?INDEX (\S+) \((.*)\)$/.exec(search) ?? [];
  const indexes = sqlite.pragma(`index_list("${table}")`) as {
    readonly name: string;
    readonly unique: 0 | 1;
  }[];
  if (indexes.find(({ name }) => name === index)?.unique !== 1) return false;
  const columns = sqlite.pragma(`index_info("${index}")`) as { readonly name: string }[];
  return given === columns.map(({ name }) => `${name}=?`).join(' AND ');
}
