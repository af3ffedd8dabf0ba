import { nextQueryAt } from '../domain/poll-schedule.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Move } from '../store/port/moves.ts';
import type { Store } from '../store/port/store.ts';
import type { WatchedCharge } from './watched-charge.ts';

/** How often a watch that has run out still asks for an answer, and for how long at most. */
const OVERTIME_EVERY_MS = 5 * 60_000;
const MAX_OVERTIME_MS = 24 * 3_600_000;

export interface ContinueWatchParts {
  readonly store: Store;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** See `PaymentsParts`. */
  readonly clockAgrees: () => boolean;
  readonly wakeNotifier: () => void;
  /** Asks about a charge again at a time (steady), when nothing else is recorded of it. Returns whether its claim is kept until then. */
  readonly queryAgain: (charge: WatchedCharge, at: number) => Promise<boolean>;
}

/** What is known of a charge that is not paid yet. Times are steady. */
export interface Unpaid {
  /** When the gateway was asked that answered that it knows of no payment; undefined if it gave no such answer. */
  readonly unpaidAt: number | undefined;
  /** When the gateway can be asked again. */
  readonly retryAt: number;
  /** Whether the gateway refuses the account. */
  readonly isRefused: boolean;
  /** Whether the gateway was not asked although the charge was due: it is due again at `retryAt`, whatever the schedule says. */
  readonly isNotAsked: boolean;
}

/**
 * Commits what is told by now of a charge that is not paid, and says when it is asked about next.
 *
 * @returns whether the charge's claim is kept until then
 */
export async function continueWatch(
  parts: ContinueWatchParts,
  charge: WatchedCharge,
  { unpaidAt, retryAt, isRefused, isNotAsked }: Unpaid,
): Promise<boolean> {
  const { store, clock, random, wakeNotifier } = parts;
  const { id, state, watch } = charge;
  const now = clock.steady();
  const next = isNotAsked ? Math.max(now, retryAt) : (nextQueryAt(watch, now, random()) ?? now);
  const hasRunOut = state !== 'pending' && now >= watch.watchUntil;
  if (state === 'pending' && now >= watch.confirmBy) {
    await store.charges.move(unconfirmedMove(id, clock.now(), next));
    wakeNotifier();
  } else if (hasRunOut && !mayEnd(parts, charge, now, unpaidAt, isRefused)) {
    await store.charges.watchAgainAt(id, Math.max(now + OVERTIME_EVERY_MS, retryAt));
  } else if (hasRunOut && state === 'unconfirmed') {
    await store.charges.move(expiredMove(id, clock.now()));
    wakeNotifier();
  } else if (hasRunOut) {
    // A person marked it meanwhile, so its outcome is known and nothing is told.
    await store.charges.watchAgainAt(id, undefined);
  } else {
    // While the gateway cannot be asked, the charge is due only when something must be told.
    const deadline = state === 'pending' ? watch.confirmBy : watch.watchUntil;
    return await parts.queryAgain(charge, next <= retryAt ? Math.min(retryAt, deadline) : next);
  }
  return false;
}

/**
 * Whether a watch that has run out may end. It ends with an answer of the gateway's that covers all of it: a payment may have been
 * made while the gateway, or this program, was away. A gateway that refuses the account answers once the account is mended, however
 * long that takes. Any other is waited for at most `MAX_OVERTIME_MS`.
 */
function mayEnd(
  { clockAgrees }: ContinueWatchParts,
  { watch }: WatchedCharge,
  now: number,
  unpaidAt: number | undefined,
  isRefused: boolean,
): boolean {
  const isOvertimeOver = now >= watch.watchUntil + MAX_OVERTIME_MS && !isRefused;
  return ((unpaidAt ?? 0) >= watch.watchUntil || isOvertimeOver) && clockAgrees();
}

const unconfirmedMove = (chargeId: number, at: number, watchDueAt: number): Move => ({
  chargeId,
  from: 'pending',
  to: 'unconfirmed',
  at,
  actor: 'tillbot',
  detail: {},
  set: { watchDueAt },
  notice: 'unconfirmed',
});

const expiredMove = (chargeId: number, at: number): Move => ({
  chargeId,
  from: 'unconfirmed',
  to: 'expired',
  at,
  actor: 'tillbot',
  detail: {},
  set: { watchDueAt: null },
  notice: 'expired',
});
