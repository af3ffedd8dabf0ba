import type { SendLimits } from '../../src/payments/messenger.ts';

/** Limits that allow every message at any time. */
export const NO_LIMITS: SendLimits = {
  freeAt: () => 0,
  begin: () => undefined,
  answered: () => undefined,
  refused: () => undefined,
};
