import type { NewCharge } from '../store/conflicts.ts';
import type { Reaction } from '../store/reaction.ts';
import type { Doubt } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { notifier } from './notifier.ts';
import { pace } from './pace.ts';
import { poller } from './poller.ts';
import type { Log, Messenger } from './ports.ts';
import { pusher } from './pusher.ts';
import { settleCharge, type SettleResult } from './settle.ts';
import { takeCharge, type TakeResult } from './take.ts';
import { startWorker } from './worker.ts';

export interface TillParts {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly confirmMs: number;
  readonly watchMs: number;
}

/** The most pushes, queries and conversations at once, and queries a second. */
export const TILL_LIMITS = { pushes: 16, queries: 16, chats: 64, queriesPerSecond: 10 } as const;

/** How long settled updates and messages are kept: Telegram redelivers for 24 hours. */
const KEEP_MS = 48 * 3_600_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;

export interface Till {
  /** Takes a charge, or says what to ask the person first. */
  take(asked: NewCharge, accepted: readonly Doubt[], reaction: Reaction): Promise<TakeResult>;
  /** Records a person's word on a charge that the gateway could not settle. False if it is past that. */
  settle(chargeId: number, paid: boolean, userId: number, reaction: Reaction): Promise<SettleResult>;
  /**
   * A person says to go on with a database that was restored from a copy of that time. False if there is nothing to go on
   * from.
   */
  goOn(copiedAt: number, reaction: Reaction): Promise<boolean>;
  /** Something to say was committed by others. */
  wakeNotifier(): void;
  /** Finishes or safely abandons what is in flight, within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the till: its three workers go on with what an earlier run left behind. */
export function startTill(parts: TillParts): Till {
  const { store, gateway, messenger, clock, log, random, confirmMs, watchMs } = parts;

  const ending = new AbortController();
  const notifying = startWorker(notifier({ store, messenger, clock, log, ending: ending.signal }), {
    clock,
    log,
    concurrency: TILL_LIMITS.chats,
  });
  const onSay = (): void => notifying.wake();
  const polling = startWorker(
    poller({ store, gateway, clock, log, random, onSay, pace: pace(clock, TILL_LIMITS.queriesPerSecond) }),
    { clock, log, concurrency: TILL_LIMITS.queries },
  );
  const onPending = (): void => polling.wake();
  const pushing = startWorker(
    pusher({
      store,
      gateway,
      clock,
      log,
      random,
      confirmMs,
      watchMs,
      onPending,
      onSay,
      ending: ending.signal,
    }),
    { clock, log, concurrency: TILL_LIMITS.pushes },
  );
  const keepingHouse = keepHouse(store, clock, log, ending.signal);

  return {
    async take(asked, accepted, reaction) {
      const result = await takeCharge(store, asked, accepted, reaction);
      pushing.wake();
      onSay();
      return result;
    },
    async settle(chargeId, paid, userId, reaction) {
      const result = await settleCharge(store, chargeId, paid, userId, reaction);
      onSay();
      return result;
    },
    async goOn(copiedAt, reaction) {
      const goesOn = await store.restored.goOn(copiedAt, reaction);
      if (goesOn) log.info({ copiedAt }, 'going on from the copy: pushes are sent again');
      return goesOn;
    },
    wakeNotifier: onSay,
    async stop(graceMs) {
      // Pushes have the grace to themselves: what they bring back is in no other place. Then the last words are sent.
      const left = await Promise.all([pushing.stop(graceMs), polling.stop(graceMs / 2)]);
      ending.abort();
      await Promise.all([notifying.stop(graceMs / 4), keepingHouse]);
      if (left[0] > 0)
        log.warn({ pushes: left[0] }, 'stopped while pushes were in flight; their outcome will be unknown');
    },
  };
}

async function keepHouse(store: Store, clock: Clock, log: Log, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    try {
      await store.inbox.prune(clock.now() - KEEP_MS);
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
    await clock.sleep(HOUSEKEEPING_EVERY_MS, ending);
  }
}
