import type { Gateway } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';

/** Which accounts the gateway refuses at present. */
export interface AccountRefusals {
  /**
   * Begins a query through an account, if it may be queried now. A refused account is tried with one query at a time, at
   * growing intervals: an answer about one charge is an answer about all.
   *
   * @returns undefined if it may be queried; otherwise when to try again, in steady time
   */
  begin(gateway: Gateway): number | undefined;
  /** The gateway refused a query. Returns when the account is tried again, in steady time. */
  refused(gateway: Gateway): number;
  /** The gateway accepted a query. */
  accepted(gateway: Gateway): void;
  /** A query ended, and it is not known whether the gateway takes the account. */
  unanswered(gateway: Gateway): void;
}

const FIRST_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 10 * 60_000;
/** Longer than one query takes. After that, whoever waits for its outcome tries again. */
const PROBE_MS = 20_000;

/** Remembers which accounts are refused while the program runs. After a start, each is tried again. */
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
      // Queries that were in flight at the same time count as one refusal.
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
