import { fileURLToPath } from 'node:url';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import type { ClientBase } from 'pg';
import { OperatorError } from '../../../runtime/operator-error.ts';
import type { SchemaAge } from '../../port/shared-store.ts';

/** The folder of the schema's steps. */
export const MIGRATIONS = fileURLToPath(new URL('../../../../migrations/postgres', import.meta.url));

/** A lock of its own kind (two numbers), held by the program that brings the schema up to date. */
export const MIGRATION_LOCK = 'SELECT pg_advisory_xact_lock(1414284108, 1)';

/**
 * Brings the schema up to date, in one transaction. Of several programs that start at once, one does it, and the others wait.
 *
 * @throws OperatorError when a newer Tillbot wrote the database, or another program did; nothing in it is changed then
 */
export async function migrate(client: ClientBase, migrations: string = MIGRATIONS): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(MIGRATION_LOCK);
    await applySteps(client, migrations);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** The same, within a transaction that holds the lock. */
export async function applySteps(client: ClientBase, migrations: string): Promise<void> {
  const steps = readMigrationFiles({ migrationsFolder: migrations });
  const applied = await lastApplied(client);
  refuseNewer(applied, steps);
  for (const { sql, hash, folderMillis } of steps) {
    if (folderMillis <= applied) continue;
    for (const statement of sql) await client.query(statement);
    await client.query('INSERT INTO __drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
      hash,
      folderMillis,
    ]);
  }
}

/**
 * Checks that a database has every step and no other.
 *
 * @throws OperatorError if it does not
 */
export async function refuseOlder(client: ClientBase, migrations: string = MIGRATIONS): Promise<void> {
  const steps = readMigrationFiles({ migrationsFolder: migrations });
  // Nothing is made: an empty database has no table of steps.
  const applied = (await hasTables(client)) ? await lastApplied(client) : 0;
  refuseNewer(applied, steps);
  if (applied === steps.at(-1)?.folderMillis) return;
  throw new OperatorError(
    'The database was written by an older Tillbot, or by none. Nothing was changed. Start the bot once, it brings it up to date: npm start',
  );
}

export async function ageOfSchema(client: ClientBase, migrations: string = MIGRATIONS): Promise<SchemaAge> {
  const newest = readMigrationFiles({ migrationsFolder: migrations }).at(-1)?.folderMillis ?? 0;
  const applied = (await hasTables(client)) ? await lastApplied(client) : 0;
  if (applied === newest) return 'current';
  return applied < newest ? 'older' : 'newer';
}

/**
 * Brings the schema up to date if no program can lead on it: it has no table of leases.
 *
 * @throws OperatorError when a newer Tillbot wrote the database, or another program did
 */
export async function migrateUnlessLed(client: ClientBase, migrations: string): Promise<void> {
  const { rows } = await client.query(
    "SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = 'leases'",
  );
  if (rows.length === 0) return await migrate(client, migrations);
  refuseNewer(await lastApplied(client), readMigrationFiles({ migrationsFolder: migrations }));
}

function refuseNewer(applied: number, steps: readonly MigrationMeta[]): void {
  if (applied <= (steps.at(-1)?.folderMillis ?? 0)) return;
  throw new OperatorError(
    'The database was written by a newer Tillbot. Nothing was changed. Start that version, or name another database in DATABASE_URL.',
  );
}

/** Whether there is any table. */
export const hasTables = async (client: ClientBase): Promise<boolean> =>
  (await client.query("SELECT FROM pg_tables WHERE schemaname = 'public' LIMIT 1")).rows.length > 0;

/** When the newest step was made that the database has; 0 for an empty database. */
async function lastApplied(client: ClientBase): Promise<number> {
  const tables = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  if (!tables.rows.some(({ name }) => name === '__drizzle_migrations')) {
    if (tables.rows.length > 0)
      throw new OperatorError(
        'The database belongs to another program: it has tables that are not ours. Nothing was changed; name another one in DATABASE_URL.',
      );
    await client.query('CREATE TABLE __drizzle_migrations (hash text NOT NULL, created_at bigint NOT NULL)');
    return 0;
  }
  const { rows } = await client.query<{ at: string | null }>(
    'SELECT max(created_at) AS at FROM __drizzle_migrations',
  );
  return Number(rows[0]?.at ?? 0);
}
