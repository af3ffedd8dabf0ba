import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { Msisdn } from '../domain/msisdn.ts';

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
 * - a merchant: its charges with their messages, its books, customers and limits;
 * - a phone: what may be open on it, and its limits, whichever merchant charges it;
 * - `strangers`: what all strangers together may use. Updates are received with it, so whoever holds it knows that nobody is heard of meanwhile.
 */
export type Lock = `merchant:${number}` | `phone:${Msisdn}` | 'strangers';

export interface WriteOptions {
  /** Default: `awaited`. */
  readonly durability?: Durability;
  /**
   * What the transaction reads and then relies on when it writes, besides what only transactions without locks change. Without locks, it runs
   * alone: nothing else is written meanwhile. That is the default, and right for everything that is rare.
   *
   * With locks, it may lose against another transaction and then runs again, so it must do nothing but queries: it must call nothing that the
   * caller passed in, unless that changes nothing. A function finds out what to lock within the transaction. It reads what never changes, such as a
   * charge's merchant, or the transaction asks afterwards what it holds. An engine that runs one transaction after another ignores locks.
   */
  readonly locks?: readonly Lock[] | ((tx: Tx) => Promise<readonly Lock[]>);
  /**
   * For a transaction with locks that calls something which the caller passed in, and which changes something, such as a turn. It is not run again
   * when it loses, which its locks make rare: it fails, and the caller begins from the start.
   */
  readonly runsOnce?: true;
  /**
   * The transaction begins something that must not be begun twice, such as a push, or that the program which leads must know of, such as an account:
   * it opens those. Where several programs may write, only the leader may: otherwise `write` throws a `NotLeadingError`, and nothing is changed.
   * What reports an outcome is never marked so.
   */
  readonly begins?: boolean;
}

/** This program does not lead, or may not lead any more. */
export class NotLeadingError extends Error {
  constructor() {
    super('this program does not lead: it begins nothing');
    this.name = 'NotLeadingError';
  }
}

/**
 * Whether a transaction is alone with something. Its locks may come from what it has read before it had them. What it reads afterwards is then
 * another merchant's, or about another phone, and it leaves that to the next transaction.
 */
export type Holds = (lock: Lock) => boolean;

/**
 * What the store needs of a database, and what differs between databases. The queries are the same for each of them.
 */
export interface Engine {
  /** Prepares statements, and nothing else: a query runs within `read` or `write`. */
  readonly db: Tx;
  /**
   * Runs `work` as one transaction that may write. It is committed when `work` resolves, and leaves nothing behind when `work`
   * throws or the commit fails. No other transaction runs meanwhile that it shares a lock with, so `work` must not call the store's methods.
   */
  write<T>(work: (tx: Tx, holds: Holds) => Promise<T>, options?: WriteOptions): Promise<T>;
  /**
   * Runs `work`, which only reads, on what is committed. All its statements see the same. Resolves when each awaited commit that it may have seen
   * outlives a power cut.
   */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Whether this program is the only one that may write. If it is not, `now` is the time (epoch ms) by the clock that all of them share.
   */
  aloneOrNow(tx: Tx): Promise<'alone' | { readonly now: number }>;
  /** When the copy was made that this database was restored from (epoch ms); undefined if it was not, or the hold has ended. */
  copiedAt(tx: Tx): Promise<number | undefined>;
  /** Treats this database as one that was restored from a copy at this time (epoch ms). */
  beginRestoreHold(tx: Tx, at: number): Promise<void>;
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
