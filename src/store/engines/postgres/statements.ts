import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { RunStatement } from './queries.ts';
import { toPostgres } from '../../portable-value.ts';
import { sqliteValues } from './values.ts';

/** The most statements that a connection keeps. A query with a list of values is another statement for each length of the list. */
const MAX_STATEMENTS = 500;

/** A statement as PostgreSQL gets it. It is planned once for a connection, which knows it by its name then. */
interface Statement {
  readonly text: string;
  readonly name?: string;
}

/**
 * Returns a function that runs statements on a connection.
 *
 * A number is passed as a `bigint`. PostgreSQL would guess its type from what stands beside it: from the 0 in `CASE WHEN … THEN 0 ELSE $1 END`,
 * it takes a time for an `integer`, which is too small.
 */
export function statements(): (client: ClientBase) => RunStatement {
  const known = new Map<string, Statement>();
  const statementOf = (text: string, values: readonly unknown[]): Statement => {
    const key = values.map((value) => (typeof value === 'number' ? 'n' : '-')).join('') + text;
    const same = known.get(key);
    if (same !== undefined) return same;
    const typed = text.replaceAll(/\$(\d+)/g, (parameter, place) =>
      typeof values[Number(place) - 1] === 'number' ? `${parameter}::bigint` : parameter,
    );
    if (known.size >= MAX_STATEMENTS) return { text: typed };
    const statement = { text: typed, name: createHash('sha256').update(typed).digest('base64url') };
    known.set(key, statement);
    return statement;
  };
  return (client) => async (text, values) =>
    await client.query<unknown[]>({
      ...statementOf(text, values),
      values: values.map(toPostgres),
      rowMode: 'array',
      types: sqliteValues,
    });
}
