import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { amountOf, basketLine, noteOf, withItem, type Basket } from '../../src/domain/basket.ts';
import { MAX_NOTE_LENGTH } from '../../src/domain/charge-request.ts';
import type { Item } from '../../src/domain/item.ts';

const item = (name: string, priceKes: number): Item => ({
  ref: `ref of ${name}`,
  name,
  priceKes: priceKes as AmountKes,
});
const unga = item('Unga 2 kg', 210);
const sugar = item('Sugar', 200);
const phone = item('Phone', 125_000);

/** Taps the items one after another. */
const tapped = (...items: readonly Item[]): Basket | undefined =>
  items.reduce<Basket | undefined>((basket, tap) => basket && withItem(basket, tap), []);

describe('a basket', () => {
  test('counts each item, in the order of the first tap', () => {
    const basket = tapped(unga, sugar, unga)!;
    expect(basketLine(basket)).toBe('2 × Unga 2 kg, 1 × Sugar · KES 620');
    expect(noteOf(basket)).toBe('2 × Unga 2 kg, 1 × Sugar');
    expect(amountOf(basket)).toBe(620);
  });

  test('has no amount while it is empty', () => {
    expect(amountOf([])).toBeUndefined();
  });

  test('takes no item that would make it more than M-Pesa takes at once', () => {
    expect(amountOf(tapped(phone, phone)!)).toBe(250_000);
    expect(tapped(phone, phone, item('Sweet', 1))).toBeUndefined();
    expect(tapped(phone, phone, phone)).toBeUndefined();
  });

  test('counts all of an item at its present price', () => {
    expect(basketLine(tapped(unga, { ...unga, priceKes: 220 as AmountKes })!)).toBe(
      '2 × Unga 2 kg · KES 440',
    );
  });

  test('makes a note that is cut where it is too long, never inside of a character', () => {
    const many = Array.from({ length: 24 }, (_, n) => item(`🧺 basket ${n}`, 1));
    const note = noteOf(tapped(...many)!);
    expect(Array.from(note)).toHaveLength(MAX_NOTE_LENGTH);
    expect(note).toMatch(/^1 × 🧺 basket 0, 1 × .*…$/u);
    expect(note.isWellFormed()).toBe(true);
  });
});
