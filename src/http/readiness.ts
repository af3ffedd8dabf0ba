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
}

/** What readiness is judged by. */
export interface Vitals {
  readonly hasStarted: boolean;
  readonly sinceCommitMs: number | undefined;
  readonly sinceUpdateMs: number | undefined;
  readonly keys: Readiness['keys'];
  readonly schema: Readiness['schema'];
  readonly clockAgrees: boolean;
}

/** The bot commits the time once a minute, whatever else happens. */
export const MAX_COMMIT_AGE_MS = 150_000;
/** Telegram answers a call for updates within 50 s, also where there are none. */
export const MAX_UPDATE_AGE_MS = 150_000;

/** Judges whether the bot does its work. */
export function judgeReadiness(vitals: Vitals): Readiness {
  const { hasStarted, sinceCommitMs, sinceUpdateMs, keys, schema, clockAgrees } = vitals;
  const reasons: string[] = [];
  if (!hasStarted) reasons.push('The bot is starting.');
  else {
    if (sinceCommitMs === undefined || sinceCommitMs > MAX_COMMIT_AGE_MS)
      reasons.push(
        `Nothing was committed to the database ${spanOf(sinceCommitMs)}. Look at the disk: is it full, slow or read-only?`,
      );
    if (sinceUpdateMs === undefined || sinceUpdateMs > MAX_UPDATE_AGE_MS)
      reasons.push(
        `Telegram has given no updates ${spanOf(sinceUpdateMs)}. Look at the network, and whether another program uses this bot's token: npm run doctor`,
      );
    if (schema === 'unread')
      reasons.push(
        'The database cannot be read. The log says why; is another version of Tillbot at work on it?',
      );
    if (keys === 'missing')
      reasons.push(
        'SECRET_KEY lacks a key under which accounts or messages are sealed. Put it back, and start again.',
      );
  }
  return {
    ready: reasons.length === 0,
    reasons,
    lastCommitAgeSeconds: seconds(sinceCommitMs),
    lastUpdateAgeSeconds: seconds(sinceUpdateMs),
    keys,
    schema,
    clock: clockAgrees ? 'agrees' : 'unsure',
  };
}

const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms / 1_000));

const spanOf = (ms: number | undefined): string =>
  ms === undefined ? 'since the start' : `for ${Math.round(ms / 1_000)} seconds`;
