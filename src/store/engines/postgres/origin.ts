import type { ClientBase } from 'pg';
import { OperatorError } from '../../../runtime/operator-error.ts';

/**
 * Which server this is, and on which timeline it writes. A promoted standby, and a server that was restored to a point in time, write on a new
 * timeline (https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES).
 */
const ORIGIN = `
  SELECT system_identifier::text AS system,
    CASE WHEN pg_is_in_recovery() THEN NULL
      ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int::text END AS timeline
  FROM pg_control_system()`;

/** The first program on a database notes where it is. Later, another place begins a hold. */
const NOTE = `
  INSERT INTO database_origin AS noted (system_identifier, timeline) VALUES ($1, $2)
  ON CONFLICT (id) DO UPDATE
    SET system_identifier = excluded.system_identifier, timeline = excluded.timeline, held_since = $3
    WHERE noted.system_identifier <> excluded.system_identifier OR noted.timeline <> excluded.timeline`;

/**
 * Holds all pushes if this database comes from elsewhere than it was written last: what was pushed there last may be missing here, and would be
 * pushed again. It is called on each connection before its first transaction, because a standby may be promoted while the program runs.
 *
 * @throws OperatorError if the server is a standby, which cannot be written
 */
export async function holdIfElsewhere(client: ClientBase, now: number): Promise<void> {
  const { rows } = await client.query<{ system: string; timeline: string | null }>(ORIGIN);
  const [origin] = rows;
  if (origin === undefined || origin.timeline === null)
    throw new OperatorError('This PostgreSQL is a standby. Name the primary in DATABASE_URL, or promote it.');
  await client.query(NOTE, [origin.system, origin.timeline, now]);
}
