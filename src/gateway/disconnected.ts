import type { Gateway } from './gateway.ts';

const evidence = { httpStatus: undefined, raw: 'NO_ACCOUNT' } as const;

/**
 * The gateway of a merchant whose account was taken away. It sends nothing and knows nothing. Open charges run to the end of their
 * watch, and are queried again if the merchant connects another account.
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
