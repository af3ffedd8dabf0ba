import type { Clock } from '../runtime/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';

/** Accounts that the gateway refuses at present. */
export interface AccountRefusals {
  /**
   * Whether an account may be asked now. One that is refused is tried with one query at a time, and ever more rarely: an answer
   * to one charge is an answer to all.
   *
   * @returns undefined if it may; else when to look again, in steady time
   */
  begin(gateway: Gateway): number | undefined;
  /** It refused a query. Returns when it is tried again, in steady time. */
  refused(gateway: Gateway): number;
  /** It took a query. */
  accepted(gateway: Gateway): void;
  /** A query ended without a word of the account. */
  unanswered(gateway: Gateway): void;
}

const FIRST_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 10 * 60_000;
/** Longer than one query takes; then whoever waited for its outcome looks again. */
const PROBE_MS = 20_000;

/** Keeps which accounts are refused, while the program runs; a start tries each anew. */
export function accountRefusals(clock: Clock): AccountRefusals {
  const refusals = new Map<Gateway, { pauseMs: number; until: number; isProbing: boolean }>();
  return {
    begin(gateway) {
      const refusal = refusals.get(gateway);
      if (refusal === undefined) return undefined;
      const now = clock.steady();
      if (now < refusal.until) return refusal.until;
      refusal.until = now + PROBE_MS;
      refusal.isProbing = true;
      return undefined;
    },
    refused(gateway) {
      const now = clock.steady();
      const before = refusals.get(gateway);
      // Queries that were under way beside each other are one refusal.
      if (before !== undefined && !before.isProbing) return before.until;
      const pauseMs = before === undefined ? FIRST_PAUSE_MS : Math.min(before.pauseMs * 2, MAX_PAUSE_MS);
      const until = now + pauseMs;
      refusals.set(gateway, { pauseMs, until, isProbing: false });
      return until;
    },
    accepted: (gateway) => void refusals.delete(gateway),
    unanswered(gateway) {
      const refusal = refusals.get(gateway);
      if (refusal === undefined) return;
      refusal.until = clock.steady() + refusal.pauseMs;
      refusal.isProbing = false;
    },
  };
}
