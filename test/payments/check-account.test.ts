import { describe, expect, test } from 'vitest';
import type { QueryOutcome } from '../../src/gateway/gateway.ts';
import { checkAccount } from '../../src/payments/check-account.ts';

const evidence = { httpStatus: 200, raw: '' };
const report = { transactionIds: ['x'], amount: '500', phone: undefined, receipt: 'UKO4H7XK2P' };

describe('an account that was entered', () => {
  test.each<[QueryOutcome, string]>([
    [{ kind: 'pending', gatewayMessage: 'Transaction not found', evidence }, 'accepted'],
    [{ kind: 'account', gatewayMessage: 'Invalid API credentials.', evidence }, 'refused'],
    [{ kind: 'reported', report, evidence }, 'unchecked'],
    [
      { kind: 'no-answer', why: 'timed-out', overloaded: false, retryAfterMs: undefined, evidence },
      'unchecked',
    ],
  ])('whose query ends as %j is %s', async (outcome, check) => {
    const asked: string[] = [];
    const gateway = {
      async query({ transactionId }: { readonly transactionId: string }) {
        asked.push(transactionId);
        return outcome;
      },
    };
    expect(await checkAccount(gateway)).toBe(check);
    // An id that no gateway can have given.
    expect(asked).toEqual([expect.stringMatching(/^check-[\da-f-]{36}$/)]);
  });
});
