import { eq, inArray, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import Database from 'better-sqlite3';
import { onTestFinished, expect, test } from 'vitest';
import { drizzleOn, MAX_STATEMENTS } from '../../../../src/store/engines/sqlite/statements.ts';

const things = sqliteTable('things', { id: integer().primaryKey(), name: text() });

/** Drizzle on a database with one table, and every text that SQLite was asked to compile. */
function rig() {
  const sqlite = new Database(':memory:');
  onTestFinished(() => void sqlite.close());
  sqlite.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)');
  const compiled: string[] = [];
  const prepare = (source: string): Database.Statement => {
    compiled.push(source);
    return sqlite.prepare(source);
  };
  return { sqlite, db: drizzleOn({ prepare } as Pick<Database.Database, 'prepare'>), compiled };
}

test('a query that is built again is compiled once', async () => {
  const { db, compiled } = rig();
  for (const id of [1, 2, 3]) await db.insert(things).values({ id, name: `${id}` });
  for (const id of [1, 2, 3])
    expect(await db.select().from(things).where(eq(things.id, id))).toEqual([{ id, name: `${id}` }]);
  expect(compiled).toHaveLength(2);
});

test('a value is never bound to a plain ?, for which SQLite compiles again at each call', async () => {
  const { db, compiled } = rig();
  await db.insert(things).values({ id: 1, name: 'one' });
  await db.update(things).set({ name: 'two' }).where(eq(things.id, 1));
  await db
    .select()
    .from(things)
    .where(inArray(things.id, [1, 2]))
    .limit(1);
  await db
    .select()
    .from(things)
    .where(eq(things.id, sql.placeholder('id')))
    .limit(sql.placeholder('limit'))
    .prepare()
    .execute({ id: 1, limit: 1 });
  expect(compiled).toHaveLength(4);
  for (const source of compiled) expect(source).not.toMatch(/(?<!\+)\?/);
});

test.each([null, 0, -7, 1.5, 9_007_199_254_740_991, '', '07', '+7', 'Ä', Buffer.from([0, 255])])(
  'the value %j arrives as it was',
  async (value) => {
    const { db, sqlite } = rig();
    sqlite.exec('CREATE TABLE any_values (v)');
    await db.run(sql`INSERT INTO any_values VALUES (${value})`);
    expect(sqlite.prepare('SELECT v FROM any_values').pluck().get()).toEqual(value);
    // A text equals a number of an integer column, as with a plain `?`.
    await db.insert(things).values({ id: 7, name: '7' });
    expect(
      await db
        .select()
        .from(things)
        .where(sql`${things.id} = ${'07'}`),
    ).toHaveLength(1);
  },
);

test('the statements that were used longest ago are given up', async () => {
  const { db, compiled } = rig();
  const ask = async (count: number): Promise<void> => {
    await db
      .select()
      .from(things)
      .where(inArray(things.id, Array<number>(count).fill(1)));
  };
  for (let count = 1; count <= MAX_STATEMENTS; count += 1) await ask(count);
  await ask(1);
  await ask(MAX_STATEMENTS + 1);
  expect(compiled).toHaveLength(MAX_STATEMENTS + 1);
  await ask(1);
  expect(compiled).toHaveLength(MAX_STATEMENTS + 1);
  await ask(2);
  expect(compiled).toHaveLength(MAX_STATEMENTS + 2);
});
