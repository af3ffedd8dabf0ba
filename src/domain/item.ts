import { formatKes, readAmount, type AmountKes } from './amount.ts';
import { oneLine } from './one-line.ts';

/** The most items that a shop keeps: as many buttons as a question can show on a phone. */
export const MAX_ITEMS = 24;
/** The longest name of an item, in characters: it must fit on a button. */
export const MAX_ITEM_NAME = 30;

/** Something that a shop sells, with its price. */
export interface Item {
  /** Names it in a button. Random. */
  readonly ref: string;
  /** One line of at most `MAX_ITEM_NAME` characters. A shop has each name once, in capitals or not. */
  readonly name: string;
  readonly priceKes: AmountKes;
}

/** Why a text is not a name and a price. `split`: the last words could be one price or two numbers. */
export type ItemRefusal = 'no-name' | 'no-price' | 'split' | 'name-too-long';

export type ItemReading =
  | ({ readonly kind: 'item' } & Pick<Item, 'name' | 'priceKes'>)
  | { readonly kind: 'refused'; readonly reason: ItemRefusal };

/** The longest price in words: `KES 500 /= only`. */
const MAX_PRICE_WORDS = 4;
/** What may stand between a name and its price. */
const MARKS_AFTER_NAME = /[\s=:,\p{Pd}\u2212]+$/u;

/**
 * Reads the name of an item and its price after it. A price that could be the end of a longer number is refused: `Soda 1 500`.
 *
 * @example readItem('Unga 2 kg 210') // { kind: 'item', name: 'Unga 2 kg', priceKes: 210 }
 */
export function readItem(text: string): ItemReading {
  const words = oneLine(text, Number.POSITIVE_INFINITY).split(' ');
  // The longest price is taken, so that “KES” is no part of the name.
  for (let count = Math.min(MAX_PRICE_WORDS, words.length); count > 0; count -= 1) {
    const priceText = words.slice(-count).join(' ');
    const price = readAmount(priceText);
    if (price.kind !== 'amount') continue;
    const before = words.slice(0, -count).join(' ');
    if (/(?:^| )\d{1,3}$/.test(before) && /^\d{3}(?!\d)/.test(priceText))
      return { kind: 'refused', reason: 'split' };
    const name = before.replace(MARKS_AFTER_NAME, '');
    if (!/[\p{L}\p{N}]/u.test(name)) return { kind: 'refused', reason: 'no-name' };
    return Array.from(name).length > MAX_ITEM_NAME
      ? { kind: 'refused', reason: 'name-too-long' }
      : { kind: 'item', name, priceKes: price.amountKes };
  }
  return { kind: 'refused', reason: 'no-price' };
}

/** The name by which an item is found, however its letters are written. */
export const itemKey = (name: string): string => oneLine(name, MAX_ITEM_NAME).toLowerCase();

/** `Unga 2 kg · 210`: an item on a button. */
export const itemLabel = ({ name, priceKes }: Pick<Item, 'name' | 'priceKes'>): string =>
  `${name} · ${formatKes(priceKes).replace(/^KES /, '')}`;
