import { expect, test } from 'vitest';
import { reportedPayment } from '../../src/payments/reported-payment.ts';

const of = (phone: string | undefined) =>
  reportedPayment({ amount: '5', phone, receipt: 'UKN1234567' }).phone;

test.each([
  ['254712345678', '0712 ••• 678'],
  ['0712 345 678', '0712 ••• 678'],
  ['+254 712-345-678', '0712 ••• 678'],
  // As Safaricom masks it.
  ['0712***678', '0712***678'],
  ['254712***678', '2547••***678'],
  ['255712345678', '2557•••••678'],
  ['254202345678', '2542•••••678'],
  ['MAMA DUKA', 'MAMA DUKA'],
])('the payer %s is shown as %s', (phone, shown) => {
  expect(of(phone)).toBe(shown);
});

test.each([
  ['is not named', undefined],
  // The number behind a hash can be found by trying all numbers.
  ['is a hash', 'a'.repeat(64)],
  ['is a hash in capitals', ' 0F'.repeat(1).trim() + 'C3'.repeat(31)],
])('a payer that %s is not shown', (_what, phone) => {
  expect(of(phone)).toBeUndefined();
});

test('a reported payment is kept short, on one line and without a whole phone number', () => {
  const long = `1\n✅ Paid: KES 500 ${'9'.repeat(100)}`;
  const { amount, receipt, phone } = reportedPayment({
    amount: long,
    phone: `${long}\u202e`,
    receipt: 'to 0712345678\nReceipt UKN',
  });
  for (const value of [amount!, receipt, phone!]) {
    expect(value).not.toMatch(/[\n\u202e]/);
    expect(Array.from(value).length).toBeLessThanOrEqual(40);
    expect(value).not.toContain('0712345678');
  }
});
