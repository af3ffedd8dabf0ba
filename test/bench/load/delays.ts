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
