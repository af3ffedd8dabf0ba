import { isNotNull, sql } from 'drizzle-orm';
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
import { first, type Tx } from '../../engine.ts';
import { WRITTEN_BY } from './written-by.ts';

/** What the queries see of `databaseOrigin` in `schema.ts`, which drizzle-kit alone loads. */
const origin = sqliteTable('database_origin', {
  heldSince: integer('held_since'),
  writtenBy: integer('written_by'),
});

/** Since when pushes are held, because this database may lack what was sent (epoch ms); undefined if they are not. */
export const heldSince = async (tx: Tx): Promise<number | undefined> =>
  (await first(tx.select({ heldSince: origin.heldSince }).from(origin).where(isNotNull(origin.heldSince))))
    ?.heldSince ?? undefined;

/** Ends the hold. */
export async function endHold(tx: Tx): Promise<void> {
  await tx.update(origin).set({ heldSince: sql`NULL`, writtenBy: sql.raw(WRITTEN_BY) });
}
