import type { Client, ClientBase } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { MOVED_TABLES } from '../../move/moved-tables.ts';
import { refuseFull } from '../../move/refusals.ts';
import type { Moved, MoveTarget } from '../../move/sides.ts';
import { checkServer } from './check-server.ts';
import { connectTo, explained } from './database.ts';
import { withoutValues } from './faults.ts';
import { applySteps, hasTables, MIGRATIONS, MIGRATION_LOCK } from './migrate.ts';
import { moveMarkIn, putMoveMarkIn } from './move-mark.ts';
import { inserter, restOf, rowsOf } from './move-rows.ts';
import { noteHere } from './origin.ts';
import { WRITTEN_BY } from './written-by.ts';

/**
 * Opens an empty database of PostgreSQL, to move a database to it. All of it is one transaction.
 *
 * @throws OperatorError when it is not empty, or cannot be used
 */
export async function postgresTarget(url: string, clock: Pick<Clock, 'now'>): Promise<MoveTarget> {
  const client = await connectTo(url);
  try {
    await checkServer(client, clock.now);
    await client.query('BEGIN');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0`);
    // No program that starts makes the tables meanwhile.
    await client.query(MIGRATION_LOCK);
    return targetOn(client, await arrivingAt(client));
  } catch (error) {
    await client.end();
    throw withoutValues(explained(error, client));
  }
}

function targetOn(client: Client, arriving: number | undefined): MoveTarget {
  const insert = inserter(client);
  return {
    arrivingAt: arriving,
    rows: (table) => rowsOf(client, table),
    rest: () => restOf(client),
    async begin() {
      try {
        if (arriving !== undefined) await dropTables(client);
        await applySteps(client, MIGRATIONS);
        // Migrations make the first merchant.
        await client.query('DELETE FROM merchants');
        await noteHere(client);
      } catch (error) {
        throw withoutValues(explained(error, client));
      }
    },
    insert: (table, rows) => insert(table, rows).catch(failWithoutValues),
    putRest: (moved) => putRest(client, moved),
    async arrive(at) {
      await putMoveMarkIn(client, 'arriving_at', at);
      await client.query('COMMIT');
    },
    finish: () => putMoveMarkIn(client, 'arriving_at', undefined),
    // What is open is rolled back.
    close: () => client.end(),
  };
}

function failWithoutValues(error: unknown): never {
  throw withoutValues(error);
}

/** When a move to it began that was not finished; undefined if it is empty. */
async function arrivingAt(client: ClientBase): Promise<number | undefined> {
  if (!(await hasTables(client))) return undefined;
  const name = 'The database to move to';
  const { rows } = await client.query<{ is: boolean }>(
    `SELECT count(*) = 1 AS is FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = 'database_origin' AND column_name = 'arriving_at'`,
  );
  return rows[0]?.is === true
    ? ((await moveMarkIn(client)).arrivingAt ?? refuseFull(name))
    : refuseFull(name);
}

/** No program has started on them. */
async function dropTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  await client.query(`DROP TABLE ${rows.map(({ name }) => `"${name}"`).join(', ')}`);
}

async function putRest(client: ClientBase, { lastIds, heldSince }: Moved): Promise<void> {
  for (const { name, key } of MOVED_TABLES) {
    const last = lastIds.get(name);
    if (last === undefined) continue;
    await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3, $4)', [
      `"${name}"`,
      key[0],
      Math.max(last, 1),
      // Otherwise the next id is 1.
      last > 0,
    ]);
  }
  await client.query(`UPDATE database_origin SET held_since = $1, written_by = ${WRITTEN_BY}`, [
    heldSince ?? null,
  ]);
}
