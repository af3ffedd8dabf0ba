import type { ClientBase, ClientConfig } from 'pg';
import { LEASE_CALL_MS, type Acquired, type Lease } from '../../../runtime/lease.ts';
import { NotLeadingError } from '../../engine.ts';
import { lastingConnection } from './lasting-connection.ts';
import { sayOf } from './signals.ts';

/** A database serves one bot, so it has one lease. A program with the token of another bot waits, too. */
export const LEASE = 'leader';

/** A span in milliseconds from now, by the server's clock. Within a statement that waited for a lock it is still the present time. */
const later = (parameter: string): string => `clock_timestamp() + ${parameter} * interval '1 millisecond'`;

const LOOK = `
  SELECT holder, expires_at <= to_timestamp(0) AS released,
    CASE WHEN isfinite(expires_at)
      THEN greatest(0, ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000))::text ELSE 'Infinity' END AS rest
  FROM leases WHERE name = $1`;

/** The first program on a database makes the row. Of several at once one does, whichever of the two unique indexes the others meet. */
const MAKE =
  'INSERT INTO leases (name, holder, term, expires_at) VALUES ($1, $2, 0, to_timestamp(0)) ON CONFLICT DO NOTHING';

const ACQUIRE = `
  UPDATE leases SET holder = $2, term = term + 1, expires_at = ${later('$3::bigint')}
    WHERE name = $1 AND (expires_at <= clock_timestamp() OR holder = $2
      -- No lease lasts so long: the server's clock was set back. That of a database that was moved never ends.
      OR (expires_at > ${later('2 * $3::bigint')} AND isfinite(expires_at)))
  RETURNING term::text AS term`;

const HELD = 'name = $1 AND holder = $2 AND term = $3 AND expires_at > clock_timestamp()';

const RENEW = `UPDATE leases SET expires_at = ${later('$4')} WHERE ${HELD} RETURNING term`;

const RELEASE = `
  WITH released AS (UPDATE leases SET expires_at = to_timestamp(0) WHERE ${HELD} RETURNING term)
  SELECT ${sayOf('lease released')} FROM released`;

/**
 * It holds the row until the transaction has ended, so that another program gets the lease after that. KEY SHARE lets a renewal pass, which changes no
 * key: under many pushes it would have to wait for all of them, and the lease would be lost.
 */
const FENCE = `SELECT FROM leases WHERE ${HELD} FOR KEY SHARE`;

/** Not by a lease that lasts far too long: see `ACQUIRE`. */
const isHeld = (restMs: number, ttlMs: number): boolean =>
  restMs === Number.POSITIVE_INFINITY || (restMs > 0 && restMs <= 2 * ttlMs);

/** The lease, on a connection of its own. */
export interface PostgresLease extends Lease {
  close(): void;
}

/**
 * The lease of a database's leader. Its calls have a connection of their own, so that they wait for no other query, and short limits. A connection
 * that failed once is not used again.
 *
 * @param holder an id that no other program has, nor this one after its next start
 */
export function postgresLease(config: ClientConfig, holder: string): PostgresLease {
  const connection = lastingConnection({ ...config, application_name: 'tillbot lease' }, LEASE_CALL_MS);
  const call = async <Row extends object>(text: string, ...values: readonly unknown[]): Promise<Row[]> =>
    await connection.use(async (client) => (await client.query<Row>(text, [LEASE, ...values])).rows);

  return {
    async acquire(ttlMs): Promise<Acquired> {
      const [before] = await call<{ holder: string; released: boolean; rest: string }>(LOOK);
      if (before !== undefined && before.holder !== holder && isHeld(Number(before.rest), ttlMs))
        return { kind: 'taken', forMs: Number(before.rest) };
      if (before === undefined) await call(MAKE, holder);
      const [acquired] = await call<{ term: string }>(ACQUIRE, holder, ttlMs);
      // Another program was sooner.
      if (acquired === undefined) return { kind: 'taken', forMs: ttlMs };
      const wasLost = before !== undefined && !before.released;
      return { kind: 'acquired', term: Number(acquired.term), wasLost };
    },
    renew: async (term, ttlMs) => (await call(RENEW, holder, term, ttlMs)).length > 0,
    async release(term) {
      await call(RELEASE, holder, term);
    },
    close: () => connection.close(),
  };
}

/**
 * Checks, within a transaction, that a program still has the lease. Nobody else gets it before the transaction has ended.
 *
 * @throws NotLeadingError if it does not have it
 */
export async function requireLease(client: ClientBase, holder: string, term: number): Promise<void> {
  const { rows } = await client.query(FENCE, [LEASE, holder, term]);
  if (rows.length === 0) throw new NotLeadingError();
}
