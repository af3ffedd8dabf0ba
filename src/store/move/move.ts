import { OperatorError } from '../../runtime/operator-error.ts';
import { MOVED_TABLES } from './moved-tables.ts';
import type { MoveSource, MoveTarget, Side } from './sides.ts';
import { tableSum, type TableSum } from './table-sum.ts';

/** What a move tells while it works. */
export interface MoveProgress {
  /** A table was copied, and compared. */
  readonly copied: (table: string, sum: TableSum) => void;
  /** A step was taken, after which the move may be interrupted like everywhere else. Tests interrupt it there. */
  readonly passed?: (step: 'begun' | 'copied' | 'arrived' | 'marked' | 'finished') => void;
}

/**
 * Moves a whole database. Whenever it is interrupted, there is at most one database on which a program starts:
 *
 * | interrupted          | the source | the target           |
 * | -------------------- | ---------- | -------------------- |
 * | before it arrived    | works      | is empty             |
 * | before it was marked | works      | refuses: unfinished  |
 * | before it finished   | refuses    | refuses: unfinished  |
 * | after that           | refuses    | works                |
 *
 * An unfinished move is run again: it copies everything once more. The third one finishes it.
 *
 * @param at epoch ms. Whole minutes of it are kept.
 * @throws OperatorError when the two differ afterwards, or the source was moved to another database before. Nothing is changed then.
 */
export async function move(
  source: MoveSource,
  target: MoveTarget,
  at: number,
  { copied, passed = () => undefined }: MoveProgress,
): Promise<void> {
  const since = source.movedAt ?? at;
  if (source.movedAt !== undefined && target.arrivingAt !== source.movedAt)
    throw new OperatorError(
      `The database that DATABASE_URL names was moved already, on ${new Date(source.movedAt).toISOString()}, and not to this one. Nothing was changed.`,
    );
  await target.begin();
  passed('begun');
  for (const table of MOVED_TABLES) {
    const read = tableSum();
    for await (const rows of source.rows(table)) {
      read.add(rows);
      await target.insert(table, rows);
    }
    if (!isSame(read.sum(), await sumOf(target, table))) throw differs(table.name);
    copied(table.name, read.sum());
  }
  await target.putRest(await source.rest());
  await compareRest(source, target);
  passed('copied');
  await target.arrive(since);
  passed('arrived');
  await source.markMoved(since);
  passed('marked');
  await target.finish();
  passed('finished');
}

async function sumOf(side: Side, table: (typeof MOVED_TABLES)[number]): Promise<TableSum> {
  const sum = tableSum();
  for await (const rows of side.rows(table)) sum.add(rows);
  return sum.sum();
}

const isSame = (one: TableSum, other: TableSum): boolean =>
  one.rows === other.rows && one.checksum === other.checksum;

async function compareRest(source: Side, target: Side): Promise<void> {
  const [ours, theirs] = [await source.rest(), await target.rest()];
  for (const [table, id] of ours.lastIds) if (theirs.lastIds.get(table) !== id) throw differs(table);
  if (ours.heldSince !== theirs.heldSince) throw differs('what holds the pushes');
}

const differs = (what: string): OperatorError =>
  new OperatorError(
    `The copy differs from what it was copied from (${what}). Nothing was changed: go on with the database that you have, and report this.`,
  );
