import type { Charge } from '../domain/charge.ts';
import { isErased } from '../domain/msisdn.ts';
import { MAX_PUSH_MS, type Gateway, type PushOutcome } from '../gateway/gateway.ts';
import type { Log } from '../runtime/log.ts';
import { retryUntilCommitted } from '../runtime/retry-until-committed.ts';
import type { Work } from '../runtime/worker.ts';
import type { MoveOutcome } from '../store/port/charges.ts';
import type { Move } from '../store/port/moves.ts';
import type { Store } from '../store/port/store.ts';
import { STALE_AFTER_MS } from './create-charge.ts';
import { canceledMove, outcomeMove, pushingMove, unknownMove, type PushTimes } from './push-moves.ts';

/** The open gateway of an account, with the account's id in the store. */
export interface OpenGateway {
  readonly accountId: number;
  readonly gateway: Gateway;
}

/** A charge whose push has begun, and the gateway that it goes through. */
interface BegunPush {
  readonly charge: Charge;
  readonly gateway: Gateway;
}

export interface PusherParts extends PushTimes {
  /** The merchant whose charges are pushed. */
  readonly merchantId: number;
  readonly store: Store;
  /** Returns the merchant's present account, or undefined while there is none. */
  readonly account: () => OpenGateway | undefined;
  readonly log: Log;
  /** See `PaymentsParts`. */
  readonly mayBegin: () => boolean;
  /** Aborted when the program must end: what cannot be recorded by then is given up. */
  readonly ending: AbortSignal;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
  /** Called when a charge to watch was committed. */
  readonly onPending: () => void;
  /** Called when something to send was committed. */
  readonly wakeNotifier: () => void;
}

/**
 * Sends a merchant's pushes. A charge is claimed by committing `pushing` before the request leaves, so that no second request is
 * ever made for it, whatever happens then. A charge in `pushing` that is not being pushed here was left by a program that died, or
 * by a fault: it becomes unknown, as soon as no other program can be waiting for its answer.
 */
export function pusher(parts: PusherParts): Work<BegunPush> {
  const { merchantId, store, clock, log } = parts;
  const inFlight = new Set<number>();
  let interruptedDueAt: number | undefined;
  return {
    name: 'pusher',
    async claim(_now, limit) {
      const awaitedMs = await giveUpInterrupted(parts, inFlight);
      interruptedDueAt = awaitedMs === undefined ? undefined : clock.steady() + awaitedMs;
      if ((await store.restoreHold.since()) !== undefined) {
        await giveUpRestored(parts, limit);
        return [];
      }
      const claimed: BegunPush[] = [];
      for (const charge of await store.charges.toPush(merchantId, limit)) {
        try {
          const begun = await begin(parts, charge);
          if (begun === undefined) continue;
          claimed.push(begun);
          inFlight.add(begun.charge.id);
        } catch (error) {
          // Those that have begun must go on. The others are claimed again.
          if (claimed.length === 0) throw error;
          log.error({ err: error, charge: charge.id }, 'a push could not begin');
          break;
        }
      }
      return claimed;
    },
    async perform(begun) {
      try {
        await push(parts, begun);
      } finally {
        inFlight.delete(begun.charge.id);
      }
    },
    // A charge to push is due at once, and whoever commits one wakes this worker.
    async nextDueAt() {
      return interruptedDueAt;
    },
  };
}

/** How long after the last moment of a push its charge is given up, if another program may have pushed it: for what it has to commit. */
const RECORD_MS = 10_000;

/**
 * Gives up charges in `pushing` that are not in flight here.
 *
 * @returns how long the next one may still be in flight in another program; undefined if there is none
 */
