import { OperatorError } from '../runtime/operator-error.ts';
import type { DatabaseAddress } from './database-address.ts';
import { defaultOf, readSetting } from './setting.ts';
import { DATABASE_URL, HEALTH_FILE, TIME_ZONE } from './settings/program.ts';
import { SECRET_KEY } from './settings/shop.ts';

/** What a command reads: one setting, whatever else is set, so that it works where the bot would not start. */

/**
 * Reads the keys that seal, whatever else is configured.
 *
 * @returns none without a SECRET_KEY
 * @throws OperatorError if SECRET_KEY is wrong
 */
export const readSecretKeys = (environment: NodeJS.ProcessEnv): readonly string[] =>
  readSetting(environment, SECRET_KEY) ?? [];

/**
 * Reads the keys that seal, for a command that cannot work without one.
 *
 * @throws OperatorError if there is none, or SECRET_KEY is wrong
 */
export function needSecretKeys(environment: NodeJS.ProcessEnv): readonly string[] {
  const keys = readSecretKeys(environment);
  if (keys.length === 0) throw new OperatorError('SECRET_KEY is missing. Make one: npm run keygen');
  return keys;
}

/**
 * Reads where the database is, whatever else is configured.
 *
 * @throws OperatorError if DATABASE_URL is wrong
 */
export const readDatabase = (environment: NodeJS.ProcessEnv): DatabaseAddress =>
  readSetting(environment, DATABASE_URL) ?? defaultOf(DATABASE_URL, 'live');

/**
 * The same, for a command that works on a file.
 *
 * @throws OperatorError if DATABASE_URL is wrong, or PostgreSQL has the database
 */
export function readDatabasePath(environment: NodeJS.ProcessEnv): string {
  const database = readDatabase(environment);
  if ('path' in database) return database.path;
  throw new OperatorError(
    'DATABASE_URL is not a file: PostgreSQL has the database. Its own tools copy it and put it back: see "PostgreSQL" in docs/operating.md.',
  );
}

/**
 * Reads the time zone of the times that are shown, whatever else is configured.
 *
 * @throws OperatorError if TIME_ZONE is wrong
 */
export const readTimeZone = (environment: NodeJS.ProcessEnv): string =>
  readSetting(environment, TIME_ZONE) ?? defaultOf(TIME_ZONE, 'live');

/**
 * Reads which file shows that the program does not hang, whatever else is configured.
 *
 * @throws OperatorError if HEALTH_FILE is missing or wrong
 */
export function readHealthFile(environment: NodeJS.ProcessEnv): string {
  const path = readSetting(environment, HEALTH_FILE);
  if (path === undefined)
    throw new OperatorError('HEALTH_FILE is missing. Set it for the bot and for this command alike.');
  return path;
}
