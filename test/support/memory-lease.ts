import type { Acquired, Lease } from '../../src/runtime/lease.ts';

/** A lease in memory, for several programs by one clock. */
export function memoryLease(now: () => number) {
  let held = { holder: '', term: 0, until: 0 };
  const waiting = new Set<() => void>();
  const isHeld = (holder: string, term: number): boolean =>
    held.holder === holder && held.term === term && held.until > now();
  return {
    /** Who holds it at present; undefined if nobody does. */
    holder: (): string | undefined => (held.until > now() ? held.holder : undefined),
    term: (): number => held.term,
    /** Calls `act` whenever the lease is released. */
    onReleased(act: () => void): void {
      waiting.add(act);
    },
    /** The lease as one program sees it. */
    of: (holder: string): Lease => ({
      async acquire(ttlMs): Promise<Acquired> {
        if (held.until > now() && held.holder !== holder) return { kind: 'taken', forMs: held.until - now() };
        const wasLost = held.until > 0;
        held = { holder, term: held.term + 1, until: now() + ttlMs };
        return { kind: 'acquired', term: held.term, wasLost };
      },
      async renew(term, ttlMs) {
        if (!isHeld(holder, term)) return false;
        held = { ...held, until: now() + ttlMs };
        return true;
      },
      async release(term) {
        if (!isHeld(holder, term)) return;
        held = { ...held, until: 0 };
        for (const act of waiting) act();
      },
    }),
  };
}
