import type { ClientBase } from 'pg';
import { OperatorError } from '../../../runtime/operator-error.ts';
import { lockStatement } from './locks.ts';
import { prepareRestored } from './prepare-restored.ts';
import { WRITTEN_BY } from './written-by.ts';

/**
 * Which server this is, and on which timeline it writes. A promoted standby, and a server that was restored to a point in time, write on a new
 * timeline (https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES).
 */
const HERE = `
  SELECT system_identifier::text AS system,
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
    CASE WHEN pg_is_in_recovery() THEN NULL
      ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int::text END AS timeline
  FROM pg_control_system()`;

interface Here {
  readonly system: string;
  readonly database: string;
  readonly timeline: string | null;
}

/**
 * Which of these is not as the program noted it last. A transaction's number is kept with the row that it wrote (`xmin`, its lower 32 bits), whatever
 * VACUUM does. A dump holds what is noted, but whoever loads it writes the row in a transaction of its own: on this server or another one, into
 * a new database or the same. A copy of the database's files on this server keeps it, and has another number as a database.
 */
const IS_ELSEWHERE = `(system_identifier <> $1 OR timeline <> $2
  OR written_in <> $3 OR (written_by IS NOT NULL AND xmin::text::bigint <> written_by % 4294967296))`;

const LOOK = `SELECT ${IS_ELSEWHERE} AS "isElsewhere", written_by IS NULL AS "isOld" FROM database_origin`;

const NOTE = `
  INSERT INTO database_origin (system_identifier, timeline, written_in, written_by) VALUES ($1, $2, $3, ${WRITTEN_BY})
  ON CONFLICT (id) DO UPDATE
    SET system_identifier = excluded.system_identifier, timeline = excluded.timeline, written_in = excluded.written_in,
      written_by = excluded.written_by`;

interface Noted {
  readonly isElsewhere: boolean;
  /** An older version noted it, without its transaction. */
  readonly isOld: boolean;
}

/**
 * Holds all pushes if this database comes from elsewhere than it was written last: what was pushed there last may be missing here, and would be
 * pushed again. It is called on each connection before its first transaction, because a standby may be promoted while the program runs.
 *
 * @throws OperatorError if the server is a standby, which cannot be written
 */
export async function holdIfElsewhere(client: ClientBase, now: number): Promise<void> {
  const { rows } = await client.query<Here>(HERE);
  const [here] = rows;
  if (here === undefined || here.timeline === null)
    throw new OperatorError('This PostgreSQL is a standby. Name the primary in DATABASE_URL, or promote it.');
  const place = [here.system, here.timeline, here.database];
  if (isHere(await noted(client, place))) return;
  await client.query('BEGIN');
  try {
    // Alone: another connection may have found the same.
    await client.query(lockStatement(undefined));
    const before = await noted(client, place);
    if (!isHere(before)) {
      await client.query(NOTE, place);
      if (before?.isElsewhere === true) await prepareRestored((text) => client.query(text), now);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

const noted = async (client: ClientBase, place: readonly string[]): Promise<Noted | undefined> =>
  (await client.query<Noted>(LOOK, [...place])).rows[0];

const isHere = (noted: Noted | undefined): boolean =>
  noted !== undefined && !noted.isElsewhere && !noted.isOld;

/** Notes that this database is here, as the first program on it does. */
export async function noteHere(client: Pick<ClientBase, 'query'>): Promise<void> {
  const { rows } = await client.query<Here>(HERE);
  await client.query(NOTE, [rows[0]?.system, rows[0]?.timeline, rows[0]?.database]);
}
