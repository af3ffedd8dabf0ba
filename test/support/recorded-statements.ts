import type Database from 'better-sqlite3';

/** A statement that was run, with the values that it was run with. */
export interface RanStatement {
  /** The name that `during` was given. */
  readonly during: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface RecordedDatabase {
  /** What Drizzle gets instead of the database. */
  readonly client: Database.Database;
  /** The statements that ran, each once for each name given to `during`. */
  readonly ran: ReadonlyMap<string, RanStatement>;
  /** Every run of a statement, in order. */
  readonly log: string[];
  /** Every statement that was prepared, whether it ran or not. */
  readonly prepared: ReadonlySet<string>;
  /** Records the statements of `work` under a name. */
  during<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result>;
}

/** Returns a database that records every statement that runs on it. */
export function recordedDatabase(sqlite: Database.Database): RecordedDatabase {
  const ran = new Map<string, RanStatement>();
  const log: string[] = [];
  const prepared = new Set<string>();
  let now = 'nothing';
  const statement = (target: Database.Statement): Database.Statement =>
    new Proxy(target, {
      get(_, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...values: unknown[]): unknown => {
          if (key === 'run' || key === 'get' || key === 'all') {
            log.push(target.source);
            ran.set(`${now}: ${target.source}`, { during: now, sql: target.source, values });
          }
          const result = (member as (...given: unknown[]) => unknown).apply(target, values);
          return result === target ? statement(target) : result;
        };
      },
    });
  const client = new Proxy(sqlite, {
    get(target, key) {
      if (key === 'prepare')
        return (source: string) => {
          prepared.add(source);
          return statement(target.prepare(source));
        };
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
    },
  });
  return {
    client,
    ran,
    log,
    prepared,
    async during(what, work) {
      const before = now;
      now = what;
      try {
        return await work();
      } finally {
        now = before;
      }
    },
  };
}
