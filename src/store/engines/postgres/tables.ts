import { getTableColumns, is, sql, SQL } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  foreignKey,
  index,
  json,
  pgTable,
  primaryKey,
  smallint,
  uniqueIndex,
  type AnyPgColumn,
  type PgColumnBuilderBase,
  type PgTableWithColumns,
} from 'drizzle-orm/pg-core';
import {
  getTableConfig,
  SQLiteBaseInteger,
  SQLiteBoolean,
  type Index,
  type SQLiteColumn,
  type SQLiteTable,
} from 'drizzle-orm/sqlite-core';

/** A table of PostgreSQL whose columns are not known to the compiler. */
type PgTable = PgTableWithColumns<never> & Readonly<Record<string, AnyPgColumn>>;

/**
 * Text that is compared by its code points, as SQLite compares it, whatever the database's own order is: lists, pages and the search by
 * name rely on it.
 */
const text = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/** What makes a random name of 24 hexadecimal digits, where SQLite has `hex(randomblob(12))`. */
const RANDOM_REF = sql`substr(replace(gen_random_uuid()::text, '-', ''), 1, 24)`;

/**
 * Returns the tables of PostgreSQL for SQLite's: the tables have one source, and every index, check and reference is the same.
 * drizzle-kit makes the migrations from them. The queries use SQLite's.
 *
 * @param schema SQLite's tables by their names in the code
 */
export function postgresTables<Name extends string>(
  schema: Readonly<Record<Name, SQLiteTable>>,
): Record<Name, PgTable> {
  const tables = new Map<SQLiteTable, PgTable>();
  const made: [string, PgTable][] = [];
  for (const [name, table] of Object.entries<SQLiteTable>(schema)) {
    const like = postgresTable(table, tables);
    tables.set(table, like);
    made.push([name, like]);
  }
  return Object.fromEntries(made) as Record<Name, PgTable>;
}

/** @param tables the others, to refer to. They are looked up when drizzle-kit asks for a table's references. */
function postgresTable(of: SQLiteTable, tables: ReadonlyMap<SQLiteTable, PgTable>): PgTable {
  const { name, indexes, checks, primaryKeys, foreignKeys } = getTableConfig(of);
  const columns = Object.entries(getTableColumns(of)).map(
    ([name, column]) => [name, postgresColumn(column)] as const,
  );
  const table = pgTable(name, Object.fromEntries(columns), (own) => {
    const ofColumn = (column: SQLiteColumn): AnyPgColumn => like(column, own);
    return [
      ...indexes.map((one) => postgresIndex(one, ofColumn)),
      ...checks.map(({ name, value }) => check(name, value)),
      ...primaryKeys.map((key) => primaryKey({ columns: several(key.columns.map(ofColumn)) })),
      ...foreignKeys.map((key) => {
        const { columns, foreignTable, foreignColumns } = key.reference();
        const other = tables.get(foreignTable);
        return foreignKey({
          name: key.getName(),
          columns: several(columns.map(ofColumn)),
          foreignColumns: several(foreignColumns.map((column) => like(column, other))),
        });
      }),
    ];
  });
  return table as unknown as PgTable;
}

/** The column of a table of PostgreSQL for one of SQLite. */
function like(column: SQLiteColumn, columns: Readonly<Record<string, AnyPgColumn>> = {}): AnyPgColumn {
  const [name = ''] = Object.entries(getTableColumns(column.table)).find(([, one]) => one === column) ?? [];
  const found = columns[name];
  if (found === undefined) throw new Error(`PostgreSQL has no column ${column.name}`);
  return found;
}

const several = <Column>(columns: readonly Column[]): [Column, ...Column[]] =>
  columns as [Column, ...Column[]];

/** Whole numbers are `bigint`: money, times and Telegram's ids do not fit less. Flags are 0 and 1, as SQLite's queries write them. */
function postgresColumn(column: SQLiteColumn): PgColumnBuilderBase {
  const { name } = column;
  const isNumber = is(column, SQLiteBaseInteger) && !is(column, SQLiteBoolean);
  if (is(column, SQLiteBaseInteger) && column.autoIncrement)
    return bigint(name, { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity();
  const builder = isNumber
    ? bigint(name, { mode: 'number' })
    : is(column, SQLiteBoolean)
      ? smallint(name)
      : column.dataType === 'json'
        ? json(name)
        : text(name);
  return withConstraints(builder as ReturnType<typeof text>, column);
}

function withConstraints(builder: ReturnType<typeof text>, column: SQLiteColumn): PgColumnBuilderBase {
  // PostgreSQL 15 to 17 have stored ones only.
  if (column.generated !== undefined) return builder.generatedAlwaysAs(column.generated.as as SQL).notNull();
  if (column.primary) builder.primaryKey();
  if (column.notNull) builder.notNull();
  if (column.isUnique) builder.unique(column.uniqueName);
  if (column.default !== undefined)
    builder.default(
      is(column.default, SQL) ? RANDOM_REF : (column.mapToDriverValue(column.default) as string),
    );
  return builder;
}

const postgresIndex = ({ config }: Index, ofColumn: (column: SQLiteColumn) => AnyPgColumn) =>
  (config.unique ? uniqueIndex : index)(config.name)
    .on(
      ...(config.columns.map((column) => (is(column, SQL) ? sql`(${column})` : ofColumn(column))) as [
        AnyPgColumn,
      ]),
    )
    .where(config.where as SQL);
