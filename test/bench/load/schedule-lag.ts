import { nextQueryAt } from '../../../src/domain/poll-schedule.ts';

const CONFIRM_MS = 180_000;
const WATCH_MS = 86_400_000;

/**
 * Returns how long after a payment the polling schedule alone asks about it, in milliseconds: with a gateway, a disk and a Telegram that take no
 * time.
 *
 * @param paidAfterMs from the push to the payment
 */
export function scheduleLag(paidAfterMs: number, random: () => number): number {
  const watch = { pushedAt: 0, confirmBy: CONFIRM_MS, watchUntil: WATCH_MS };
  let at = 0;
  while (at < paidAfterMs) at = nextQueryAt(watch, at, random()) ?? Number.POSITIVE_INFINITY;
  return at - paidAfterMs;
}
