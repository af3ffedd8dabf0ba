import type { ClientBase } from 'pg';
import { MOVED_TABLES, type MovedTable } from '../../move/moved-tables.ts';
import { BATCH, type Moved, type Row } from '../../move/sides.ts';
import { wholeMinutes } from './move-mark.ts';
import { toPostgres } from '../../portable-value.ts';
import { sqliteValues } from './values.ts';

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** Reads a table in batches, by its key, within the transaction that is open. */
export async function* rowsOf(
  client: ClientBase,
  { name, columns, key }: MovedTable,
): AsyncGenerator<readonly Row[]> {
  await client.query(
    `DECLARE moved NO SCROLL CURSOR FOR SELECT ${quoted(columns)} FROM "${name}" ORDER BY ${quoted(key)}`,
  );
  for (;;) {
    const { rows } = await client.query<(string | number | null)[]>({
      text: `FETCH ${BATCH} FROM moved`,
      rowMode: 'array',
      types: sqliteValues,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) break;
  }
  await client.query('CLOSE moved');
}

/** Returns what inserts rows. A column's values are one parameter, of its type's array; a list of its own holds no JSON. */
export function inserter(client: ClientBase) {
  const statements = new Map<string, string>();
  const statementFor = async ({ name, columns }: MovedTable): Promise<string> => {
    const known = statements.get(name);
    if (known !== undefined) return known;
    const { rows } = await client.query<{ name: string; type: string }>(
      `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0`,
      [`"${name}"`],
    );
    const types = columns.map((column) => rows.find((row) => row.name === column)?.type ?? 'text');
    const arrays = types.map((type, n) => `$${n + 1}::${type === 'json' ? 'text' : type}[]`);
    const values = types.map((type, n) => `c${n}::${type}`);
    const statement =
      `INSERT INTO "${name}" (${quoted(columns)}) SELECT ${values.join(', ')} ` +
      `FROM unnest(${arrays.join(', ')}) AS r(${types.map((_, n) => `c${n}`).join(', ')})`;
    statements.set(name, statement);
    return statement;
  };
  return async (table: MovedTable, rows: readonly Row[]): Promise<void> => {
    const values = table.columns.map((_, n) => rows.map((row) => toPostgres(row[n])));
    await client.query(await statementFor(table), values);
  };
}

export async function restOf(client: ClientBase): Promise<Moved> {
  const lastIds = new Map<string, number>();
  for (const { name, hasSequence, key } of MOVED_TABLES) {
    if (!hasSequence) continue;
    const { rows } = await client.query<{ last: string | null }>(
      // Null before the first id.
      'SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) AS last',
      [`"${name}"`, key[0]],
    );
    lastIds.set(name, Number(rows[0]?.last ?? 0));
  }
  const { rows } = await client.query<{ at: string | null }>(
    'SELECT held_since AS at FROM database_origin WHERE held_since IS NOT NULL',
  );
  const at = rows[0]?.at ?? undefined;
  return { lastIds, heldSince: at === undefined ? undefined : wholeMinutes(Number(at)) };
}
