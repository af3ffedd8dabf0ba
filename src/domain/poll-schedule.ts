/** When to ask the gateway about a charge next. Pure: steady time and chance are arguments. Spans are in milliseconds. */

export interface Watch {
  /** When the push was accepted. */
  readonly pushedAt: number;
  /** When an unpaid charge is told as not confirmed. */
  readonly confirmBy: number;
  /** When the watch ends. */
  readonly watchUntil: number;
}

/** The first query. Half of the customers have not entered the PIN before 10 s, so an earlier one finds nothing mostly. */
export const FIRST_QUERY_MS = 5_000;
/** Queries are close together while customers usually answer: nine in ten do within a minute of the push. */
const BUSY_EVERY_MS = 4_000;
const BUSY_FOR_MS = 60_000;
/** After that the gaps widen: each is this fraction of the charge's age. */
const WIDENING = 0.12;
/** The widest gap, so that a payment that is hours late is still told within minutes. */
export const MAX_GAP_MS = 15 * 60_000;
/** Each gap is varied by up to this share either way, so that charges made together do not ask together. */
const JITTER = 0.2;

/**
 * Returns the time of the next query, or undefined when the watch is over. It is never earlier than now, and never later than
 * the next moment at which something must be told (`confirmBy`, then `watchUntil`), so that a query precedes each of them.
 *
 * @param random a number in [0, 1)
 */
export function nextQueryAt(watch: Watch, now: number, random: number): number | undefined {
  if (now >= watch.watchUntil) return undefined;
  const age = Math.max(0, now - watch.pushedAt);
  const gap = gapAt(age) * (1 + JITTER * (2 * random - 1));
  const deadline = now < watch.confirmBy ? watch.confirmBy : watch.watchUntil;
  return Math.min(now + Math.round(gap), deadline);
}

function gapAt(age: number): number {
  if (age < FIRST_QUERY_MS) return FIRST_QUERY_MS - age;
  if (age < BUSY_FOR_MS) return BUSY_EVERY_MS;
  return Math.min(Math.max(BUSY_EVERY_MS, age * WIDENING), MAX_GAP_MS);
}
