import type { ClientBase } from 'pg';
import type { MoveMark } from '../../move/refusals.ts';
import { WRITTEN_BY } from './written-by.ts';

const MINUTE_MS = 60_000;

/** Whole minutes: SQLite's header holds no more, and a mark is compared with one there. */
export const wholeMinutes = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;

/** What the mark of a move says of a database that has every table. */
export async function moveMarkIn(client: ClientBase): Promise<MoveMark> {
  const { rows } = await client.query<{ movedAt: string | null; arrivingAt: string | null }>(
    'SELECT moved_at AS "movedAt", arriving_at AS "arrivingAt" FROM database_origin',
  );
  return { movedAt: time(rows[0]?.movedAt), arrivingAt: time(rows[0]?.arrivingAt) };
}

const time = (at: string | null | undefined): number | undefined =>
  at === null || at === undefined ? undefined : Number(at);

/** @param at epoch ms; undefined to take the mark away */
export async function putMoveMarkIn(
  client: ClientBase,
  column: 'moved_at' | 'arriving_at',
  at: number | undefined,
): Promise<void> {
  await client.query(`UPDATE database_origin SET ${column} = $1, written_by = ${WRITTEN_BY}`, [
    at === undefined ? null : wholeMinutes(at),
  ]);
}
