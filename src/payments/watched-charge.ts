import { isErased, type Msisdn } from '../domain/msisdn.ts';
import type { Watch } from '../domain/poll-schedule.ts';
import type { DueCharge } from '../store/port/watch.ts';

/** A charge with what every watched charge has: a transaction id, a whole phone number and the times of its watch. */
export type WatchedCharge = DueCharge & {
  readonly transactionId: string;
  readonly msisdn: Msisdn;
  readonly pushedAt: number;
  /** In steady time. */
  readonly watch: Watch;
};

/** @throws if the charge lacks something that a watched charge has */
export function watchedCharge(charge: DueCharge): WatchedCharge {
  const { transactionId, pushedAt, pushedSteadyAt, confirmBy, watchUntil, msisdn } = charge;
  if (
    transactionId === null ||
    pushedAt === null ||
    pushedSteadyAt === null ||
    confirmBy === null ||
    watchUntil === null ||
    isErased(msisdn)
  ) {
    throw new Error(`charge ${charge.id} is watched without an id, a phone or the times of its watch`);
  }
  const watch = { pushedAt: pushedSteadyAt, confirmBy, watchUntil };
  return { ...charge, transactionId, pushedAt, msisdn, watch };
}
