import { tellOperators, type OperatorToldParts } from './operator-told.ts';

/**
 * Tells the operators that the machine's clock is wrong, or right again. Only they can set it.
 *
 * @param aheadMs how far the clock is ahead of Telegram's, negative if it is behind; undefined if it agrees again
 */
export async function tellClock(aheadMs: number | undefined, parts: OperatorToldParts): Promise<void> {
  const { log } = parts;
  if (aheadMs === undefined) log.info({}, "the machine's clock agrees with Telegram's again");
  else
    log.warn(
      { aheadMs },
      "the machine's clock disagrees with Telegram's: until it is set right, the program erases nothing and ends no watch",
    );
  await tellOperators(
    (words) => ({
      text:
        aheadMs === undefined
          ? words.clockRight
          : words.clockWrong(words.span(Math.round(Math.abs(aheadMs) / 1_000)), aheadMs > 0),
    }),
    parts,
  );
}
