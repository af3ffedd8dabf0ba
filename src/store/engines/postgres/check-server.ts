import type { ClientBase } from 'pg';
import { OperatorError } from '../../../runtime/operator-error.ts';

/** The oldest version that the tests run on. */
const OLDEST_VERSION = 15;
/** How far the server's clock may be from this machine's. Leases and due times of several programs are compared with it. */
const MAX_SKEW_MS = 2_000;

interface ServerFacts {
  readonly version: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly at: string;
}

/**
 * Checks that a commit on this server outlives a power cut, and what else the program relies on.
 *
 * @param now by this machine's clock (epoch ms)
 * @throws OperatorError with what to change
 */
export async function checkServer(client: ClientBase, now: () => number): Promise<void> {
  const asked = now();
  const { rows } = await client.query<ServerFacts>(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
       floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS at`,
  );
  const answered = now();
  const [facts] = rows;
  if (facts === undefined) throw new Error('PostgreSQL answered nothing');
  const why = whyUnfit(facts) ?? whySkewed(Number(facts.at) - (asked + answered) / 2, (answered - asked) / 2);
  if (why !== undefined) throw new OperatorError(`${why} Nothing was changed.`);
}

function whyUnfit(facts: ServerFacts): string | undefined {
  const version = Math.floor(Number(facts.version) / 10_000);
  if (version < OLDEST_VERSION)
    return `This is PostgreSQL ${version}. Tillbot needs ${OLDEST_VERSION} or newer.`;
  if (facts.encoding !== 'UTF8')
    return `The database's encoding is ${facts.encoding}. Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`;
  if (facts.fsync !== 'on')
    return 'PostgreSQL runs with fsync off: a power cut would lose payments. Set fsync = on.';
  if (facts.synchronous_commit === 'off')
    return 'PostgreSQL runs with synchronous_commit off: a crash would undo the last commits, and prompts would be sent twice. Set synchronous_commit = on.';
  return undefined;
}

/** @param toleranceMs how long the answer may have been under way */
function whySkewed(aheadMs: number, toleranceMs: number): string | undefined {
  if (Math.abs(aheadMs) <= MAX_SKEW_MS + toleranceMs) return undefined;
  const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
  return (
    `The clock of PostgreSQL's machine is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's. ` +
    `Set both by a time server (NTP).`
  );
}
