import type { Clock } from '../../../runtime/clock.ts';

/** Where commits are kept. */
export interface Disk {
  /**
   * Puts everything that was committed before the call on the disk, without holding up the event loop.
   *
   * @throws if the disk fails
   */
  sync(): Promise<void>;
}

/** Lets many commits share one wait for the disk. */
export interface GroupCommit {
  /**
   * Counts a commit.
   *
   * @param isAwaited whether somebody waits until it is on the disk. Otherwise it gets there with the next commit that is awaited, or after
   * `DELAY_MS`.
   */
  committed(isAwaited: boolean): void;
  /** Returns the number of the last commit that is awaited. Whoever reads the database now may see it. */
  lastAwaited(): number;
  /**
   * Waits until a commit, and all before it, are on the disk.
   *
   * @throws the fault of the disk. What was committed may be lost then.
   */
  until(commit: number): Promise<void>;
  /** Ends it: everything is on the disk, because the database is closed. */
  close(): void;
}

/** How long a commit that nobody awaits may be undone by a power cut. */
export const DELAY_MS = 1_000;

/**
 * Runs one sync at a time. Commits that come meanwhile share the next one.
 *
 * A disk that failed once is not asked again: Linux reports a failed sync once, and calls the next one a success though the data is gone
 * (https://wiki.postgresql.org/wiki/Fsync_Errors).
 *
 * @param onFailure is told of the disk's first fault
 */
export function groupCommit(
  disk: Disk,
  clock: Pick<Clock, 'turn' | 'sleep'>,
  onFailure: (error: unknown) => void,
): GroupCommit {
  let commits = 0;
  let awaited = 0;
  let onDisk = 0;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let delayed: AbortController | undefined;

  const forgetDelayed = (): void => {
    delayed?.abort();
    delayed = undefined;
  };
  const sync = async (): Promise<void> => {
    // What waits for its turn to commit is in this group.
    await clock.turn();
    const last = commits;
    forgetDelayed();
    try {
      if (onDisk < last) await disk.sync();
      onDisk = Math.max(onDisk, last);
    } catch (error) {
      failure = { error };
      onFailure(error);
    } finally {
      running = undefined;
    }
  };
  const until = async (commit: number): Promise<void> => {
    if (onDisk >= commit) return;
    if (failure !== undefined) throw failure.error;
    await (running ??= sync());
    // A sync that was under way already may have begun before this commit.
    await until(commit);
  };
  const syncLater = async (): Promise<void> => {
    const { signal } = (delayed = new AbortController());
    await clock.sleep(DELAY_MS, signal);
    // `onFailure` hears of a fault.
    if (!signal.aborted) await until(commits).catch(() => undefined);
  };
  return {
    committed(isAwaited) {
      commits += 1;
      if (isAwaited) awaited = commits;
      else if (delayed === undefined) void syncLater();
    },
    lastAwaited: () => awaited,
    until,
    close() {
      onDisk = commits;
      forgetDelayed();
    },
  };
}
