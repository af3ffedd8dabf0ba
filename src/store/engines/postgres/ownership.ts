import type { ClientBase } from 'pg';
import { OperatorError } from '../../../runtime/operator-error.ts';

/** A lock of its own kind (two numbers), which a program keeps for its session. The one for migrations ends with their transaction. */
const LOCK = 'SELECT pg_try_advisory_lock(1414284108, 2) AS free';

/**
 * Takes a database for this connection alone.
 *
 * @throws OperatorError when another program has it
 */
export async function own(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(LOCK);
  if (rows[0]?.free === true) return;
  throw new OperatorError(
    'Another Tillbot runs on this database. Nothing was changed. Stop it first: one program owns a database.',
  );
}
