import type { Claim } from '../store/port/watch.ts';

/** The charges that a poller has claimed, and asks about again while their claims last. A query then needs no commit. */
export interface ClaimedCharges {
  /**
   * Keeps a charge that is to be asked about at `dueAt` (steady time).
   *
   * @returns false if its claim ends too soon for that, or too many are kept
   */
  keep(claim: Claim, dueAt: number): boolean;
  /** Takes at most `limit` charges that are due at `now`, the longest overdue first. They are not kept any more. */
  take(now: number, limit: number): readonly Claim[];
  /** When the next one is due, or undefined if none is kept. */
  nextDueAt(): number | undefined;
  forgetAll(): void;
}

interface Kept {
  readonly claim: Claim;
  readonly dueAt: number;
}

/** The most charges of one merchant that are kept. The times of others are in the store. */
const MAX_KEPT = 1_000;

/** @param reserveMs a query begins at least so long before the end of its charge's claim: nobody else claims the charge while it is asked about */
export function claimedCharges(reserveMs: number): ClaimedCharges {
  /** In order of their due times. */
  let kept: Kept[] = [];
  return {
    keep(claim, dueAt) {
      if (kept.length >= MAX_KEPT || dueAt + reserveMs > claim.until) return false;
      const after = kept.findIndex((other) => other.dueAt > dueAt);
      kept.splice(after === -1 ? kept.length : after, 0, { claim, dueAt });
      return true;
    },
    take(now, limit) {
      const notYet = kept.findIndex(({ dueAt }) => dueAt > now);
      return kept.splice(0, Math.min(notYet === -1 ? kept.length : notYet, limit)).map(({ claim }) => claim);
    },
    nextDueAt: () => kept[0]?.dueAt,
    forgetAll() {
      kept = [];
    },
  };
}
