import type { ClientBase } from 'pg';
import type { Clock } from '../../../runtime/clock.ts';
import { LEASE_TTL_MS } from '../../../runtime/lease.ts';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { LEASE } from './lease.ts';
import { lockStatement } from './locks.ts';

/** A program that died keeps the lease for this long. */
const PATIENCE_MS = LEASE_TTL_MS + 2_000;
const LOOK_EVERY_MS = 250;

/** Who holds the lease of a database that was moved. No program has this id. */
const MOVED = 'moved';

const UNLIMITED = 'SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0';

/** Begins a transaction in which nobody else takes the lease, writes, or is fenced in. There must be no leader. */
export async function beginAlone(client: ClientBase, clock: Pick<Clock, 'sleep'>): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    await client.query('BEGIN');
    await client.query(UNLIMITED);
    if (await holdFreeLease(client)) break;
    await client.query('ROLLBACK');
    if (waitedMs >= PATIENCE_MS)
      throw new OperatorError(
        'Another Tillbot runs on this database. Nothing was changed. Stop every one of them first.',
      );
    await clock.sleep(LOOK_EVERY_MS);
  }
  await client.query(lockStatement(undefined));
}

/** Keeps a free lease until the transaction ends. Returns false if somebody has it. */
async function holdFreeLease(client: ClientBase): Promise<boolean> {
  // A row to lock, where nobody has led yet.
  await client.query(
    `INSERT INTO leases (name, holder, term, expires_at) VALUES ($1, '', 0, to_timestamp(0)) ON CONFLICT DO NOTHING`,
    [LEASE],
  );
  const { rows } = await client.query<{ free: boolean }>(
    'SELECT expires_at <= clock_timestamp() OR holder = $2 AS free FROM leases WHERE name = $1 FOR UPDATE',
    [LEASE, MOVED],
  );
  return rows[0]?.free === true;
}

/** Sees to it that no program leads any more that waits on this database already: one that starts reads the mark. */
export async function endLease(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE leases SET holder = $2, term = term + 1, expires_at = 'infinity' WHERE name = $1`,
    [LEASE, MOVED],
  );
}

/** Lets programs lead again. */
export async function freeLease(client: ClientBase): Promise<void> {
  await client.query('UPDATE leases SET expires_at = to_timestamp(0) WHERE name = $1', [LEASE]);
}
