import { expect, test } from 'vitest';
import { isPlausibleReceipt, receiptDateAgrees } from '../../src/domain/receipt.ts';

test.each(['UKO4H7XK2P', 'TJI7ABCDEFG', 'ABCDEFG1', '1BCDEFGHIJKL', '123456789A'])(
  '%s can be a receipt',
  (text) => {
    expect(isPlausibleReceipt(text)).toBe(true);
  },
);

test.each([
  '',
  'ABCDEFG',
  'ABCDEFGHIJKLM',
  'uko4h7xk2p',
  'UKO4H7XK2 ',
  'UKO4H7XK2P\n',
  'NULL',
  'UKO4-7XK2P',
  'ÜKO4H7XK2P',
  'PROCESSING',
  'UNDEFINED',
  'CANCELLED',
  '0000000000',
  '1234567890',
  'ABCDEFGHIJKL',
])('%j cannot be a receipt', (text) => {
  expect(isPlausibleReceipt(text)).toBe(false);
});

// U = 2026, K = November, O = the 24th.
const RECEIPT = 'UKO4H7XK2P';

test.each([
  ['2026-11-24T12:00:00+03:00', true],
  ['2026-11-24T00:00:01+03:00', true],
  ['2026-11-24T23:59:59+03:00', true],
  ['2026-11-23T00:30:00+03:00', true],
  ['2026-11-25T23:00:00+03:00', true],
  ['2026-11-22T23:00:00+03:00', false],
  ['2026-11-26T01:00:00+03:00', false],
  ['2025-11-24T12:00:00+03:00', false],
  ['2026-11-23T00:00:00+03:00', false],
  ['2026-11-26T00:00:00+03:00', false],
])('a receipt of 24 November 2026 seen at %s: %s', (at, agrees) => {
  expect(receiptDateAgrees(RECEIPT, Date.parse(at))).toBe(agrees);
});

test.each(['UZO4H7XK2P', 'UK04H7XK2P', 'UKW4H7XK2P', '9KO4H7XK2P'])('%s has no valid date', (receipt) => {
  expect(receiptDateAgrees(receipt, Date.parse('2026-11-24T12:00:00+03:00'))).toBe(false);
});

test.each([
  ['the first day of January', 'UA14H7XK2P', '2026-01-01T12:00:00+03:00'],
  ['the last day of December', 'TLV4H7XK2P', '2025-12-31T12:00:00+03:00'],
])('a receipt of %s agrees with it', (_day, receipt, at) => {
  expect(receiptDateAgrees(receipt, Date.parse(at))).toBe(true);
});

test.each([
  ['a thirteenth month is not January', 'TM14H7XK2P', '2026-01-01T12:00:00+03:00'],
  ['a digit for the month is not a month of the year before', 'U914H7XK2P', '2025-05-01T12:00:00+03:00'],
  ['a day 0 is not the last day of the month before', 'UK04H7XK2P', '2026-10-31T12:00:00+03:00'],
])('%s', (_what, receipt, at) => {
  expect(receiptDateAgrees(receipt, Date.parse(at))).toBe(false);
});
