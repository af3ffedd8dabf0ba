import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Work that becomes due. */
export interface Work<Item> {
  readonly name: string;
  /** Claims at most `limit` items that are due at `now` (steady time). A claimed item is not returned again until it is done. */
  claim(now: number, limit: number): Promise<readonly Item[]>;
  /** Does one item to its end. A throw is an unexpected fault: it is logged, and the loop continues. */
  perform(item: Item): Promise<void>;
  /** When the next item is due (steady time), or undefined if there is none. */
  nextDueAt(): Promise<number | undefined>;
}

export interface Worker {
  /** Looks for due work now, because something was just committed. */
  wake(): void;
  /**
   * Claims no more work, and waits at most `graceMs` for the items in flight.
   *
   * @returns how many items were left in flight
   */
  stop(graceMs: number): Promise<number>;
}

export interface WorkerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this program may begin anything. While it may not, nothing is claimed. Default: it always may. */
  readonly mayBegin?: () => boolean;
  /** The most items in flight at once. */
  readonly concurrency: number;
}

/** The longest sleep, in case a wake-up was missed. */
const IDLE_MS = 60_000;
/** The shortest sleep when work is due that cannot be claimed yet, because its chat is busy for example. */
const LEAST_PAUSE_MS = 100;
/** The sleep after looking for work failed. */
const FAULT_PAUSE_MS = 1_000;

/**
 * The program's one loop: claim what is due, work on it with bounded concurrency, sleep until the next item is due or `wake` is
 * called. Pushes, queries, notices and updates each run on one.
 */
export function startWorker<Item>(work: Work<Item>, options: WorkerOptions): Worker {
  const { clock, log, mayBegin = () => true, concurrency } = options;
  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  let sleeper = new AbortController();

  const wake = (): void => {
    // Without a reason, each call makes an error with a stack.
    if (!sleeper.signal.aborted) sleeper.abort('woken');
  };

  const forgetWakes = (): void => void (sleeper = new AbortController());

  const rest = async (ms: number): Promise<void> => {
    // Ends at once if `wake` was called since the last round began.
    await clock.sleep(ms, sleeper.signal);
    forgetWakes();
  };

  const start = (item: Item): void => {
    const done = perform(work, item, log).finally(() => {
      inFlight.delete(done);
      wake();
    });
    inFlight.add(done);
  };

  const round = async (): Promise<number> => {
    const free = concurrency - inFlight.size;
    if (free <= 0 || !mayBegin()) return IDLE_MS;
    const now = clock.steady();
    const items = await work.claim(now, free);
    for (const item of items) start(item);
    // With fewer than asked for, the rest cannot be claimed yet. The end of an item in flight looks again.
    if (items.length === free) return 0;
    return pauseUntil(await work.nextDueAt(), now);
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let pause: number;
      try {
        pause = await round();
      } catch (error) {
        log.error({ err: error, worker: work.name }, 'looking for work failed');
        // Wake-ups until now would meet the same fault, so they do not shorten the pause.
        forgetWakes();
        pause = FAULT_PAUSE_MS;
      }
      if (pause > 0) await rest(pause);
      // A woken loop, a synchronous database and a claim make a chain of promises, during which no socket would be read.
      await clock.turn();
    }
  };

  const ended = loop();
  return {
    wake,
    async stop(graceMs) {
      stopping.abort();
      wake();
      await ended;
      const grace = new AbortController();
      await Promise.race([Promise.all(inFlight), clock.sleep(graceMs, grace.signal)]);
      grace.abort();
      return inFlight.size;
    },
  };
}

const pauseUntil = (next: number | undefined, now: number): number =>
  next === undefined ? IDLE_MS : Math.min(Math.max(next - now, LEAST_PAUSE_MS), IDLE_MS);

async function perform<Item>(work: Work<Item>, item: Item, log: Log): Promise<void> {
  try {
    await work.perform(item);
  } catch (error) {
    log.error({ err: error, worker: work.name }, 'work failed');
  }
}
