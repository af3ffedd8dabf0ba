import { statesBefore } from '../domain/charge-states.ts';
import type { Charge } from '../domain/charge.ts';
import { nextQueryAt } from '../domain/poll-schedule.ts';
import type { Evidence, PushOutcome } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Move } from '../store/port/moves.ts';

/** What decides when a pushed charge is asked about, told as not confirmed, and no longer watched. */
export interface PushTimes {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** How long an accepted push is waited for before it is told as not confirmed. */
  readonly confirmMs: number;
  /** How long it is watched after that. */
  readonly watchMs: number;
}

/** Returns the move that records the outcome of a push. */
export function outcomeMove(
  charge: Charge,
  outcome: PushOutcome,
  { clock, random, confirmMs, watchMs }: PushTimes,
): Move {
  const [at, steadyAt] = [clock.now(), clock.steady()];
  const chargeId = charge.id;
  switch (outcome.kind) {
    case 'accepted': {
      const confirmBy = steadyAt + confirmMs;
      const watchUntil = confirmBy + watchMs;
      const watch = { pushedAt: steadyAt, confirmBy, watchUntil };
      return {
        chargeId,
        from: statesBefore('pending'),
        to: 'pending',
        at,
        actor: 'gateway',
        detail: { transactionId: outcome.transactionId, ...outcome.evidence },
        set: {
          pushedAt: at,
          pushedSteadyAt: steadyAt,
          confirmBy,
          watchUntil,
          transactionId: outcome.transactionId,
          watchDueAt: nextQueryAt(watch, steadyAt, random()) ?? steadyAt,
        },
      };
    }
    case 'declined':
      return {
        chargeId,
        from: statesBefore('declined'),
        to: 'declined',
        at,
        actor: outcome.cause === 'unreachable' ? 'tillbot' : 'gateway',
        detail: { cause: outcome.cause, ...outcome.evidence },
        // Null: the gateway was never reached. Empty: it declined without a message.
        set: { gatewayMessage: outcome.cause === 'unreachable' ? null : (outcome.gatewayMessage ?? '') },
        notice: 'declined',
      };
    case 'unknown':
      return unknownMove(chargeId, at, outcome.why, outcome.evidence);
  }
}

/** The outcome of a push is not known. */
export const unknownMove = (
  chargeId: number,
  at: number,
  why: string,
  evidence: Partial<Evidence>,
): Move => ({
  chargeId,
  from: 'pushing',
  to: 'unknown',
  at,
  actor: 'tillbot',
  detail: { why, ...evidence },
  notice: 'unknown',
});

/** The push begins. */
export const pushingMove = (chargeId: number, accountId: number, clock: Clock): Move => ({
  chargeId,
  from: 'created',
  to: 'pushing',
  at: clock.now(),
  actor: 'tillbot',
  detail: {},
  set: { accountId, pushedAt: clock.now(), pushedSteadyAt: clock.steady() },
  sameCard: true,
});

/** The charge is not pushed. */
export const canceledMove = (chargeId: number, at: number, why: string): Move => ({
  chargeId,
  from: 'created',
  to: 'canceled',
  at,
  actor: 'tillbot',
  detail: { why },
  notice: 'canceled',
});
