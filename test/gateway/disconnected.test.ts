import { expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { disconnected } from '../../src/gateway/disconnected.ts';
import { phone } from '../support/store.ts';

test('without an account a push is declined as unreachable, a query has no answer, and nothing counts as overload', async () => {
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
