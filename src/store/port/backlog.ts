import type { ChargeState } from '../../domain/charge-states.ts';

/** What waits in the store. `inbox`: updates. `outbox`: messages. `watch`: charges that the gateway is asked about. */
export const QUEUES = ['inbox', 'outbox', 'watch'] as const;
export type QueueName = (typeof QUEUES)[number];

/** No figure of a backlog is counted further than this: `10000` means so many or more. */
export const COUNTED_AT_MOST = 10_000;

export interface QueueFigures {
  /** How many wait, due or not. Parked messages do not wait. */
  readonly waiting: number;
  /** How long the oldest of those that are due has waited, in milliseconds; 0 if none is due. */
  readonly oldestMs: number;
}

export interface BacklogFigures {
  readonly queues: Readonly<Record<QueueName, QueueFigures>>;
  /** How many charges are in each open state. */
  readonly openCharges: ReadonlyMap<ChargeState, number>;
}

/** How much there is to do. For whoever watches the program. */
export interface Backlog {
  /**
   * Counts what waits. Not one transaction: it reads in slices, and lets others go first in between.
   *
   * @param at the present, in epoch milliseconds
   * @param steadyAt the same moment in steady time
   */
  figures(at: number, steadyAt: number): Promise<BacklogFigures>;
}