async function giveUpInterrupted(
  { merchantId, store, clock, log, wakeNotifier }: PusherParts,
  inFlight: ReadonlySet<number>,
): Promise<number | undefined> {
  let nextMs: number | undefined;
  for (const { id, awaitedMs } of await store.charges.pushing(merchantId, MAX_PUSH_MS + RECORD_MS)) {
    if (inFlight.has(id)) continue;
    if (awaitedMs > 0) {
      nextMs = Math.min(nextMs ?? awaitedMs, awaitedMs);
      continue;
    }
    await store.charges.move(unknownMove(id, clock.now(), 'interrupted', {}));
    log.warn({ charge: id }, 'a push was interrupted; its outcome is not known');
    wakeNotifier();
  }
  return nextMs;
}

/** Gives up charges in `created` of a restored database: they may have been pushed after the copy was made. */
async function giveUpRestored(
  { merchantId, store, clock, wakeNotifier }: PusherParts,
  limit: number,
): Promise<void> {
  for (const { id } of await store.charges.toPush(merchantId, limit)) {
    await store.charges.move({ ...unknownMove(id, clock.now(), 'restored', {}), from: 'created' });
    wakeNotifier();
  }
}

/**
 * Commits that a push begins, or that the charge is canceled: it waited too long, or may not be made any more.
 *
 * @returns undefined if it does not begin
 */
async function begin(
  { store, account, clock, wakeNotifier }: PusherParts,
  charge: Charge,
): Promise<BegunPush | undefined> {
  // Steady time does not count time in which no program ran, and the machine's clock may have been set. Either is enough.
  const waited = Math.max(clock.steady() - charge.createdSteadyAt, Math.abs(clock.now() - charge.createdAt));
  const isStale = waited > STALE_AFTER_MS;
  // Read once: the account may be changed while the move is committed.
  const through = account();
  // The account is about to be opened, or was removed. The charge waits until it is stale.
  if (through === undefined && !isStale) return undefined;
  const begun =
    isStale || through === undefined
      ? undefined
      : await store.charges.move(pushingMove(charge.id, through.accountId, clock));
  if (begun?.kind === 'refused' || isStale) {
    const why = begun?.kind === 'refused' ? begun.why : 'waited too long';
    await store.charges.move(canceledMove(charge.id, clock.now(), why));
  }
  wakeNotifier();
  return begun?.kind === 'moved' && through !== undefined
    ? { charge: begun.charge, gateway: through.gateway }
    : undefined;
}

/** It stopped leading between the commit and the request, such as a program that was stopped there. Nothing was sent. */
const NOT_SENT: PushOutcome = {
  kind: 'declined',
  cause: 'unreachable',
  gatewayMessage: undefined,
  evidence: { httpStatus: undefined, raw: 'NOT_LEADING' },
};

async function push(parts: PusherParts, { charge, gateway }: BegunPush): Promise<void> {
  const { msisdn, amountKes } = charge;
  if (isErased(msisdn)) throw new Error(`charge ${charge.id} has no phone`);
  const outcome = parts.mayBegin() ? await gateway.push({ msisdn, amountKes }) : NOT_SENT;
  const recorded = await record(parts, outcomeMove(charge, outcome, parts));
  parts.log.info(
    {
      charge: charge.id,
      outcome: outcome.kind,
      httpStatus: outcome.evidence.httpStatus,
      recorded: recorded?.kind,
    },
    'pushed',
  );
  if (outcome.kind === 'declined' && outcome.cause === 'account') parts.onAccountRefused();
  if (recorded?.kind === 'taken') {
    const why = `id of charge ${recorded.by}`;
    await record(parts, unknownMove(charge.id, parts.clock.now(), why, outcome.evidence));
  }
  parts.onPending();
  parts.wakeNotifier();
}

/** Records the outcome of a push, as often as it takes: without the transaction's id a payment would go unannounced. */
const record = ({ store, clock, log, ending }: PusherParts, move: Move): Promise<MoveOutcome | undefined> =>
  retryUntilCommitted(() => store.charges.move(move), {
    clock,
    ending,
    onFailure(error) {
      log.error(
        { err: error, charge: move.chargeId, to: move.to, transactionId: move.set?.transactionId },
        'the outcome of a push could not be recorded',
      );
    },
  });
