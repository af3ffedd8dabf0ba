import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { itemKey, itemLabel, MAX_ITEM_NAME, readItem } from '../../src/domain/item.ts';

describe('a name and a price', () => {
  test.each([
    ['Unga 2 kg 210', 'Unga 2 kg', 210],
    ['Sugar KES 200', 'Sugar', 200],
    ['Sugar 200/=', 'Sugar', 200],
    ['Sugar Ksh 1,500 only', 'Sugar', 1_500],
    ['Soda 500 ml 60', 'Soda 500 ml', 60],
    ['Soda 500ml = 60', 'Soda 500ml', 60],
    ['Maziwa - 65', 'Maziwa', 65],
    ['Maziwa: 65', 'Maziwa', 65],
    ['  Mkate\n65  ', 'Mkate', 65],
    ['Phone 250,000', 'Phone', 250_000],
    ['7up 70', '7up', 70],
    ['🧺 Basket 300.00', '🧺 Basket', 300],
    [`${'n'.repeat(MAX_ITEM_NAME)} 5`, 'n'.repeat(MAX_ITEM_NAME), 5],
    ['Fanta 300 KES 500', 'Fanta 300', 500],
  ])('%j is read', (text, name, priceKes) => {
    expect(readItem(text)).toEqual({ kind: 'item', name, priceKes });
  });

  test.each([
    ['', 'no-price'],
    ['Unga', 'no-price'],
    ['Unga 2 kg', 'no-price'],
    ['Unga 0', 'no-price'],
    ['Unga 12.50', 'no-price'],
    ['Unga 250001', 'no-price'],
    ['Unga 2k', 'no-price'],
    ['Unga -5', 'no-price'],
    ['210', 'no-name'],
    ['KES 210', 'no-name'],
    ['- 210', 'no-name'],
    ['… 210', 'no-name'],
    // One price or two numbers?
    ['Soda 1 500', 'split'],
    ['Fanta 300 500', 'split'],
    ['1 500', 'split'],
    [`${'n'.repeat(MAX_ITEM_NAME + 1)} 5`, 'name-too-long'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readItem(text)).toEqual({ kind: 'refused', reason });
  });
});

test('a name is the same in capitals and with hidden characters', () => {
  expect(itemKey('UNGA 2 KG')).toBe(itemKey('unga\u200b 2 kg'));
  expect(itemKey('Unga')).not.toBe(itemKey('Unga 2'));
});

test('a button shows the name and the price', () => {
  expect(itemLabel({ name: 'Phone', priceKes: 25_000 as AmountKes })).toBe('Phone · 25,000');
});
