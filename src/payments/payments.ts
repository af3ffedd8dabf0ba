import type { ChargeRequest } from '../domain/charge.ts';
import type { CloseReason } from '../domain/close-reason.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { CloseOutcome } from '../store/port/closes.ts';
import type {
  CollectionChange,
  CollectionOutcome,
  CollectionPress,
  CollectionRequest,
  Collections,
} from '../store/port/collections.ts';
import type { Store } from '../store/port/store.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';
import {
  createCharge,
  type CreateChargeOptions,
  type CreateChargeResult,
  type CreateChargeRules,
} from './create-charge.ts';
import type { Retention } from './housekeeping.ts';
import { decideReport, markCharge, type MarkResult, type ReportDecision } from './mark-charge.ts';
import { merchantWorkers, type MerchantWorkers } from './merchant-workers.ts';
import type { Messenger, SendLimits } from './messenger.ts';
import type { OpenGateway } from './pusher.ts';
import { startSharedWorkers, type SharedWorkers } from './shared-workers.ts';

export interface PaymentsParts {
  readonly store: Store;
  readonly messenger: Messenger;
  /** How fast messages may be sent. */
  readonly limits: SendLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** How long an accepted push is waited for before it is told as not confirmed. */
  readonly confirmMs: number;
  /** How long it is watched after that. */
  readonly watchMs: number;
  readonly rules: CreateChargeRules;
  /** The gateway does not take a merchant's credentials. */
  readonly onAccountRefused: (merchantId: number) => void;
  /**
   * Whether the machine's clock agrees with Telegram's. While it does not, nothing irreversible is done: nothing is erased or
   * deleted by age, and no watch ends.
   */
  readonly clockAgrees: () => boolean;
  /**
   * Whether this program leads, where others may: it is asked before anything is claimed, and right before a push is sent. Default: it always
   * does.
   */
  readonly mayBegin?: () => boolean;
  /** Numbers of finished charges are erased by age; undefined to keep them. */
  readonly retention: Retention | undefined;
}

/**
 * The most chats that are sent to at once, and collections whose next payer is asked. For each merchant: the most pushes and queries at
 * once, and queries a second.
 */
export const PAYMENTS_LIMITS = {
  pushes: 16,
  queries: 16,
  chats: 64,
  queriesPerSecond: 10,
  collections: 8,
} as const;

