/**
 * What programs on one database compete for: one of them holds it, and leads. It ends by the clock of the database, which all of them share.
 * A call that fails, or whose answer does not come, may have taken effect.
 */
export interface Lease {
  /**
   * Takes the lease if nobody has it: it was released, never taken, or has run out. What this program took itself, without knowing it because the
   * answer was lost, is taken again. Each time begins a new term, whose number is greater than every one before.
   *
   * @param ttlMs when it runs out unless it is renewed
   */
  acquire(ttlMs: number): Promise<Acquired>;
  /**
   * Lets the lease run out `ttlMs` from now.
   *
   * @returns false, and changes nothing, if it has run out, or is not this program's in this term any more
   */
  renew(term: number, ttlMs: number): Promise<boolean>;
  /** Ends the lease, if it is this program's in this term, and tells those that wait for it. */
  release(term: number): Promise<void>;
}

export type Acquired =
  | {
      readonly kind: 'acquired';
      readonly term: number;
      /** Whoever had it before did not release it: it died, or was cut off. */
      readonly wasLost: boolean;
    }
  /** Another program has it, for this long unless it renews it. */
  | { readonly kind: 'taken'; readonly forMs: number };

/** How long a lease lasts that is not renewed. */
export const LEASE_TTL_MS = 10_000;
/** How often it is renewed: three renewals may fail before it is lost. */
export const RENEW_EVERY_MS = 2_500;
/** A call whose answer takes longer counts as not made. */
export const LEASE_CALL_MS = 2_000;
/** The leader begins nothing from this long before its lease can run out. */
export const LEASE_MARGIN_MS = 2_000;
