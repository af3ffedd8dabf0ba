import { existsSync, readFileSync } from 'node:fs';

/** A database's files as a thief finds them, one byte a character. */
export const databaseBytes = (path: string): string =>
  ['', '-wal', '-shm']
    .map((suffix) => path + suffix)
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file).toString('latin1'))
    .join('');
