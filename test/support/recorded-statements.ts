import type Database from 'better-sqlite3';

/** A statement that was run, with the values that it was run with. */
export interface RanStatement {
  /** What was going on, in the words of whoever drives the database. */
  readonly during: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface RecordedDatabase {
  /** What Drizzle is given in the place of the database. */
  readonly client: Database.Database;
  /** What was run, once for each thing that was going on. */
  readonly ran: ReadonlyMap<string, RanStatement>;
  /** Every run of a statement, in order. */
  readonly log: string[];
  /** What was prepared, run or not. */
  readonly prepared: ReadonlySet<string>;
  /** Says what is going on, while `work` runs. */
  during<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result>;
}

/** A database that remembers every statement which is run on it. */
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
