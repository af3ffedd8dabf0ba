import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { verifyPayment, type PaymentReport } from '../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';

const EXPECTED = {
  transactionId: '9007199254740993123',
  amountKes: 500 as AmountKes,
  msisdn: '254712345678' as Msisdn,
};
const REPORT: PaymentReport = {
  transactionIds: ['9007199254740993123'],
  amount: '500',
  phone: '254712345678',
  receipt: 'UKO4H7XK2P',
};
const verify = (changed: Partial<PaymentReport>) => verifyPayment(EXPECTED, { ...REPORT, ...changed });

describe('a reported payment fits the charge', () => {
  test.each<[string, Partial<PaymentReport>]>([
    ['when everything fits', {}],
    ['when the amount has zero cents', { amount: '500.00' }],
    ['when the amount has one zero after the point', { amount: '500.0' }],
    ['when the amount has spaces around it', { amount: ' 500 ' }],
    ['when no phone is named', { phone: undefined }],
    ['when the phone is masked', { phone: '0712***678' }],
    ['when both id fields name it', { transactionIds: [EXPECTED.transactionId, EXPECTED.transactionId] }],
  ])('%s', (_, changed) => {
    expect(verify(changed)).toEqual({ kind: 'paid', receipt: 'UKO4H7XK2P' });
  });
});

describe('a reported payment does not fit the charge', () => {
  test.each<[string, Partial<PaymentReport>, string]>([
    ['when it names no id', { transactionIds: [] }, 'transaction'],
    ['when it names another id', { transactionIds: ['1'] }, 'transaction'],
    [
      'when an id differs only in digits that a number rounds away',
      { transactionIds: ['9007199254740993124'] },
      'transaction',
    ],
    ['when its two ids disagree', { transactionIds: [EXPECTED.transactionId, '1'] }, 'transaction'],
    ['when it names no amount', { amount: undefined }, 'amount'],
    ['when the amount is empty', { amount: '' }, 'amount'],
    ['when the amount is another', { amount: '50' }, 'amount'],
    ['when the amount has cents', { amount: '500.50' }, 'amount'],
    ['when the amount has a comma', { amount: '5,00' }, 'amount'],
    ['when the amount has a space inside', { amount: '5 00' }, 'amount'],
    ['when the amount ends in a point', { amount: '500.' }, 'amount'],
    ['when the amount has a zero and a comma before it', { amount: '0,500' }, 'amount'],
    ['when the amount begins with zeros', { amount: '0500' }, 'amount'],
    ['when the amount is an exponent', { amount: '5e2' }, 'amount'],
    ['when the phone is another', { phone: '254712345679' }, 'phone'],
    ['when the masked phone is another', { phone: '0722***678' }, 'phone'],
    ['when the phone shows no digit', { phone: '**********' }, 'phone'],
    ['when the phone shows a plus and no digit', { phone: '+xxxxxxxxx' }, 'phone'],
    ['when the receipt cannot be one', { receipt: 'OK' }, 'receipt'],
    ['when the receipt is in small letters', { receipt: 'uko4h7xk2p' }, 'receipt'],
    ['when the receipt is a word', { receipt: 'PROCESSING' }, 'receipt'],
    ['when the receipt is a number', { receipt: '0000000000' }, 'receipt'],
  ])('%s', (_, changed, mismatch) => {
    expect(verify(changed)).toEqual({ kind: 'mismatch', mismatch });
  });
});

test('shillings and cents are never read as more shillings: 500.05 is not 5005', () => {
  const expected = { ...EXPECTED, amountKes: 5005 as AmountKes };
  expect(verifyPayment(expected, { ...REPORT, amount: '500.05' })).toEqual({
    kind: 'mismatch',
    mismatch: 'amount',
  });
});

test.each(['1,500.00', '1,500', '1500', '1500.0', ' 1,500.00 ', '1500.000'])('%j is KES 1,500', (amount) => {
  const expected = { ...EXPECTED, amountKes: 1500 as AmountKes };
  expect(verifyPayment(expected, { ...REPORT, amount })).toMatchObject({ kind: 'paid' });
});

test.each(['1,5000', '15,00', '1.500', '1.500,00', '1,500.50', '1,500,', ',1500', '1 500', '1,500,000'])(
  '%j is not KES 1,500',
  (amount) => {
    const expected = { ...EXPECTED, amountKes: 1500 as AmountKes };
    expect(verifyPayment(expected, { ...REPORT, amount })).toEqual({ kind: 'mismatch', mismatch: 'amount' });
  },
);

test('an amount of six digits may have a comma', () => {
  const expected = { ...EXPECTED, amountKes: 250_000 as AmountKes };
  expect(verifyPayment(expected, { ...REPORT, amount: '250,000.00' })).toMatchObject({ kind: 'paid' });
});
