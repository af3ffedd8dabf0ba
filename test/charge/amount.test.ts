import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatKes, readAmount } from '../../src/charge/amount.ts';

describe('an amount', () => {
  test.each([
    ['500', 500],
    ['1', 1],
    ['250000', 250_000],
    ['250,000', 250_000],
    ['1,500', 1_500],
    ['12,000', 12_000],
    ['KES 500', 500],
    ['kes500', 500],
    ['Ksh 500', 500],
    ['Kshs. 1,500', 1_500],
    ['Sh500', 500],
    ['500/=', 500],
    ['500/-', 500],
    ['500 /=', 500],
    ['500 kes', 500],
    ['500ksh', 500],
    ['500 kshs.', 500],
    ['500 sh', 500],
    ['500 shs', 500],
    ['KES 1,500.00', 1_500],
    ['500.00', 500],
    ['500.0', 500],
    ['  500  ', 500],
  ])('is read from %j', (text, amountKes) => {
    expect(readAmount(text)).toEqual({ kind: 'amount', amountKes });
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['KES', 'empty'],
    ['12.50', 'cents'],
    ['12.5', 'cents'],
    ['500.001', 'cents'],
    ['1,500.75', 'cents'],
    ['1e3', 'not-an-amount'],
    ['0x1F4', 'not-an-amount'],
    ['0', 'too-small'],
    ['0.00', 'too-small'],
    ['-5', 'negative'],
    ['−5', 'negative'],
    ['- 5', 'negative'],
    ['+5', 'not-an-amount'],
    ['500-600', 'not-an-amount'],
    ['5 00', 'split'],
    ['5  00', 'split'],
    ['1 500', 'split'],
    ['1 500 000', 'split'],
    ['$1 500', 'not-an-amount'],
    ['1 500x', 'not-an-amount'],
    ['5kes00', 'not-an-amount'],
    ['5/=00', 'not-an-amount'],
    ['$12.50', 'not-an-amount'],
    ['007', 'not-an-amount'],
    ['00', 'not-an-amount'],
    ['1,50', 'not-an-amount'],
    ['15,00', 'not-an-amount'],
    ['1,5000', 'not-an-amount'],
    [',500', 'not-an-amount'],
    ['500,', 'not-an-amount'],
    ['1.500,00', 'not-an-amount'],
    ['٥٠٠', 'not-an-amount'],
    ['５００', 'not-an-amount'],
    ['५००', 'not-an-amount'],
    ['five hundred', 'not-an-amount'],
    ['Infinity', 'not-an-amount'],
    ['NaN', 'not-an-amount'],
    ['USD 500', 'not-an-amount'],
    ['$500', 'not-an-amount'],
    ['250001', 'too-large'],
    ['250,001', 'too-large'],
    ['1,000,000', 'too-large'],
    ['9'.repeat(400), 'too-large'],
    ['0712345678', 'not-an-amount'],
    ['9999999999999999999999', 'too-large'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readAmount(text)).toEqual({ kind: 'refused', reason });
  });

  test('written with or without commas, a currency or zero cents is the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 250_000 }),
        fc.boolean(),
        fc.constantFrom('', 'KES ', 'ksh', 'Kshs. '),
        fc.constantFrom('', '.0', '.00'),
        fc.constantFrom('', '/=', '/-', ' KES'),
        (amountKes, commas, before, cents, after) => {
          const digits = commas ? amountKes.toLocaleString('en-US') : String(amountKes);
          expect(readAmount(before + digits + cents + after)).toEqual({ kind: 'amount', amountKes });
        },
      ),
    );
  });

  test('whatever is read is a whole number of shillings that can be charged', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\dKkEeSs,./= -]{1,12}$/)), (text) => {
        const reading = readAmount(text);
        if (reading.kind === 'refused') return;
        expect(Number.isInteger(reading.amountKes)).toBe(true);
        expect(reading.amountKes).toBeGreaterThanOrEqual(1);
        expect(reading.amountKes).toBeLessThanOrEqual(250_000);
      }),
    );
  });

  test('is shown with commas', () => {
    expect([1, 999, 1_500, 250_000].map(formatKes)).toEqual(['KES 1', 'KES 999', 'KES 1,500', 'KES 250,000']);
  });
});
