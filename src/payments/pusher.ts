import { isErased } from '../domain/msisdn.ts';
import { nextQueryAt } from '../domain/poll-schedule.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Evidence, Gateway, PushOutcome } from '../gateway/gateway.ts';
import type { MoveOutcome } from '../store/port/charges.ts';
import type { Move } from '../store/port/moves.ts';
import type { Charge } from '../domain/charge.ts';
import type { Store } from '../store/port/store.ts';
import { retryUntilCommitted } from '../runtime/retry-until-committed.ts';
import type { Log } from '../runtime/log.ts';
import { STALE_AFTER_MS } from './create-charge.ts';
import type { Work } from '../runtime/worker.ts';

/** An account that is open: its id in the store, and who speaks for it. */
export interface OpenGateway {
  readonly accountId: number;
  readonly gateway: Gateway;
}

/** A charge whose push has begun, and the account that it goes through. */
interface BegunPush {
  readonly charge: Charge;
  readonly gateway: Gateway;
}

export interface PusherParts {
  /** Whose charges are pushed. */
  readonly merchantId: number;
  readonly store: Store;
  /** Their account, as it is at the moment; undefined while they have none. */
  readonly account: () => OpenGateway | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** How long an accepted push is waited for before it is told as not confirmed. */
  readonly confirmMs: number;
  /** How long it is asked about after that. */
  readonly watchMs: number;
  /** Aborted when the program must end: what cannot be recorded by then is given up. */
  readonly ending: AbortSignal;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
  /** Something to watch was committed. */
  readonly onPending: () => void;
  /** Something to say was committed. */
  readonly onSay: () => void;
}

/**
 * Sends a merchant's pushes. A charge is claimed by committing `pushing` before the request leaves, so whatever happens then, no
 * second request is ever made for it. A charge that stands at `pushing` while nobody here is pushing it was left by a
 * program that died, or by a fault: it becomes unknown.
 */
