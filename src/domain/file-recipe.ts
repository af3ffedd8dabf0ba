import type { Language } from './language.ts';

/**
 * What a picture or a document shows: the facts from which it is made when it is sent. The outbox holds this and never the bytes, so
 * that a file which waits for hours takes no room, and numbers that were erased meanwhile are not in it.
 */
export type FileRecipe = ChartRecipe | ExportRecipe | ReceiptRecipe;

/** A picture of what was paid in a span, by hour or by day. */
export interface ChartRecipe {
  readonly kind: 'chart';
  readonly merchantId: number;
  /** Only charges that were asked for in this chat; null for all. */
  readonly chatId: number | null;
  /** Only charges that this person asked for; null for all. */
  readonly userId: number | null;
  /** From (inclusive) and to (exclusive), in epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly by: 'hour' | 'day';
  readonly language: Language;
}

/** A table of charges. */
export interface ExportRecipe {
  readonly kind: 'export';
  readonly format: 'xlsx' | 'csv';
  readonly merchantId: number;
  /** From (inclusive) and to (exclusive), in epoch milliseconds; or the number of a closing. */
  readonly span: { readonly from: number; readonly to: number } | { readonly closing: number };
  /** Whether customers' numbers are masked. */
  readonly isMasked: boolean;
  readonly language: Language;
}

/** A customer's receipt for a paid charge. */
export interface ReceiptRecipe {
  readonly kind: 'receipt';
  readonly chargeId: number;
  readonly language: Language;
}
