import { code, fmt } from 'telegraf/format';
import type { ItemWords } from '../../bot/features/items.words.ts';

export const items: ItemWords = {
  commands: { items: 'What you sell, with prices' },
  buttons: {
    addItem: '➕ Add an item',
    itemsDone: '✅ Done',
    itemsClear: 'Clear',
  },
  itemsTitle: (count, limit) => `What you sell (${count} of ${limit})`,
  noItems: 'Your list is empty. Add what you sell, with its price:',
  itemsUsage: fmt`${code('/items add Unga 2 kg 210')} adds an item, ${code('/items remove Unga 2 kg')} removes it.`,
  askItem: 'What do you sell, and at what price?',
  itemPlaceholder: 'Unga 2 kg 210',
  itemExample: fmt`Like this: ${code('/items add Unga 2 kg 210')}`,
  refusedItem: {
    'no-name': () => 'The name is missing. The name goes first, then the price.',
    'no-price': () => 'The price is missing. It goes last, in whole shillings.',
    split: () => 'The price could be read in two ways. Write it without spaces, or with KES before it.',
    'name-too-long': (limit) => `The name is too long. It can have ${limit} characters.`,
  },
  itemAdded: (name, price) => `Added: ${name} · ${price}`,
  itemRepriced: (name, price, former) => `${name} is now ${price} (it was ${former}).`,
  itemRemoved: (name) => `Removed: ${name}`,
  itemsFull: (limit) => `The list is full: it can hold ${limit} items. Remove one first.`,
  noSuchItem: (name) => `“${name}” is not on the list.`,
  itemGone: 'This item is no longer on the list.',
  helpItems: '/items – what you sell, with prices; tap them instead of typing amounts',
  tapAmount: 'Tap the amount or the items here, or reply to the question below.',
  askAmountHint: 'You can add a note: 500 two bags',
  nothingTapped: 'Nothing is chosen yet.',
};
