import type { Collection } from '../domain/collection.ts';
import type { DraftPayer } from '../domain/draft.ts';
import type { Member } from '../domain/member.ts';
import type { Tx } from './engine.ts';
import type { CollectionPress } from './port/collections.ts';
import { collectionPayers } from './schema.ts';

/** Leaves out those who are there already or come twice. */
export function onceEach(payers: readonly DraftPayer[], there: ReadonlySet<string>): readonly DraftPayer[] {
  const seen = new Set(there);
  return payers.filter(({ msisdn }) => {
    if (seen.has(msisdn)) return false;
    seen.add(msisdn);
    return true;
  });
}

/** Adds payers to a collection. They are to be asked at once. */
export async function insertPayers(
  tx: Tx,
  collection: Collection,
  payers: readonly DraftPayer[],
  { userId, name }: Member,
  { steadyAt }: CollectionPress,
): Promise<void> {
  if (payers.length === 0) return;
  await tx.insert(collectionPayers).values(
    payers.map((payer) => ({
      collectionId: collection.id,
      msisdn: payer.msisdn,
      name: payer.name,
      amountKes: payer.amountKes ?? collection.amountKes,
      state: 'waiting' as const,
      askedBy: userId,
      askedByName: name,
      dueAt: steadyAt,
    })),
  );
}
