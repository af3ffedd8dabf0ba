import type { ItemRefusal } from '../../../domain/item.ts';
import type { Text } from '../../locales/text.ts';

/** The words of `/items`, and of the buttons that answer the question for the amount. */
export interface ItemWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'items', string>>;
  readonly buttons: {
    readonly addItem: string;
    readonly itemsDone: string;
    readonly itemsClear: string;
  };
  readonly itemsTitle: (count: number, limit: number) => string;
  readonly noItems: string;
  readonly itemsUsage: Text;
  readonly askItem: string;
  readonly itemPlaceholder: string;
  readonly itemExample: Text;
  readonly refusedItem: Readonly<Record<ItemRefusal, (limit: number) => string>>;
  readonly itemAdded: (name: string, price: string) => string;
  readonly itemRepriced: (name: string, price: string, former: string) => string;
  readonly itemRemoved: (name: string) => string;
  readonly itemsFull: (limit: number) => string;
  readonly noSuchItem: (name: string) => string;
  /** Said at the press of a button whose item was removed. */
  readonly itemGone: string;
  readonly helpItems: Text;
  /** Above the buttons in a group, where the question itself is another message. */
  readonly tapAmount: string;
  readonly askAmountHint: string;
  /** Said at the press of Done after another press has cleared the sum. */
  readonly nothingTapped: string;
}