export function pusher(parts: PusherParts): Work<BegunPush> {
  const { merchantId, store, account, clock, log } = parts;
  const inFlight = new Set<number>();

  const giveUpInterrupted = async (): Promise<void> => {
    for (const { id } of await store.charges.pushing(merchantId)) {
      if (inFlight.has(id)) continue;
      await store.charges.move(unknownMove(id, clock.now(), 'interrupted', {}));
      log.warn({ charge: id }, 'a push was interrupted; its outcome is not known');
      parts.onSay();
    }
  };

  /** In a database that was restored from a copy, what had not been sent when the copy was made may have been since. */
  const giveUpRestored = async (limit: number): Promise<void> => {
    for (const { id } of await store.charges.toPush(merchantId, limit)) {
      await store.charges.move({ ...unknownMove(id, clock.now(), 'restored', {}), from: 'created' });
      parts.onSay();
    }
  };

  /** Commits that the push begins, or that it is left: too late to be what the person still wants, or not theirs any more. */
  const begin = async (charge: Charge): Promise<BegunPush | undefined> => {
    // Steady time knows of no time in which no program ran, and the machine's clock may have been set: either is enough.
    const waited = Math.max(
      clock.steady() - charge.createdSteadyAt,
      Math.abs(clock.now() - charge.createdAt),
    );
    const isStale = waited > STALE_AFTER_MS;
    // This very account: it may be changed while the push is being committed.
    const through = account();
    // It is about to be opened, or was taken away: then the charge waits until it is too late.
    if (through === undefined && !isStale) return undefined;
    const begun =
      isStale || through === undefined
        ? undefined
        : await store.charges.move(pushingMove(charge.id, through.accountId, clock));
    if (begun?.kind === 'refused' || isStale) {
      const why = begun?.kind === 'refused' ? begun.why : 'waited too long';
      await store.charges.move(canceledMove(charge.id, clock.now(), why));
    }
    parts.onSay();
    return begun?.kind === 'moved' && through !== undefined
      ? { charge: begun.charge, gateway: through.gateway }
      : undefined;
  };

  /** Records what became of a push: without the transaction's id a payment would go unannounced. */
  const record = (move: Move): Promise<MoveOutcome | undefined> =>
    retryUntilCommitted(() => store.charges.move(move), {
      clock,
      ending: parts.ending,
      onFailure(error) {
        log.error(
          { err: error, charge: move.chargeId, to: move.to, transactionId: move.set?.transactionId },
          'the outcome of a push could not be recorded',
        );
      },
    });

  const push = async ({ charge, gateway }: BegunPush): Promise<void> => {
    const { msisdn, amountKes } = charge;
    if (isErased(msisdn)) throw new Error(`charge ${charge.id} has no phone`);
    const outcome = await gateway.push({ msisdn, amountKes });
    const recorded = await record(moveFor(charge, outcome, parts));
    log.info(
      {
        charge: charge.id,
        outcome: outcome.kind,
        httpStatus: outcome.evidence.httpStatus,
        recorded: recorded?.kind,
      },
      'pushed',
    );
    if (outcome.kind === 'declined' && outcome.cause === 'account') parts.onAccountRefused();
    if (recorded?.kind === 'taken')
      await record(unknownMove(charge.id, clock.now(), `id of charge ${recorded.by}`, outcome.evidence));
    parts.onPending();
    parts.onSay();
  };

  return {
    name: 'pusher',
    async claim(_now, limit) {
      await giveUpInterrupted();
      if ((await store.restoreHold.since()) !== undefined) {
        await giveUpRestored(limit);
        return [];
      }
      const claimed: BegunPush[] = [];
      for (const charge of await store.charges.toPush(merchantId, limit)) {
        try {
          const begun = await begin(charge);
          if (begun === undefined) continue;
          claimed.push(begun);
          inFlight.add(begun.charge.id);
        } catch (error) {
          // Those that have begun must go on; the others are looked for again.
          if (claimed.length === 0) throw error;
          log.error({ err: error, charge: charge.id }, 'a push could not begin');
          break;
        }
      }
      return claimed;
    },
    async perform(begun) {
      try {
        await push(begun);
      } finally {
        inFlight.delete(begun.charge.id);
      }
    },
    // A charge that waits is due at once, and whoever commits one wakes this.
    async nextDueAt() {
      return undefined;
    },
  };
}

/** The move that a push's outcome means. */
function moveFor(
  charge: Charge,
  outcome: PushOutcome,
  { clock, random, confirmMs, watchMs }: Pick<PusherParts, 'clock' | 'random' | 'confirmMs' | 'watchMs'>,
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
        from: ['pushing', 'unknown'],
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
        from: 'pushing',
        to: 'declined',
        at,
        actor: outcome.cause === 'unreachable' ? 'tillbot' : 'gateway',
        detail: { cause: outcome.cause, ...outcome.evidence },
        // Null: never reached. Empty: it said no without a word.
        set: { gatewayMessage: outcome.cause === 'unreachable' ? null : (outcome.gatewayMessage ?? '') },
        notice: 'declined',
      };
    case 'unknown':
      return unknownMove(chargeId, at, outcome.why, outcome.evidence);
  }
}

const unknownMove = (chargeId: number, at: number, why: string, evidence: Partial<Evidence>): Move => ({
  chargeId,
  from: 'pushing',
  to: 'unknown',
  at,
  actor: 'tillbot',
  detail: { why, ...evidence },
  notice: 'unknown',
});

const pushingMove = (chargeId: number, accountId: number, clock: Clock): Move => ({
  chargeId,
  from: 'created',
  to: 'pushing',
  at: clock.now(),
  actor: 'tillbot',
  detail: {},
  set: { accountId, pushedAt: clock.now(), pushedSteadyAt: clock.steady() },
  sameCard: true,
});

const canceledMove = (chargeId: number, at: number, why: string): Move => ({
  chargeId,
  from: 'created',
  to: 'canceled',
  at,
  actor: 'tillbot',
  detail: { why },
  notice: 'canceled',
});
