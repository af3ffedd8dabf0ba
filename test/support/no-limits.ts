import type { SendLimits } from '../../src/payments/messenger.ts';

/** Anything may be said at any time. */
export const NO_LIMITS: SendLimits = {
  freeAt: () => 0,
  begin: () => undefined,
  answered: () => undefined,
  refused: () => undefined,
};
