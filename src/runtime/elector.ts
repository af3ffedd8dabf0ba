import type { Clock } from './clock.ts';
import {
  LEASE_CALL_MS,
  LEASE_MARGIN_MS,
  LEASE_TTL_MS,
  RENEW_EVERY_MS,
  type Acquired,
  type Lease,
} from './lease.ts';
import type { Log } from './log.ts';

/** How soon a call is made again that failed. */
const AGAIN_MS = 500;
/** The shortest pause between two looks at a lease that somebody else has. */
const LEAST_LOOK_MS = 100;

/** A time during which this program leads. */
export interface Leadership {
  /** Grows by at least one with each holding of the lease, by whichever program. */
  readonly term: number;
  /** Whoever led before did not release the lease. */
  readonly wasLost: boolean;
  /** Aborted when the lease is lost, may be lost, or was released. */
  readonly over: AbortSignal;
  /**
   * Whether no other program can hold the lease. It is asked right before something begins: a program that was stopped for a while wakes up in the
   * middle of its work, before any timer of its own has run.
   */
  mayBegin(): boolean;
  /** How long ago the last renewal left that is known to be made. */
  ageMs(): number;
  /** Ends the lease, so that another program leads at once. If that fails, the lease runs out. */
  release(): Promise<void>;
}

export interface ElectorParts {
  readonly lease: Lease;
  /** By its steady time, which nobody can set. It must count the time in which the program was stopped. */
  readonly clock: Pick<Clock, 'steady' | 'sleep'>;
  readonly log: Log;
  /** Whether this program could lead. It is asked before each try to take the lease. Default: it always can. */
  readonly isFit?: () => Promise<boolean>;
}

export interface Elector {
  /**
   * Waits until this program leads. It looks when the lease of another one may run out, every few seconds, and when it is woken.
   *
   * @returns undefined if `ending` was aborted first
   */
  lead(ending: AbortSignal): Promise<Leadership | undefined>;
  /** The lease may be free now. */
  wake(): void;
}

/** Competes for the lease, and keeps it. One call of `lead` at a time. */
export function elector(parts: ElectorParts): Elector {
  const { clock, log } = parts;
  let sleeper = new AbortController();
  const wake = (): void => sleeper.abort('woken');
  return {
    wake,
    async lead(ending) {
      ending.addEventListener('abort', wake);
      while (!ending.aborted) {
        const { leadership, nextLookMs } = await tryToLead(parts);
        if (leadership === undefined) {
          await clock.sleep(nextLookMs, sleeper.signal);
          sleeper = new AbortController();
        } else if (ending.aborted) await leadership.release();
        else {
          ending.removeEventListener('abort', wake);
          log.info({ term: leadership.term }, 'this program leads');
          return leadership;
        }
      }
      return undefined;
    },
  };
}

interface Look {
  readonly leadership?: Leadership;
  readonly nextLookMs: number;
}

/** Takes the lease if it is free, and says when to look again if it is not. */
async function tryToLead(parts: ElectorParts): Promise<Look> {
  const { lease, clock, log, isFit = async () => true } = parts;
  try {
    if (!(await isFit())) return { nextLookMs: RENEW_EVERY_MS };
    // Before the call leaves: the lease cannot run out earlier than this plus its time.
    const since = clock.steady();
    const acquired: Acquired = await answered(lease.acquire(LEASE_TTL_MS), LEASE_CALL_MS, clock);
    if (acquired.kind === 'acquired') return { leadership: keepLease(parts, acquired, since), nextLookMs: 0 };
    return { nextLookMs: Math.min(Math.max(acquired.forMs, LEAST_LOOK_MS), RENEW_EVERY_MS) };
  } catch (error) {
    log.warn({ err: error }, 'the lease could not be asked for');
    return { nextLookMs: AGAIN_MS };
  }
}

/** Renews a lease until it is released or lost. */
function keepLease(
  { lease, clock, log }: ElectorParts,
  { term, wasLost }: { readonly term: number; readonly wasLost: boolean },
  acquiredAt: number,
): Leadership {
  const over = new AbortController();
  let renewedAt = acquiredAt;
  const restMs = (): number => renewedAt + LEASE_TTL_MS - LEASE_MARGIN_MS - clock.steady();
  const end = (why: string): void => {
    if (over.signal.aborted) return;
    over.abort(why);
    log.warn({ term, why, ageMs: clock.steady() - renewedAt }, 'this program leads no more');
  };
  const renew = async (): Promise<void> => {
    const since = clock.steady();
    try {
      if (await answered(lease.renew(term, LEASE_TTL_MS), Math.min(LEASE_CALL_MS, restMs()), clock))
        renewedAt = since;
      else end('another program has the lease, or it ran out');
    } catch (error) {
      log.warn({ err: error, term }, 'the lease could not be renewed');
    }
  };
  const keep = async (): Promise<void> => {
    let pauseMs = RENEW_EVERY_MS;
    for (;;) {
      await clock.sleep(Math.min(pauseMs, restMs()), over.signal);
      if (over.signal.aborted) return;
      if (restMs() <= 0) return end('it could not be renewed in time');
      const before = renewedAt;
      await renew();
      pauseMs = renewedAt === before ? AGAIN_MS : renewedAt + RENEW_EVERY_MS - clock.steady();
    }
  };
  void keep();
  return {
    term,
    wasLost,
    over: over.signal,
    mayBegin() {
      if (restMs() <= 0) end('it could not be renewed in time');
      return !over.signal.aborted;
    },
    ageMs: () => clock.steady() - renewedAt,
    async release() {
      if (!over.signal.aborted) over.abort('released');
      try {
        await answered(lease.release(term), LEASE_CALL_MS, clock);
      } catch (error) {
        log.warn({ err: error, term }, 'the lease could not be released; it runs out');
      }
    },
  };
}

/** @throws Error when the answer takes longer than `limitMs` */
async function answered<T>(call: Promise<T>, limitMs: number, clock: Pick<Clock, 'sleep'>): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([
      call,
      clock.sleep(limitMs, done.signal).then(() => {
        throw new Error('the database gave no answer about the lease in time');
      }),
    ]);
  } finally {
    done.abort();
  }
}
