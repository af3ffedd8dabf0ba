/** How long customers take from the prompt to the PIN: a log-normal time with a median of 15 s, 90 % within 45 s. */
const MEDIAN_MS = 15_000;
const NINETY_PERCENT_MS = 45_000;
/** The 90th percentile of the standard normal distribution. */
const Z90 = 1.281_551_565_5;
const SIGMA = Math.log(NINETY_PERCENT_MS / MEDIAN_MS) / Z90;
/** A third never pays. */
const NEVER = 1 / 3;

/**
 * Returns how long a customer takes to pay in milliseconds, or undefined for one who never does.
 *
 * @param scale shorter than 1 where a whole run must be short
 */
export function payingDelay(random: () => number, scale = 1): number | undefined {
  if (random() < NEVER) return undefined;
  // Box and Muller's transform.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return scale * MEDIAN_MS * Math.exp(SIGMA * normal);
}

/** Returns the share of customers who have paid so long after the prompt, of all. */
export const paidBy = (ms: number): number =>
  ms <= 0 ? 0 : (1 - NEVER) * standardNormal(Math.log(ms / MEDIAN_MS) / SIGMA);

/** The share of a standard normal distribution below `z` (Abramowitz and Stegun, 26.2.17: right to seven digits). */
function standardNormal(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return z < 0 ? tail : 1 - tail;
}
