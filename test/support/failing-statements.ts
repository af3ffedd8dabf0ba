import Database from 'better-sqlite3';

/**
 * How a statement fails. `before`: it takes no effect. `after`: it takes effect and reports an error. `no room`: the disk is full from then
 * on, so that whatever needs another page fails. `no writes`: every write fails from then on.
 */
export const STATEMENT_FAULTS = {
  'a full disk': { code: 'SQLITE_FULL', when: 'before' },
  'an I/O error': { code: 'SQLITE_IOERR_WRITE', when: 'before' },
  'a busy database': { code: 'SQLITE_BUSY', when: 'before' },
  'an I/O error after it took effect': { code: 'SQLITE_IOERR_FSYNC', when: 'after' },
  'no more room': { code: 'SQLITE_FULL', when: 'no room' },
  'a disk that takes nothing more': { code: 'SQLITE_FULL', when: 'no writes' },
} as const;
export type StatementFault = (typeof STATEMENT_FAULTS)[keyof typeof STATEMENT_FAULTS];

export interface FailingDatabase {
  /** What Drizzle gets instead of the database. */
  readonly client: Database.Database;
  /** Returns whether the statement that fails was reached. */
  isReached(): boolean;
  /** Makes room again. */
  lift(): void;
  /** Returns how many statements failed. */
  refused(): number;
}

const WRITE = /^\s*(?:insert|update|delete|begin immediate|commit)/i;
/** SQLite's own limit: in effect none. */
const MOST_PAGES = 4_294_967_294;

/** Returns a database whose `n`th statement fails once. BEGIN, COMMIT and every statement between them count. */
export function failingDatabase(
  sqlite: Database.Database,
  n: number,
  { code, when }: StatementFault,
): FailingDatabase {
  let count = 0;
  let inWork = false;
  let isFull = false;
  let refused = 0;
  const refuse = (): never => {
    refused += 1;
    throw new Database.SqliteError('injected', code);
  };
  const counted = <Result>(source: string, run: () => Result): Result => {
    // A statement that the driver runs within another one does not count.
    if (inWork) return run();
    count += 1;
    const isIt = count === n;
    if (isIt && when === 'before') refuse();
    if (isIt && when === 'no writes') isFull = true;
    if (isFull && WRITE.test(source)) refuse();
    if (isIt && when === 'no room') {
      sqlite.pragma(`max_page_count = ${String(sqlite.pragma('page_count', { simple: true }))}`);
    }
    inWork = true;
    try {
      const result = run();
      if (isIt && when === 'after') refuse();
      return result;
    } catch (error) {
      // SQLite itself reports the full disk.
      if (when === 'no room' && error instanceof Database.SqliteError && error.code === code) refused += 1;
      throw error;
    } finally {
      inWork = false;
    }
  };

  const statement = (prepared: Database.Statement): Database.Statement =>
    new Proxy(prepared, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        const call = (...args: unknown[]): unknown =>
          (member as (...given: unknown[]) => unknown).apply(target, args);
        if (key === 'run' || key === 'get' || key === 'all')
          return (...args: unknown[]) => counted(prepared.source, () => call(...args));
        return (...args: unknown[]) => {
          const result = call(...args);
          return result === target ? statement(target) : result;
        };
      },
    });

  /** The driver's transactions, with every statement counted. */
  const transaction = (work: (...args: unknown[]) => unknown) => {
    const begun =
      (how: string) =>
      (...args: unknown[]): unknown => {
        try {
          counted(how, () => sqlite.exec(how));
          const result = work(...args);
          counted('COMMIT', () => sqlite.exec('COMMIT'));
          return result;
        } finally {
          if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
        }
      };
    return Object.assign(begun('BEGIN'), { deferred: begun('BEGIN'), immediate: begun('BEGIN IMMEDIATE') });
  };

  const client = new Proxy(sqlite, {
    get(target, key) {
      if (key === 'prepare') return (source: string) => statement(target.prepare(source));
      if (key === 'transaction') return transaction;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
    },
  });
  return {
    client,
    isReached: () => count >= n,
    lift() {
      isFull = false;
      sqlite.pragma(`max_page_count = ${MOST_PAGES}`);
    },
    refused: () => refused,
  };
}
