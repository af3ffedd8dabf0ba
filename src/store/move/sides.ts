import type { MovedTable } from './moved-tables.ts';

/** A row's values in the order of its table's columns, as SQLite has them. */
export type Row = readonly (string | number | null)[];

/** How many rows are read and written together. */
export const BATCH = 1_000;

/** What moves besides rows. */
export interface Moved {
  /** By the table's name: the highest id that it ever gave to a row; 0 for none. */
  readonly lastIds: ReadonlyMap<string, number>;
  /** When the copy was made that this database was restored from (epoch ms); undefined if pushes are not held. */
  readonly heldSince: number | undefined;
}

/** A database that is read within one transaction. */
export interface Side {
  /** The rows of a table in batches, by its key. */
  rows(table: MovedTable): AsyncIterable<readonly Row[]>;
  rest(): Promise<Moved>;
  /** Ends what was not committed. Others may use the database again. */
  close(): Promise<void>;
}

/** The database that is moved. Nothing else writes it until `close`. */
export interface MoveSource extends Side {
  /** When it was moved before (epoch ms); undefined if it was not. */
  readonly movedAt: number | undefined;
  /** Commits that it was moved: no program starts on it any more. It was read in the same transaction. */
  markMoved(at: number): Promise<void>;
}

/** The database that it is moved to. */
export interface MoveTarget extends Side {
  /** When a move to it began that was not finished (epoch ms). It may be replaced. Undefined if there is nothing. */
  readonly arrivingAt: number | undefined;
  /** Makes empty tables, in place of those of an unfinished move. */
  begin(): Promise<void>;
  insert(table: MovedTable, rows: readonly Row[]): Promise<void>;
  putRest(moved: Moved): Promise<void>;
  /** Commits all of it, marked so that no program starts on it yet. */
  arrive(at: number): Promise<void>;
  /** Takes the mark away. */
  finish(): Promise<void>;
}
