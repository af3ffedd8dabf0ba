import type { Gateway } from './gateway.ts';

const evidence = { httpStatus: undefined, raw: 'NO_ACCOUNT' } as const;

/**
 * Stands where a merchant's account was taken away: nothing is sent, and nothing is learnt. What of their charges is open goes
 * on to its end, and is asked about again once they have connected another account.
 */
export const disconnected: Gateway = {
  push: async () => ({ kind: 'declined', cause: 'unreachable', gatewayMessage: undefined, evidence }),
  query: async () => ({
    kind: 'no-answer',
    why: 'unreachable',
    overloaded: false,
    retryAfterMs: undefined,
    evidence,
  }),
  close: async () => undefined,
};
