import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';

/** How often, and how long, it is asked what became of a commit whose connection broke. */
const ASKED_EVERY_MS = 500;
const ASKED_FOR_MS = 30_000;

/**
 * Commits. If the connection breaks meanwhile, nobody knows whether PostgreSQL had committed, so it is asked on another connection.
 *
 * @throws when it is not committed. If PostgreSQL does not answer for half a minute, it may be committed or not.
 */
export async function commit(client: PoolClient, pool: Pool, clock: Pick<Clock, 'sleep'>): Promise<void> {
  // It fails if a statement of the transaction failed, even if that was caught: a COMMIT would quietly undo the transaction.
  const { rows } = await client.query<{ id: string | null }>(
    'SELECT pg_current_xact_id_if_assigned()::text AS id',
  );
  const id = rows[0]?.id ?? undefined;
  try {
    await client.query('COMMIT');
  } catch (error) {
    // Without an id, it has written nothing. A fault that PostgreSQL reports itself undoes the transaction.
    if (id === undefined || isReported(error) || !(await wasCommitted(id, pool, clock))) throw error;
  }
}

const isReported = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && error.severity === 'ERROR';

async function wasCommitted(id: string, pool: Pool, clock: Pick<Clock, 'sleep'>): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < ASKED_FOR_MS; waitedMs += ASKED_EVERY_MS) {
    await clock.sleep(ASKED_EVERY_MS);
    const status = await statusOf(id, pool).catch(() => 'in progress');
    if (status !== 'in progress') return status === 'committed';
  }
  return false;
}

/** `committed`, `aborted`, `in progress`, or null long after its end. */
async function statusOf(id: string, pool: Pool): Promise<string | null | undefined> {
  const { rows } = await pool.query<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS status', [
    id,
  ]);
  return rows[0]?.status;
}
