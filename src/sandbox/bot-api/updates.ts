import type { Clock } from '../../runtime/clock.ts';
import { Refusal } from './types.ts';

export interface SimUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

/**
 * The queue of updates, with Telegram's rules. Only a later call with a higher offset confirms an update. One program waits at a
 * time. Only the kinds that the bot listed are queued.
 */
export interface UpdateQueue {
  push(kind: string, content: object): SimUpdate | undefined;
  /** Delivers the same update again, as when its confirmation was lost. */
  redeliver(update: SimUpdate): void;
  get(options: GetUpdates, signal: AbortSignal): Promise<readonly SimUpdate[]>;
  /** Waits for the oldest update; undefined if the signal aborts first. */
  first(signal: AbortSignal): Promise<SimUpdate | undefined>;
  /** Confirms one update, which a webhook took. */
  confirm(update: SimUpdate): void;
  /** Queues only these kinds from now on. */
  allow(kinds: readonly string[]): void;
  /** How many updates are not confirmed. */
  waiting(): number;
}

interface GetUpdates {
  readonly offset?: number;
  readonly limit?: number;
  readonly timeout?: number;
  readonly allowed_updates?: readonly string[];
}

export function updateQueue(clock: Clock, firstId: number): UpdateQueue {
  const queue: SimUpdate[] = [];
  let nextId = firstId;
  let allowed: readonly string[] = [];
  let poll: AbortController | undefined;
  let arrival = new AbortController();

  const arrived = (): void => {
    arrival.abort();
    arrival = new AbortController();
  };

  return {
    push(kind, content) {
      if (allowed.length > 0 && !allowed.includes(kind)) return undefined;
      const update = { update_id: nextId++, [kind]: content };
      queue.push(update);
      arrived();
      return update;
    },
    redeliver(update) {
      queue.push(update);
      arrived();
    },
    async get({ offset = 0, limit = 100, timeout = 0, allowed_updates }, signal) {
      // A second program ends the wait of the first.
      poll?.abort();
      const mine = new AbortController();
      poll = mine;
      if (allowed_updates !== undefined) allowed = allowed_updates;
      if (offset > 0) {
        const keep = queue.filter((update) => update.update_id >= offset);
        queue.splice(0, queue.length, ...keep);
      }
      const end = clock.now() + timeout * 1_000;
      while (queue.length === 0 && clock.now() < end && !mine.signal.aborted && !signal.aborted) {
        await clock.sleep(end - clock.now(), AbortSignal.any([arrival.signal, mine.signal, signal]));
      }
      if (mine.signal.aborted) {
        throw new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        );
      }
      poll = undefined;
      return queue.slice(0, Math.min(Math.max(limit, 1), 100));
    },
    async first(signal) {
      while (queue.length === 0 && !signal.aborted)
        await clock.sleep(60_000, AbortSignal.any([arrival.signal, signal]));
      return signal.aborted ? undefined : queue[0];
    },
    confirm(update) {
      const at = queue.indexOf(update);
      if (at !== -1) queue.splice(at, 1);
    },
    allow(kinds) {
      allowed = kinds;
    },
    waiting: () => queue.length,
  };
}
