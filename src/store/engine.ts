import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';

/**
 * Queries within a transaction. Every query is awaited; row counts come from `RETURNING`. The type is that of Drizzle's
 * SQLite dialect, whose query builders the store uses.
 */
export type Tx = BaseSQLiteDatabase<'async', unknown>;

/**
 * When a commit outlives a power cut. `awaited`: before `write` resolves. `delayed`: with the next awaited commit, or a second later. A delayed
 * commit is visible at once, outlives the program, and is never lost without all commits after it. It is for what is found out again
 * if it is lost: `docs/guarantees.md` lists what is committed so, and why.
 */
export type Durability = 'awaited' | 'delayed';

/**
 * What a transaction must be alone with. Two that name the same one run one after another:
 *
 * - a merchant: the shop's charges, books, customers and limits;
 * - a phone, in one form in which it may be stored: the open prompt and the limits of a customer, of whichever shop;
 * - `strangers`: what all strangers together may use.
 */
export type Lock = `merchant:${number}` | `phone:${string}` | 'strangers';

export interface WriteOptions {
  /** Default: `awaited`. */
  readonly durability?: Durability;
  /**
   * What the transaction locks before it reads: all that it reads and then relies on when it writes. Without it, nothing else is
   * written meanwhile. A function finds out what to lock within the transaction; what it reads must be what never changes, such as a
   * charge's merchant. An engine that runs one transaction after another needs no locks and ignores this.
   */
  readonly locks?: readonly Lock[] | ((tx: Tx) => Promise<readonly Lock[]>);
}

/**
 * What the store needs of a database, and what differs between databases. The queries are the same for each of them.
 */
export interface Engine {
  /** Prepares statements, and nothing else: a query runs within `read` or `write`. */
  readonly db: Tx;
  /**
   * Runs `work` as one transaction that may write. It is committed when `work` resolves, and leaves nothing behind when `work`
   * throws or the commit fails. It is as if no other transaction ran meanwhile that it shares a lock with. So `work` must not call the store's
   * methods. It may run again, if the transaction loses against another one: it must do nothing but queries.
   */
  write<T>(work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>;
  /**
   * Runs `work`, which only reads, on what is committed. All its statements see the same. Resolves when each awaited commit that it may have seen
   * outlives a power cut.
   */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** When the copy was made that this database was restored from (epoch ms); undefined if it was not, or the hold has ended. */
  copiedAt(tx: Tx): Promise<number | undefined>;
  /** Forgets that this database was restored from a copy. */
  endRestoreHold(tx: Tx): Promise<void>;
  /** Removes values that were overwritten from wherever the database still keeps them, unless a reader prevents it. */
  purgeOverwritten(): Promise<void>;
  close(): void;
}

/** The first row of a query's result. */
export const first = async <Row>(rows: PromiseLike<readonly Row[]>): Promise<Row | undefined> =>
  (await rows)[0];

/** The only row of a statement that returns one. */
export async function only<Row>(rows: PromiseLike<readonly Row[]>): Promise<Row> {
  const row = await first(rows);
  if (row === undefined) throw new Error('the statement returned no row');
  return row;
}
