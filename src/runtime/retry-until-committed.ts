import type { Clock } from './clock.ts';

const FIRST_PAUSE_MS = 500;
/** The longest pause between two attempts. */
const MAX_PAUSE_MS = 30_000;

export interface RetryParts {
  readonly clock: Clock;
  /** Aborted when the program must end: what cannot be committed by then is given up. */
  readonly ending: AbortSignal;
  /** Told of each attempt that failed. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Commits what happened outside of the store, as often as it takes, because it is remembered in no other place: the id of a
 * push that was accepted, the word of Telegram that it has a message. Undefined if the program had to end before.
 *
 * @param commit may take effect although it throws, so that doing it again must change nothing
 */
export async function retryUntilCommitted<Result>(
  commit: () => Promise<Result>,
  { clock, ending, onFailure }: RetryParts,
): Promise<Result | undefined> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    try {
      return await commit();
    } catch (error) {
      onFailure(error);
    }
    if (ending.aborted) return undefined;
    await clock.sleep(pause, ending);
  }
}
