import type { Clock } from './clock.ts';

const FIRST_PAUSE_MS = 500;
/** The longest pause between two attempts. */
const MAX_PAUSE_MS = 30_000;

export interface RetryParts {
  readonly clock: Clock;
  /** Aborts when the program must end. What is not committed by then is given up. */
  readonly ending: AbortSignal;
  /** Called for each attempt that failed. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Commits a fact that is stored in no other place, and retries until it succeeds: the id of a push that was accepted, Telegram's
 * confirmation that it has a message.
 *
 * @param commit may take effect although it throws, so a second call must change nothing
 * @returns what `commit` returned, or undefined if the program had to end first
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
