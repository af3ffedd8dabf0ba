import type { ChargeRequest } from '../domain/charge.ts';
import type { PhoneHash } from '../store/port/phones.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';
import type { ConfirmationReason } from '../domain/draft.ts';
import type { Store } from '../store/port/store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { disconnected } from '../gateway/disconnected.ts';
import { notifier } from './notifier.ts';
import { gatewayThrottle } from './gateway-throttle.ts';
import { poller } from './poller.ts';
import type { Messenger, SendLimits } from './ports.ts';
import type { Log } from '../runtime/log.ts';
import { pusher, type OpenGateway } from './pusher.ts';
import { decideReport, settleCharge, type ReportDecision, type SettleResult } from './mark-charge.ts';
import {
  createCharge,
  type Confirmation,
  type CreateChargeResult,
  type CreateChargeRules,
} from './create-charge.ts';
import { startWorker, type Worker } from '../runtime/worker.ts';

export interface PaymentsParts {
  readonly store: Store;
  readonly messenger: Messenger;
  /** How fast things may be said. */
  readonly limits: SendLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly confirmMs: number;
  readonly watchMs: number;
  readonly rules: CreateChargeRules;
  /** The gateway does not take a merchant's credentials. */
  readonly onAccountRefused: (merchantId: number) => void;
  /**
   * Whether the machine's clock agrees with Telegram's. While it does not, nothing is done that cannot be undone: nothing is
   * erased or forgotten by age, and no watch ends.
   */
  readonly clockAgrees: () => boolean;
  /** Numbers of finished charges are erased by age; undefined to keep them. */
  readonly retention: Retention | undefined;
}

export interface Retention {
  readonly keepMs: number;
  readonly hash: PhoneHash;
}

/** The most conversations at once; and for each merchant the most pushes and queries at once, and queries a second. */
export const PAYMENTS_LIMITS = { pushes: 16, queries: 16, chats: 64, queriesPerSecond: 10 } as const;

/** How long settled updates and messages are kept: Telegram redelivers for 24 hours. */
const KEEP_MS = 48 * 3_600_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
/** How soon it is looked again whether the clock agrees. */
const CLOCK_LOOK_MS = 60_000;

