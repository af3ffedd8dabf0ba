import type { Role, Unfit } from '../runtime/role.ts';

/** Whether the bot does its work. `reasons` says in sentences why not, and what to do. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  /** How long ago something was committed to the database; null if nothing was since the start. */
  readonly lastCommitAgeSeconds: number | null;
  /** How long ago Telegram last gave updates, or said that there are none; null if it has not since the start. */
  readonly lastUpdateAgeSeconds: number | null;
  /** Whether each key is there under which something is sealed. */
  readonly keys: 'ok' | 'missing' | 'unread';
  /** Whether the database can be read as this version expects. */
  readonly schema: 'ok' | 'unread';
  /** Whether the machine's clock agrees with Telegram's. A wrong clock stops no charge. */
  readonly clock: 'agrees' | 'unsure';
  /** What this program is among those that share its database. Left out where it is alone. */
  readonly role?: Role['kind'];
  /** The term in which it leads; null on a standby. */
  readonly term?: number | null;
  /** How long ago it renewed its lease; null on a standby. */
  readonly leaseAgeSeconds?: number | null;
}

/** What readiness is judged by. */
export interface Vitals {
  readonly hasStarted: boolean;
  readonly sinceCommitMs: number | undefined;
  readonly sinceUpdateMs: number | undefined;
  readonly keys: Readiness['keys'];
  readonly schema: Readiness['schema'];
  readonly clockAgrees: boolean;
  /** Undefined where this program is alone on its database. */
  readonly role?: Role | undefined;
}

/** The bot commits the time once a minute, whatever else happens. */
export const MAX_COMMIT_AGE_MS = 150_000;
/** Telegram answers a call for updates within 50 s, also where there are none. */
export const MAX_UPDATE_AGE_MS = 150_000;

/** Judges whether the bot does its work. */
export function judgeReadiness(vitals: Vitals): Readiness {
  const { hasStarted, sinceCommitMs, sinceUpdateMs, keys, schema, clockAgrees, role } = vitals;
  const reasons: string[] = [];
  // It does its work by waiting, and takes updates that Telegram brings.
  if (role?.kind === 'standby') reasons.push(...(role.unfit === undefined ? [] : [UNFIT[role.unfit]]));
  else if (!hasStarted) reasons.push('The bot is starting.');
  else {
    if (sinceCommitMs === undefined || sinceCommitMs > MAX_COMMIT_AGE_MS)
      reasons.push(
        `Nothing was committed to the database ${spanOf(sinceCommitMs)}. Look at the disk: is it full, slow or read-only?`,
      );
    if (sinceUpdateMs === undefined || sinceUpdateMs > MAX_UPDATE_AGE_MS)
      reasons.push(
        `Telegram has given no updates ${spanOf(sinceUpdateMs)}. Look at the network, and whether another program uses this bot's token: npm run doctor`,
      );
    if (schema === 'unread') reasons.push(UNREAD);
    if (keys === 'missing') reasons.push(KEYS_MISSING);
  }
  return {
    ready: reasons.length === 0,
    reasons,
    lastCommitAgeSeconds: seconds(sinceCommitMs),
    lastUpdateAgeSeconds: seconds(sinceUpdateMs),
    keys,
    schema,
    clock: clockAgrees ? 'agrees' : 'unsure',
    ...(role === undefined ? {} : leaseOf(role)),
  };
}

const UNREAD = 'The database cannot be read. The log says why; is another version of Tillbot at work on it?';
const KEYS_MISSING =
  'SECRET_KEY lacks a key under which accounts or messages are sealed. Put it back, and start again.';

/** Why a standby would not lead. */
const UNFIT: Readonly<Record<Unfit, string>> = {
  keys: `${KEYS_MISSING} This program does not take over.`,
  'newer-schema':
    'A newer Tillbot wrote the database. This program does not take over: start the newer version instead of it.',
  unread: UNREAD,
};

const leaseOf = (role: Role): Pick<Readiness, 'role' | 'term' | 'leaseAgeSeconds'> =>
  role.kind === 'leader'
    ? { role: 'leader', term: role.term, leaseAgeSeconds: seconds(role.leaseAgeMs) }
    : { role: 'standby', term: null, leaseAgeSeconds: null };

const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms / 1_000));

const spanOf = (ms: number | undefined): string =>
  ms === undefined ? 'since the start' : `for ${Math.round(ms / 1_000)} seconds`;
