import type { NewCharge } from '../store/conflicts.ts';
import type { PhoneHash } from '../store/phones.ts';
import type { Reaction } from '../store/reaction.ts';
import type { Doubt } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { notifier } from './notifier.ts';
import { pace } from './pace.ts';
import { poller } from './poller.ts';
import type { Log, Messenger } from './ports.ts';
import { pusher } from './pusher.ts';
import { settleCharge, type SettleResult } from './settle.ts';
import { takeCharge, type TakeResult, type TakeRules } from './take.ts';
import { startWorker, type Worker } from './worker.ts';

export interface TillParts {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly confirmMs: number;
  readonly watchMs: number;
  readonly rules: TakeRules;
  /** The gateway does not take a merchant's credentials. */
  readonly onAccountRefused: (merchantId: number) => void;
  /** Numbers of finished charges are erased by age; undefined to keep them. */
  readonly retention: Retention | undefined;
}

export interface Retention {
  readonly keepMs: number;
  readonly hash: PhoneHash;
}

/** The most conversations at once; and for each merchant the most pushes and queries at once, and queries a second. */
export const TILL_LIMITS = { pushes: 16, queries: 16, chats: 64, queriesPerSecond: 10 } as const;

/** How long settled updates and messages are kept: Telegram redelivers for 24 hours. */
const KEEP_MS = 48 * 3_600_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;

export interface Till {
  /**
   * Works for a merchant from now on, through this account of theirs. Each has workers of their own: nobody's bad key or
   * outage keeps another's charges waiting. What was pushed through an account that they had before is asked about through it.
   *
   * @param formers accounts of earlier runs, the oldest first
   */
  open(merchantId: number, gateway: Gateway, formers?: readonly FormerGateway[]): void;
  /** Takes a charge, or says what to ask the person first. */
  take(asked: NewCharge, accepted: readonly Doubt[], reaction: Reaction): Promise<TakeResult>;
  /** Records a person's word on a charge that the gateway could not settle. False if it is past that. */
  settle(chargeId: number, paid: boolean, userId: number, reaction: Reaction): Promise<SettleResult>;
  /**
   * A person says to go on with a database that was restored from a copy of that time. False if there is nothing to go on
   * from.
   */
  goOn(copiedAt: number, reaction: Reaction): Promise<boolean>;
  /** Something to say was committed by others. */
  wakeNotifier(): void;
  /** Finishes or safely abandons what is in flight, within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** An account that a merchant had until `endedAt`. */
export interface FormerGateway {
  readonly gateway: Gateway;
  readonly endedAt: number;
}

/** A merchant's part of the till: their accounts, and who pushes and watches their charges. */
interface Lane {
  gateway: Gateway;
  /** The oldest first. */
  readonly formers: FormerGateway[];
  readonly pushing: Worker;
  readonly polling: Worker;
}

/** Starts the till. Each merchant's workers go on with what an earlier run left behind once the merchant is opened. */
export function startTill(parts: TillParts): Till {
  const { store, messenger, clock, log, rules } = parts;

  const ending = new AbortController();
  const notifying = startWorker(notifier({ store, messenger, clock, log, ending: ending.signal }), {
    clock,
    log,
    concurrency: TILL_LIMITS.chats,
  });
  const onSay = (): void => notifying.wake();
  const lanes = new Map<number, Lane>();
  const keepingHouse = keepHouse(parts, ending.signal);

  return {
    open(merchantId, gateway, formers = []) {
      const lane = lanes.get(merchantId);
      if (lane === undefined)
        return void lanes.set(
          merchantId,
          newLane(merchantId, gateway, formers, { ...parts, onSay, ending: ending.signal }),
        );
      lane.formers.push({ gateway: lane.gateway, endedAt: clock.now() });
      lane.gateway = gateway;
      lane.polling.wake();
    },
    async take(asked, accepted, reaction) {
      const result = await takeCharge(store, rules, asked, accepted, reaction, clock.steady());
      lanes.get(asked.merchantId)?.pushing.wake();
      onSay();
      return result;
    },
    async settle(chargeId, paid, userId, reaction) {
      const result = await settleCharge(store, chargeId, paid, userId, reaction);
      onSay();
      return result;
    },
    async goOn(copiedAt, reaction) {
      const goesOn = await store.restored.goOn(copiedAt, reaction);
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
      const current = all.map(({ gateway }) => gateway);
      const former = all.flatMap(({ formers }) => formers.map(({ gateway }) => gateway));
      await Promise.all([...current, ...former].map((gateway) => gateway.close()));
    },
  };
}

function newLane(
  merchantId: number,
  gateway: Gateway,
  formers: readonly FormerGateway[],
  parts: TillParts & { readonly onSay: () => void; readonly ending: AbortSignal },
): Lane {
  const { store, clock, log, random, onSay } = parts;
  const account = (): Gateway => lane.gateway;
  /** The account that a merchant had at a time. */
  const accountAt = (at: number): Gateway =>
    lane.formers.find(({ endedAt }) => at < endedAt)?.gateway ?? lane.gateway;
  const polling = startWorker(
    poller({
      merchantId,
      store,
      // One that was changed while it was being pushed may have gone through either.
      gateways: ({ pushedAt, createdAt }) => [...new Set([accountAt(pushedAt), accountAt(createdAt)])],
      clock,
      log,
      random,
      onSay,
      pace: pace(clock, TILL_LIMITS.queriesPerSecond),
    }),
    { clock, log, concurrency: TILL_LIMITS.queries },
  );
  const onPending = (): void => polling.wake();
  const onAccountRefused = (): void => parts.onAccountRefused(merchantId);
  const pushing = startWorker(
    pusher({ ...parts, merchantId, gateway: account, onPending, onAccountRefused }),
    { clock, log, concurrency: TILL_LIMITS.pushes },
  );
  const lane: Lane = { gateway, formers: [...formers], pushing, polling };
  return lane;
}

async function keepHouse(
  { store, clock, log, retention }: Pick<TillParts, 'store' | 'clock' | 'log' | 'retention'>,
  ending: AbortSignal,
): Promise<void> {
  while (!ending.aborted) {
    try {
      const now = clock.now();
      await store.inbox.prune(now - KEEP_MS);
      if (retention !== undefined) await eraseOld(retention, { store, clock }, ending);
      // What was erased since is in the database's log until nobody reads it.
      await store.phones.forgetLog();
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
    await clock.sleep(HOUSEKEEPING_EVERY_MS, ending);
  }
}

/** A pause between batches: in each, nothing else of the program runs. */
const ERASE_PAUSE_MS = 50;

async function eraseOld(
  { keepMs, hash }: Retention,
  { store, clock }: Pick<TillParts, 'store' | 'clock'>,
  ending: AbortSignal,
): Promise<void> {
  const before = clock.now() - keepMs;
  while (!ending.aborted && (await store.phones.eraseBefore(before, clock.now(), hash)) > 0)
    await clock.sleep(ERASE_PAUSE_MS, ending);
}