export interface Payments {
  /**
   * Works for a merchant from now on, through this account of theirs, if they have one. Each has workers of their own: nobody's
   * bad key or outage keeps another's charges waiting. What was pushed through an account is asked about through that one.
   *
   * @param previousGateways accounts that they had in earlier runs
   */
  open(merchantId: number, current: OpenGateway | undefined, previousGateways?: readonly OpenGateway[]): void;
  /** Takes a charge, or says what to ask the person first. */
  createCharge(
    asked: ChargeRequest,
    accepted: readonly ConfirmationReason[],
    effects: UpdateEffects,
    raised?: readonly Confirmation[],
  ): Promise<CreateChargeResult>;
  /** Records a person's word on a charge that the gateway could not settle. False if it is past that. */
  settle(chargeId: number, paid: boolean, userId: number, effects: UpdateEffects): Promise<SettleResult>;
  /** Records what a person says of a reported payment that does not fit. */
  decide(decision: ReportDecision, userId: number, effects: UpdateEffects): Promise<SettleResult>;
  /**
   * A person says to go on with a database that was restored from a copy of that time. False if there is nothing to go on
   * from.
   */
  resume(copiedAt: number, effects: UpdateEffects): Promise<boolean>;
  /** Something to say was committed by others. */
  wakeNotifier(): void;
  /** Finishes or safely abandons what is in flight, within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** A merchant's part of the till: their accounts, and who pushes and watches their charges. */
interface MerchantWorkers {
  /** Undefined where their account was taken away. */
  current: OpenGateway | undefined;
  /** Every account of theirs, by its id. */
  readonly gateways: Map<number, Gateway>;
  /** Those of an account whose key was changed since: what is in flight there ends there. */
  readonly replaced: Gateway[];
  readonly pushing: Worker;
  readonly polling: Worker;
}

/** Starts the till. Each merchant's workers go on with what an earlier run left behind once the merchant is opened. */
export function startPayments(parts: PaymentsParts): Payments {
  const { store, messenger, limits, clock, log, rules } = parts;

  const ending = new AbortController();
  const notifying = startWorker(notifier({ store, messenger, limits, clock, log, ending: ending.signal }), {
    clock,
    log,
    concurrency: PAYMENTS_LIMITS.chats,
  });
  const onSay = (): void => notifying.wake();
  const lanes = new Map<number, MerchantWorkers>();
  const keepingHouse = keepHouse(parts, ending.signal);

  return {
    open(merchantId, current, previousGateways = []) {
      const lane = lanes.get(merchantId);
      if (lane === undefined)
        return void lanes.set(
          merchantId,
          newMerchantWorkers(merchantId, current, previousGateways, {
            ...parts,
            onSay,
            ending: ending.signal,
          }),
        );
      lane.current = current;
      if (current !== undefined) {
        const before = lane.gateways.get(current.accountId);
        if (before !== undefined) lane.replaced.push(before);
        lane.gateways.set(current.accountId, current.gateway);
      }
      lane.pushing.wake();
      lane.polling.wake();
    },
    async createCharge(asked, accepted, effects, raised) {
      const result = await createCharge(store, rules, asked, accepted, effects, clock.steady(), raised);
      lanes.get(asked.merchantId)?.pushing.wake();
      onSay();
      return result;
    },
    async settle(chargeId, paid, userId, effects) {
      const result = await settleCharge(store, chargeId, paid, userId, effects);
      onSay();
      return result;
    },
    async decide(decision, userId, effects) {
      const result = await decideReport(store, decision, userId, effects);
      onSay();
      return result;
    },
    async resume(copiedAt, effects) {
      const goesOn = await store.restoreHold.resume(copiedAt, effects);
      if (goesOn) log.info({ copiedAt }, 'going on from the copy: pushes are sent again');
      return goesOn;
    },
    wakeNotifier: onSay,
    async stop(graceMs) {
      // Pushes have the grace to themselves: what they bring back is in no other place. Then the last words are sent.
      const all = [...lanes.values()];
      const [left] = await Promise.all([
        Promise.all(all.map(({ pushing }) => pushing.stop(graceMs))),
        Promise.all(all.map(({ polling }) => polling.stop(graceMs / 2))),
      ]);
      ending.abort();
      await Promise.all([notifying.stop(graceMs / 4), keepingHouse]);
      const pushes = left.reduce((sum, count) => sum + count, 0);
      if (pushes > 0)
        log.warn({ pushes }, 'stopped while pushes were in flight; their outcome will be unknown');
      const gateways = all.flatMap(({ gateways, replaced }) => replaced.concat(...gateways.values()));
      await Promise.all(gateways.map((gateway) => gateway.close()));
    },
  };
}

function newMerchantWorkers(
  merchantId: number,
  current: OpenGateway | undefined,
  previousGateways: readonly OpenGateway[],
  parts: PaymentsParts & { readonly onSay: () => void; readonly ending: AbortSignal },
): MerchantWorkers {
  const { store, clock, log, random, onSay, clockAgrees } = parts;
  const onAccountRefused = (): void => parts.onAccountRefused(merchantId);
  const polling = startWorker(
    poller({
      merchantId,
      store,
      gatewayOf: ({ accountId }) =>
        lane.gateways.get(accountId ?? lane.current?.accountId ?? 0) ?? disconnected,
      clock,
      log,
      random,
      onSay,
      pace: gatewayThrottle(clock, PAYMENTS_LIMITS.queriesPerSecond),
      clockAgrees,
      onAccountRefused,
    }),
    { clock, log, concurrency: PAYMENTS_LIMITS.queries },
  );
  const onPending = (): void => polling.wake();
  const pushing = startWorker(
    pusher({ ...parts, merchantId, account: () => lane.current, onPending, onAccountRefused }),
    { clock, log, concurrency: PAYMENTS_LIMITS.pushes },
  );
  const gateways = new Map(
    [...previousGateways, ...(current === undefined ? [] : [current])].map(({ accountId, gateway }) => [
      accountId,
      gateway,
    ]),
  );
  const lane: MerchantWorkers = { current, gateways, replaced: [], pushing, polling };
  return lane;
}

async function keepHouse(
  {
    store,
    clock,
    log,
    retention,
    clockAgrees,
  }: Pick<PaymentsParts, 'store' | 'clock' | 'log' | 'retention' | 'clockAgrees'>,
  ending: AbortSignal,
): Promise<void> {
  while (!ending.aborted) {
    try {
      if (clockAgrees()) {
        await store.inbox.prune(clock.now() - KEEP_MS);
        if (retention !== undefined) await eraseOld(retention, { store, clock, clockAgrees }, ending);
      }
      // What was erased since is in the database's log until nobody reads it.
      await store.phones.forgetLog();
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
    await clock.sleep(clockAgrees() ? HOUSEKEEPING_EVERY_MS : CLOCK_LOOK_MS, ending);
  }
}

/** A pause between batches: in each, nothing else of the program runs. */
const ERASE_PAUSE_MS = 50;

async function eraseOld(
  { keepMs, hash }: Retention,
  { store, clock, clockAgrees }: Pick<PaymentsParts, 'store' | 'clock' | 'clockAgrees'>,
  ending: AbortSignal,
): Promise<void> {
  const before = clock.now() - keepMs;
  while (!ending.aborted && clockAgrees() && (await store.phones.eraseBefore(before, clock.now(), hash)) > 0)
    await clock.sleep(ERASE_PAUSE_MS, ending);
}
