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
/**
 * The least gap. Then the gaps widen: each is this fraction of the charge's age, up to twice that shortly before it is told as not confirmed,
 * when few customers still pay. With these three numbers a payment is found within some per cent of the least time that is possible with as
 * many queries (docs/performance.md), if customers pay after 15 s in the median and nine in ten within 45 s.
 */
const LEAST_GAP_MS = 2_200;
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
  const gap = gapAt(age, watch.confirmBy - watch.pushedAt) * (1 + JITTER * (2 * random - 1));
  const deadline = now < watch.confirmBy ? watch.confirmBy : watch.watchUntil;
  return Math.min(now + Math.round(gap), deadline);
}

/** @param confirmMs the age at which the charge is told as not confirmed */
function gapAt(age: number, confirmMs: number): number {
  // The first query may come a little early by chance. Then the next one follows after the least gap.
  if (age < FIRST_QUERY_MS / 2) return FIRST_QUERY_MS - age;
  const late = age < confirmMs ? (age / confirmMs) ** 2 : 0;
  return Math.min(Math.max(LEAST_GAP_MS, age * WIDENING * (1 + late)), MAX_GAP_MS);
}
