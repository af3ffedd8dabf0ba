import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { RunStatement } from './queries.ts';
import { sqliteValues, toPostgres } from './values.ts';

/** The most statements that a connection keeps. A query with a list of values is another statement for each length of the list. */
const MAX_STATEMENTS = 500;

/** Returns a function that runs statements on a connection. PostgreSQL plans each of them once for a connection, and knows it by its name then. */
export function statements(): (client: ClientBase) => RunStatement {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    if (!names.has(text) && names.size < MAX_STATEMENTS)
      names.set(text, createHash('sha256').update(text).digest('base64url'));
    return names.get(text);
  };
  return (client) => async (text, values) => {
    const name = nameOf(text);
    return await client.query<unknown[]>({
      text,
      ...(name === undefined ? {} : { name }),
      values: values.map(toPostgres),
      rowMode: 'array',
      types: sqliteValues,
    });
  };
}
