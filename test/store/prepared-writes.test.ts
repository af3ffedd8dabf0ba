import Database from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { expect, onTestFinished, test } from 'vitest';
import { drizzleOn } from '../../src/store/engines/sqlite/statements.ts';
import { ID } from '../../src/store/prepared.ts';
import { preparedInsert, preparedUpdate } from '../../src/store/prepared-writes.ts';

const things = sqliteTable('things', {
  id: integer().primaryKey(),
  name: text().notNull().default('none'),
  isNew: integer('is_new', { mode: 'boolean' }),
  detail: text({ mode: 'json' }).$type<{ readonly n: number }>(),
  changes: integer().notNull().default(0),
});

/** Drizzle on a database with one table, and its rows as SQLite stores them. */
function rig() {
  const sqlite = new Database(':memory:');
  onTestFinished(() => void sqlite.close());
  sqlite.exec(
    `CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'none', is_new INTEGER, detail TEXT,
     changes INTEGER NOT NULL DEFAULT 0)`,
  );
  return { tx: drizzleOn(sqlite), stored: () => sqlite.prepare('SELECT * FROM things ORDER BY id').all() };
}

test('a row is inserted as its columns store it; null is NULL, and what is left out has its default', async () => {
  const { tx, stored } = rig();
  const insert = preparedInsert(things);
  await insert(tx, { id: 1, name: 'one', isNew: true, detail: { n: 1 } });
  await insert(tx, { id: 2, isNew: null, detail: null });
  await insert(tx, { id: 3, name: undefined, isNew: false });
  expect(stored()).toEqual([
    { id: 1, name: 'one', is_new: 1, detail: '{"n":1}', changes: 0 },
    { id: 2, name: 'none', is_new: null, detail: null, changes: 0 },
    { id: 3, name: 'none', is_new: 0, detail: null, changes: 0 },
  ]);
});

test('an insert does on a conflict, and returns, what it was given', async () => {
  const { tx, stored } = rig();
  const put = preparedInsert(things, (insert) =>
    insert
      .onConflictDoUpdate({ target: things.id, set: { changes: sql`${things.changes} + 1` } })
      .returning({ id: things.id, changes: things.changes }),
  );
  expect(await put(tx, { id: 1 })).toEqual([{ id: 1, changes: 0 }]);
  expect(await put(tx, { id: 1 })).toEqual([{ id: 1, changes: 1 }]);
  expect(stored()).toHaveLength(1);
});

test('an update changes the given columns of the rows that it is for, and what it always changes', async () => {
  const { tx, stored } = rig();
  const insert = preparedInsert(things);
  for (const id of [1, 2]) await insert(tx, { id, name: 'old', isNew: true, detail: { n: 1 } });
  const update = preparedUpdate(things, eq(things.id, ID), { changes: sql`${things.changes} + 1` });
  await update(tx, { id: 1 }, { detail: { n: 2 } });
  // A column may have the name of a placeholder of the condition.
  await update(tx, { id: 2 }, { id: 3, name: 'new', detail: null });
  expect(stored()).toEqual([
    { id: 1, name: 'old', is_new: 1, detail: '{"n":2}', changes: 1 },
    { id: 3, name: 'new', is_new: 1, detail: null, changes: 1 },
  ]);
});

test('one function writes to several databases', async () => {
  const [one, other] = [rig(), rig()];
  const insert = preparedInsert(things);
  await insert(one.tx, { id: 1 });
  await insert(other.tx, { id: 2 });
  expect([one.stored(), other.stored()]).toMatchObject([[{ id: 1 }], [{ id: 2 }]]);
});
