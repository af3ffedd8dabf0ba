import Database from 'better-sqlite3';
import type { StatementTimes } from './questions.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** Begins to time every statement of this process, also those that are prepared already. Returns what reads, and forgets, the times so far. */
export function timeStatements(): () => StatementTimes {
  const times = new Map<string, { count: number; ms: number }>();
  let prepared = 0;
  const memory = new Database(':memory:');
  const statement = memory.prepare('SELECT 1');
  const prototype = Object.getPrototypeOf(statement) as Record<string, AnyFunction>;
  for (const name of ['run', 'get', 'all']) {
    const original = prototype[name];
    if (original === undefined) continue;
    prototype[name] = function timed(this: Database.Statement, ...args: unknown[]) {
      const begun = performance.now();
      try {
        return original.apply(this, args);
      } finally {
        const text = this.source;
        const time = times.get(text) ?? { count: 0, ms: 0 };
        time.count += 1;
        time.ms += performance.now() - begun;
        times.set(text, time);
      }
    };
  }
  const databases = Database.prototype as unknown as Record<string, AnyFunction>;
  const prepare = databases['prepare'];
  if (prepare !== undefined)
    databases['prepare'] = function counted(this: Database.Database, ...args: unknown[]) {
      prepared += 1;
      return prepare.apply(this, args);
    };
  memory.close();
  return () => {
    const seen = { prepared, statements: [...times].map(([text, { count, ms }]) => ({ text, count, ms })) };
    times.clear();
    prepared = 0;
    return seen;
  };
}
