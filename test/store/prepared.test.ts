import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { drizzleOn } from '../../src/store/engines/sqlite/statements.ts';
import { lazily, listed, listOf, preparedOnce } from '../../src/store/prepared.ts';

function rig() {
  const sqlite = new Database(':memory:');
  onTestFinished(() => void sqlite.close());
  const tx = drizzleOn(sqlite);
  let built = 0;
  const query = (length: number) => {
    built += 1;
    return tx.select({ n: sql<number>`max(0, ${sql.join(listOf(length), sql`, `)})` }).from(sql`(SELECT 1)`);
  };
  return { tx, query, built: () => built };
}

test('a query is built once for each length of a list', async () => {
  const { tx, query, built } = rig();
  const greatest = preparedOnce((_tx, length: number) => query(length));
  const of = async (...values: readonly number[]) =>
    (await greatest(tx, values.length).execute(listed(values)))[0]?.n;
  expect([await of(1), await of(2, 3), await of(5, 4), await of(6)]).toEqual([1, 3, 5, 6]);
  expect(built()).toBe(2);
});

test('queries by name are built when they are first used, once', async () => {
  const { query, built } = rig();
  const queries = lazily({ one: () => query(1), two: () => query(2) });
  expect(built()).toBe(0);
  for (const n of [1, 2]) expect(await queries.one.execute(listed([n]))).toEqual([{ n }]);
  expect(built()).toBe(1);
  expect(await queries.two.execute(listed([3, 4]))).toEqual([{ n: 4 }]);
  expect(built()).toBe(2);
});
