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
    ['500\u200b', 500],
    ['KES\u2060 \n 500', 500],
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
    ['5 00 KES', 'split'],
    ['500/= 50/=', 'split'],
    ['1 500 000', 'split'],
    ['$1 500', 'not-an-amount'],
    ['1 500x', 'split'],
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

  test('is shown with commas', () => {
    expect([1, 999, 1_500, 250_000].map(formatKes)).toEqual(['KES 1', 'KES 999', 'KES 1,500', 'KES 250,000']);
  });
});
