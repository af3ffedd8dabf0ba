import type { Charge } from '../../src/domain/charge.ts';
import type { collectionPayers, collections } from '../../src/store/schema.ts';

export type CollectionRow = typeof collections.$inferSelect;
export type PayerRow = typeof collectionPayers.$inferSelect;

/** How many customers a board shows at once. */
export const PAGE = 24;

/** The charges of a payer, the oldest first. */
export const chargesOf = (
  { charges }: { readonly charges: readonly Charge[] },
  { id }: PayerRow,
): readonly Charge[] => charges.filter(({ collectionPayerId }) => collectionPayerId === id);
