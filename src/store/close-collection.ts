import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ChargeState } from '../domain/charge-states.ts';
import { requireCharge } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import { commitMove } from './moves.ts';
import { charges, collectionPayers } from './schema.ts';

/** A collection that a person closed. */
interface Closing {
  readonly id: number;
  readonly closedBy: number | null;
  readonly closedByName: string | null;
  readonly closedAt: number;
}

/**
 * Closes charges of a collection as `collection-closed`. One that was not pushed yet is canceled.
 *
 * @param states those of the charges that are closed
 * @returns how many, at most `limit`
 */
export async function closeCharges(
  tx: Tx,
  { id: collectionId, closedBy, closedByName, closedAt }: Closing,
  states: readonly ChargeState[],
  at: number,
  limit: number,
): Promise<number> {
  const found = await tx
    .select({ id: charges.id })
    .from(charges)
    .innerJoin(collectionPayers, eq(collectionPayers.id, charges.collectionPayerId))
    .where(
      and(
        eq(collectionPayers.collectionId, collectionId),
        inArray(charges.state, [...states]),
        isNull(charges.closedAt),
        isNull(charges.mismatch),
      ),
    )
    .limit(limit);
  for (const { id } of found) {
    const before = await requireCharge(tx, id);
    await commitMove(tx, before, {
      to: before.state === 'created' ? 'canceled' : before.state,
      at,
      actor: closedBy === null ? 'tillbot' : `user:${closedBy}`,
      detail: { name: closedByName, closed: 'collection-closed' },
      set: { closedAt, closedBy, closedByName, closeReason: 'collection-closed' },
    });
  }
  return found.length;
}
