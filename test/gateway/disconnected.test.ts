import { expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { disconnected } from '../../src/gateway/disconnected.ts';
import { phone } from '../support/store.ts';

test('without an account nothing is sent, nothing is learnt, and nothing slows down', async () => {
  const msisdn = phone('0712345678');
  const evidence = { httpStatus: undefined, raw: 'NO_ACCOUNT' };
  expect(await disconnected.push({ msisdn, amountKes: 500 as AmountKes })).toEqual({
    kind: 'declined',
    cause: 'unreachable',
    gatewayMessage: undefined,
    evidence,
  });
  expect(await disconnected.query({ transactionId: 'T1', msisdn })).toEqual({
    kind: 'no-answer',
    why: 'unreachable',
    overloaded: false,
    retryAfterMs: undefined,
    evidence,
  });
  expect(await disconnected.close()).toBeUndefined();
});
