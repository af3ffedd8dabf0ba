import { formatKes, MAX_AMOUNT_KES, type AmountKes } from './amount.ts';
import { MAX_NOTE_LENGTH } from './charge-request.ts';
import type { Item } from './item.ts';
import { oneLine } from './one-line.ts';

/** An item in a basket, with the price at which it counts. */
export interface BasketLine extends Item {
  readonly count: number;
}

/** The items that were tapped in the question for the amount, each once, in the order of their first tap. Its sum can be charged. */
export type Basket = readonly BasketLine[];

/**
 * Adds one of an item. All of that item count at its present price.
 *
 * @returns undefined if the sum would be more than M-Pesa takes at once
 */
export function withItem(basket: Basket, { ref, name, priceKes }: Item): Basket | undefined {
  const had = basket.find((line) => line.ref === ref);
  const line = { ref, name, priceKes, count: (had?.count ?? 0) + 1 };
  const next = had === undefined ? [...basket, line] : basket.map((other) => (other === had ? line : other));
  return totalOf(next) > MAX_AMOUNT_KES ? undefined : next;
}

const totalOf = (basket: Basket): number =>
  basket.reduce((sum, { priceKes, count }) => sum + priceKes * count, 0);

/** The sum of a basket; undefined for an empty one. */
export const amountOf = (basket: Basket): AmountKes | undefined =>
  basket.length === 0 ? undefined : (totalOf(basket) as AmountKes);

const countsOf = (basket: Basket): string => basket.map(({ name, count }) => `${count} × ${name}`).join(', ');

/** `2 × Unga 2 kg, 1 × Sugar · KES 620`. */
export const basketLine = (basket: Basket): string => `${countsOf(basket)} · ${formatKes(totalOf(basket))}`;

/** `2 × Unga 2 kg, 1 × Sugar`: what was sold, as a note of a charge. What is too long for a note ends in an ellipsis. */
export const noteOf = (basket: Basket): string => oneLine(countsOf(basket), MAX_NOTE_LENGTH);
