import type { AmountKes } from '../../domain/amount.ts';
import type { Item } from '../../domain/item.ts';
import type { UpdateEffects } from './update-effects.ts';

/** What became of adding an item. Only `added` and `repriced` change anything but the update's effects. */
export type ItemAddition =
  | { readonly kind: 'added'; readonly item: Item }
  /** The merchant had an item of this name. It has the new price, and its name as it was written now. */
  | { readonly kind: 'repriced'; readonly item: Item; readonly formerKes: AmountKes }
  /** The merchant has `MAX_ITEMS` items. */
  | { readonly kind: 'full' }
  /** The person is neither manager nor owner. */
  | { readonly kind: 'not-yours' };

/** What became of removing an item. Only `removed` changes anything but the update's effects. */
export type ItemRemoval =
  | { readonly kind: 'removed'; readonly item: Item }
  | { readonly kind: 'no-item' }
  | { readonly kind: 'not-yours' };

/** What the merchants sell. Every method is one transaction. */
export interface Items {
  /** Returns a merchant's items, at most `MAX_ITEMS`, in the order in which they were added. */
  of(merchantId: number): Promise<Item[]>;

  /**
   * Adds an item to a merchant's list, or changes the price of the one with this name. The role is checked in the same
   * transaction. The audit log and the effects that `react` returns for the outcome are committed with it. Nothing changes if the
   * update was settled before.
   */
  add(
    merchantId: number,
    item: Pick<Item, 'name' | 'priceKes'>,
    userId: number,
    at: number,
    react: (addition: ItemAddition) => UpdateEffects,
  ): Promise<ItemAddition>;

  /**
   * Removes an item from a merchant's list, by what names it in a button or by its name. The role is checked in the same
   * transaction. The audit log and the effects that `react` returns for the outcome are committed with it. Nothing changes if the
   * update was settled before.
   */
  remove(
    merchantId: number,
    item: { readonly ref: string } | { readonly name: string },
    userId: number,
    at: number,
    react: (removal: ItemRemoval) => UpdateEffects,
  ): Promise<ItemRemoval>;
}
