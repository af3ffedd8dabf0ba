import type Database from 'better-sqlite3';

/**
 * The place of the mark of a copy: SQLite's header has a number for the application's own use. Every version of the schema has
 * it, and it moves with the file. Minutes since the Unix epoch at which the copy was made; 0 for no copy.
 */
export const COPIED_AT = 'user_version';

const MINUTE_MS = 60_000;

export const toMinutes = (at: number): number => Math.floor(at / MINUTE_MS);

/** When the copy was made (epoch ms), from the number in the header; undefined for no copy. */
export const fromHeader = (minutes: unknown): number | undefined =>
  typeof minutes === 'number' && minutes > 0 ? minutes * MINUTE_MS : undefined;

export const copiedAtOf = (sqlite: Database.Database): number | undefined =>
  fromHeader(sqlite.pragma(COPIED_AT, { simple: true }));
