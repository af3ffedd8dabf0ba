import { expect, test } from 'vitest';
import { isPlausibleReceipt, receiptDateAgrees } from '../../src/domain/receipt.ts';
import { receiptFor } from '../../src/sandbox/bosmi/receipts.ts';

test('every receipt of the sandbox is plausible, has the date of its day, and is unique', () => {
  const at = Date.parse('2026-11-25T12:00:00+03:00');
  const receipts = Array.from({ length: 5_000 }, (_, number) => receiptFor(at, number));
  expect(receipts.filter((receipt) => !isPlausibleReceipt(receipt))).toEqual([]);
  expect(receipts.every((receipt) => receiptDateAgrees(receipt, at))).toBe(true);
  expect(new Set(receipts).size).toBe(receipts.length);
});
