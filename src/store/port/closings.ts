import type { Closing, ClosingFacts, ClosingFigures } from '../../domain/closing.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Whose period a closing ends: the shop's day, or the shift of one person. */
export interface ClosingPeriod {
  readonly merchantId: number;
  /** Whose shift; null for the shop's day. */
  readonly shiftOf: number | null;
}

/** What a closing would state if it were made now. */
export interface ClosingPreview {
  /** The number that it would have. */
  readonly number: number;
  /** When the previous closing was made (epoch ms); null if there is none. */
  readonly from: number | null;
  /** Undefined if there is nothing to close: no payment, no refund, none taken back and no charge since the previous closing. */
  readonly figures: ClosingFigures | undefined;
}

export interface ClosingRequest extends ClosingPeriod {
  /** The number that the person was shown. */
  readonly number: number;
  readonly userId: number;
  readonly at: number;
}

/** What became of a request to close. Only `closed` changes anything. */
export type ClosingOutcome =
  | { readonly kind: 'closed'; readonly closing: ClosingFacts }
  /** The closing with this number was made before. */
  | { readonly kind: 'already'; readonly closing: Closing }
  | { readonly kind: 'nothing' }
  /** This number is not the next, or the update was settled before. */
  | { readonly kind: 'stale' }
  /** The person may not close this. */
  | { readonly kind: 'forbidden' };

/** Which closings a list has. */
export interface ClosingScope {
  readonly merchantId: number;
  /** `days`: those of the shop. A number: the shifts of this person. */
  readonly of: 'all' | 'days' | number;
}

/**
 * Closings of days and shifts. There is no method that changes one. A closing counts what was entered in the books after the previous one,
 * in the order of the commits: whatever the clock does, each payment and each refund, and each that was taken back, is in exactly one day and in one
 * shift.
 */
export interface Closings {
  /**
   * Sums up what a closing would state now. Reads the books a slice at a time, in several transactions; others run in between.
   */
  preview(period: ClosingPeriod): Promise<ClosingPreview>;

  /**
   * Makes a closing. The books are summed up a slice at a time. One transaction then checks who may, that the number is the next, adds what
   * was entered meanwhile, and commits the closing with the effects that `react` returns for it. A manager or an owner closes the day,
   * everybody their own shift.
   */
  close(request: ClosingRequest, react: (closing: ClosingFacts) => UpdateEffects): Promise<ClosingOutcome>;

  /** Returns the closing that a button names, or undefined. */
  byRef(ref: string): Promise<Closing | undefined>;

  /** Returns the closing of a day with this number, or undefined. */
  dayByNumber(merchantId: number, number: number): Promise<Closing | undefined>;

  /** Returns closings, the newest first, at most `limit`; with `before`, only those made before the closing with this id. */
  list(scope: ClosingScope, before: number | undefined, limit: number): Promise<Closing[]>;
}
