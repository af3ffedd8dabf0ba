import { z } from 'zod';
import type { EntryKind } from '../domain/books.ts';
import type { ClosingFigures } from '../domain/closing.ts';

const takings = z.strictObject({ count: z.int(), amountKes: z.int() });
/** A kind that is added later needs a default: earlier closings lack it. */
const byKind = z.strictObject({
  confirmed: takings,
  by_hand: takings,
  refund: takings.default({ count: 0, amountKes: 0 }),
} satisfies Record<EntryKind, unknown>);
const totals = { taken: byKind, takenBack: byKind };

const closingFigures = z.strictObject({
  total: z.strictObject(totals),
  cashiers: z.array(z.strictObject({ ...totals, userId: z.int().nullable(), name: z.string().nullable() })),
  open: takings,
  numbers: z.strictObject({ first: z.int(), last: z.int() }).nullable(),
});

/**
 * Reads the stored figures of a closing.
 *
 * @throws if they are not what this program stores: figures of the books are never guessed
 */
export const readFigures = (stored: unknown): ClosingFigures => closingFigures.parse(stored);
