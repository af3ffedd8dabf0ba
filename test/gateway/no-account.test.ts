import { expect, test } from 'vitest';
import type { AmountKes } from '../../src/charge/amount.ts';
import { noAccount } from '../../src/gateway/no-account.ts';
import { phone } from '../support/store.ts';

test('without an account nothing is sent, nothing is learnt, and nothing slows down', async () => {
  const msisdn = phone('0712345678');
  const evidence = { httpStatus: undefined, raw: 'NO_ACCOUNT' };
  expect(await noAccount.push({ msisdn, amountKes: 500 as AmountKes })).toEqual({
    kind: 'declined',
    cause: 'unreachable',
    words: undefined,
    evidence,
  });
  expect(await noAccount.query({ transactionId: 'T1', msisdn })).toEqual({
    kind: 'no-answer',
    why: 'unreachable',
    overloaded: false,
    retryAfterMs: undefined,
    evidence,
  });
  expect(await noAccount.close()).toBeUndefined();
});
