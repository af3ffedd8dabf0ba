import type Database from 'better-sqlite3';
import type { RanStatement } from './recorded-statements.ts';

/**
 * Returns the steps of SQLite's plan for a statement (https://sqlite.org/eqp.html) that may touch more than one row: scans,
 * searches by a part of an index, and sorting. The text is SQLite's, with the names of tables instead of aliases.
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

/** Returns the table behind a name in a plan, or undefined for a subquery or a list, which has its own plan. */
function tableOf(sql: string, name: string): string | undefined {
  if (name.startsWith('(') || name === 'json_each' || name === 'CONSTANT') return undefined;
  if (new RegExp(`\\) (?:AS )?"?${name}"?(?!\\w)`, 'i').test(sql)) return undefined;
  const [, table = name] = new RegExp(`"?(\\w+)"? (?:AS )?"?${name}"?(?!["\\w.])`, 'i').exec(sql) ?? [];
  return /^(?:from|join|update|into)$/i.test(table) ? name : table;
}

/** Whether a search finds at most one row: it gives the rowid, or every column of a unique index. */
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
