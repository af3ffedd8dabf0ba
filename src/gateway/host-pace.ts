import type { Clock } from '../runtime/clock.ts';
import type { Gateway } from './gateway.ts';

/** Limits how fast all accounts together query one host. */
export interface HostPace {
  /** Resolves when it is the turn of this gateway: accounts that wait take turns, and each has its own in order. */
  turn(gateway: object): Promise<void>;
}

/**
 * How many queries a second a gateway's host gets from all accounts together. Ten charges a second, which is as many as one bot token can tell of, need
 * 130. The provider's document names no limit.
 */
export const QUERIES_A_SECOND = 200;
/** So many may go at once after a pause. */
const BURST = 20;

export function hostPace(clock: Pick<Clock, 'steady' | 'sleep'>, perSecond = QUERIES_A_SECOND): HostPace {
  const gapMs = 1_000 / perSecond;
  /** When the next query may go, if nothing had been saved up. */
  let nextAt = 0;
  /** Those who wait, by gateway. The gateway whose turn it is comes first. */
  const waiting = new Map<object, (() => void)[]>();
  let isServing = false;

  const freeAt = (): number => nextAt - BURST * gapMs;
  const take = (): void => {
    nextAt = Math.max(nextAt, clock.steady()) + gapMs;
  };
  const serve = async (): Promise<void> => {
    isServing = true;
    for (;;) {
      const [next] = waiting;
      if (next === undefined) break;
      const ms = freeAt() - clock.steady();
      if (ms > 0) await clock.sleep(ms);
      const [gateway, queue] = next;
      waiting.delete(gateway);
      const begin = queue.shift();
      // It waits behind the others for its next turn.
      if (queue.length > 0) waiting.set(gateway, queue);
      take();
      begin?.();
    }
    isServing = false;
  };
  return {
    turn(gateway) {
      if (!isServing && freeAt() <= clock.steady()) {
        take();
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const queue = waiting.get(gateway);
        if (queue === undefined) waiting.set(gateway, [resolve]);
        else queue.push(resolve);
        if (!isServing) void serve();
      });
    },
  };
}

/** A gateway that waits for its turn before each query. Pushes never wait: a customer stands at the counter. */
export function paced(gateway: Gateway, pace: HostPace): Gateway {
  const withTurns: Gateway = {
    ...gateway,
    async query(charge) {
      await pace.turn(withTurns);
      return await gateway.query(charge);
    },
  };
  return withTurns;
}