export interface Payments {
  /**
   * Starts to work for a merchant, or continues with another account. Each merchant has workers of its own: a bad key or an outage of
   * one delays no other. A charge is asked about through the account that pushed it.
   *
   * @param current the merchant's account; undefined if there is none
   * @param previousGateways accounts that the merchant had in earlier runs
   */
  open(merchantId: number, current: OpenGateway | undefined, previousGateways?: readonly OpenGateway[]): void;
  /**
   * Creates a charge, or returns what a person must confirm first. A request that comes from outside of Telegram is given alone: it
   * has no effects, and nobody has confirmed anything.
   */
  createCharge(request: ChargeRequest, options?: CreateChargeOptions): Promise<CreateChargeResult>;
  /** Marks a charge that the gateway could not settle as paid or unpaid. */
  mark(chargeId: number, paid: boolean, userId: number, effects: UpdateEffects): Promise<MarkResult>;
  /** Records whether a mismatched payment is the charge's, as a person states. */
  decide(decision: ReportDecision, userId: number, effects: UpdateEffects): Promise<MarkResult>;
  /** Closes an open charge for the shop. It is watched as before, and only money is told of it. */
  close(chargeId: number, reason: CloseReason, userId: number, effects: UpdateEffects): Promise<CloseOutcome>;
  /** Begins a collection. Its payers are asked one after another. */
  collect(request: CollectionRequest, userId: number, effects: UpdateEffects): Promise<CollectionOutcome>;
  /** Changes a collection as `act` does, such as by adding payers. */
  changeCollection(
    userId: number,
    at: number,
    act: (collections: Collections, press: CollectionPress) => Promise<CollectionChange>,
  ): Promise<CollectionChange>;
  /**
   * Ends the hold on a database that was restored from a copy made at `copiedAt` (epoch ms). False if there is no such hold.
   */
  resume(copiedAt: number, effects: UpdateEffects): Promise<boolean>;
  /** Sends what others have committed to the outbox. */
  wakeNotifier(): void;
  /** Looks for work of every kind, which another program may have committed. */
  wakeAll(): void;
  /** Finishes or safely abandons what is in flight, within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts the workers that all merchants share. A merchant's workers start, and continue what an earlier run left behind, once the
 * merchant is opened.
 */
export function startPayments(given: PaymentsParts): Payments {
  const parts = { mayBegin: () => true, ...given };
  const { store, clock, log, rules } = parts;
  const ending = new AbortController();
  const merchants = new Map<number, MerchantWorkers>();
  const wakePusher = (merchantId: number): void => merchants.get(merchantId)?.wakePusher();
  const { chats, collections } = PAYMENTS_LIMITS;
  const shared = startSharedWorkers({ ...parts, chats, collections, onCreated: wakePusher }, ending.signal);
  const { wakeNotifier } = shared;
  /** Sends what an action has committed to the outbox. */
  const sending = async <T>(action: Promise<T>): Promise<T> => {
    const result = await action;
    wakeNotifier();
    return result;
  };
  const changing = async <T>(action: Promise<T>): Promise<T> => {
    const result = await sending(action);
    shared.wakeCollector();
    return result;
  };

  return {
    open(merchantId, current, previousGateways = []) {
      const workers = merchants.get(merchantId);
      if (workers !== undefined) return workers.use(current);
      const onAccountRefused = (): void => parts.onAccountRefused(merchantId);
      const workerParts = { ...parts, merchantId, onAccountRefused, wakeNotifier, ending: ending.signal };
      merchants.set(merchantId, merchantWorkers(workerParts, PAYMENTS_LIMITS, current, previousGateways));
    },
    async createCharge(request, options = {}) {
      const now = { at: options.effects?.at ?? clock.now(), steadyAt: clock.steady() };
      const result = await sending(createCharge(store, rules, request, options, now));
      wakePusher(request.merchantId);
      return result;
    },
    mark: (chargeId, paid, userId, effects) => sending(markCharge(store, chargeId, paid, userId, effects)),
    decide: (decision, userId, effects) => sending(decideReport(store, decision, userId, effects)),
    close(chargeId, reason, userId, effects) {
      const close = { chargeId, reason, userId, at: effects.at, steadyAt: clock.steady() };
      return sending(store.charges.close(close, effects));
    },
    collect(request, userId, effects) {
      const press = { userId, at: effects.at, steadyAt: clock.steady() };
      return changing(store.collections.create(request, press, effects));
    },
    changeCollection: (userId, at, act) =>
      changing(act(store.collections, { userId, at, steadyAt: clock.steady() })),
    async resume(copiedAt, effects) {
      const isResumed = await store.restoreHold.resume(copiedAt, effects);
      if (isResumed) log.info({ copiedAt }, 'going on from the copy: pushes are sent again');
      return isResumed;
    },
    wakeNotifier,
    wakeAll() {
      wakeNotifier();
      shared.wakeCollector();
      for (const workers of merchants.values()) workers.wakeAll();
    },
    stop: (graceMs) => stopInOrder([...merchants.values()], shared, { ending, graceMs, log }),
  };
}

/** Stops all workers. Pushes have the whole grace: their outcome is stored nowhere else. Then the notifier sends what they committed. */
async function stopInOrder(
  merchants: readonly MerchantWorkers[],
  shared: SharedWorkers,
  { ending, graceMs, log }: { readonly ending: AbortController; readonly graceMs: number; readonly log: Log },
): Promise<void> {
  const [left] = await Promise.all([
    Promise.all(merchants.map((workers) => workers.stopPushing(graceMs))),
    Promise.all(merchants.map((workers) => workers.stopPolling(graceMs / 2))),
    shared.stopCollecting(graceMs / 4),
  ]);
  ending.abort();
  await shared.stop(graceMs / 4);
  const pushes = left.reduce((sum, count) => sum + count, 0);
  if (pushes > 0) log.warn({ pushes }, 'stopped while pushes were in flight; their outcome will be unknown');
  await Promise.all(merchants.map((workers) => workers.closeGateways()));
}
