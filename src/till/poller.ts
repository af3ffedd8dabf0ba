import { judgePayment } from '../charge/judge.ts';
import { isErased, type Msisdn } from '../charge/msisdn.ts';
import { receiptDateAgrees } from '../charge/receipt.ts';
import { nextQueryAt, type Watch } from '../charge/schedule.ts';
import type { Clock } from '../clock.ts';
import type { Gateway, QueryOutcome } from '../gateway/gateway.ts';
import type { Charge } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Pace } from './pace.ts';
import type { Log } from './ports.ts';
import type { Work } from './worker.ts';

export interface PollerParts {
  /** Whose charges are watched. */
  readonly merchantId: number;
  readonly store: Store;
  /** The account through which a charge was pushed; two where that is not sure. */
  readonly gateways: (charge: Pick<WatchedCharge, 'pushedAt' | 'createdAt'>) => readonly Gateway[];
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly pace: Pace;
  /** Something to say was committed. */
  readonly onSay: () => void;
}

/** Longer than any query takes, so that a claim is only given out again if whoever had it died. */
const LEASE_MS = 2 * 60_000;

/** How often a watch that should end looks for an answer, and for how long it does so at most. */
const OVERTIME_EVERY_MS = 5 * 60_000;
const MAX_OVERTIME_MS = 24 * 3_600_000;

/** A charge that has an id, a phone and a time-table, as every watched charge has. */
type WatchedCharge = Charge & {
  readonly transactionId: string;
  readonly msisdn: Msisdn;
  readonly pushedAt: number;
  /** In steady time. */
  readonly watch: Watch;
};

/** Watches a merchant's pending and unconfirmed charges until they are paid or the watch ends. */
export function poller(parts: PollerParts): Work<Charge> {
  const { merchantId, store, gateways, clock, log, random, pace } = parts;

  const askOne = async (charge: WatchedCharge, gateway: Gateway): Promise<QueryOutcome> => {
    await pace.turn();
    const outcome = await gateway.query(charge);
    if (outcome.kind === 'no-answer' && outcome.overloaded) pace.slowDown(outcome.retryAfterMs);
    else pace.goOn();
    if (outcome.kind === 'no-answer') log.warn({ charge: charge.id, ...outcome }, 'no answer to a query');
    if (outcome.kind === 'account') log.warn({ charge: charge.id, ...outcome }, 'a query was refused');
    return outcome;
  };

  /** Asks until there is word of a payment; that there is none is known once every account has said so. */
  const ask = async (charge: WatchedCharge): Promise<QueryOutcome | undefined> => {
    if (pace.pausedUntil() > clock.steady()) return undefined;
    let said: QueryOutcome | undefined;
    for (const gateway of gateways(charge)) {
      const outcome = await askOne(charge, gateway);
      if (outcome.kind === 'reported') return outcome;
      if (said === undefined || said.kind === 'pending') said = outcome;
    }
    return said;
  };

  /** Acts on a reported payment. Returns whether the charge is done with. */
  const judge = async (
    charge: WatchedCharge,
    outcome: QueryOutcome & { kind: 'reported' },
  ): Promise<boolean> => {
    const judgement = judgePayment(charge, outcome.report);
    const at = clock.now();
    if (judgement.kind === 'mismatch') {
      log.warn({ charge: charge.id, mismatch: judgement.mismatch }, 'a reported payment is not this charge');
      await store.charges.noteMismatch(charge.id, judgement.mismatch, at, { ...outcome.evidence });
      parts.onSay();
      return false;
    }
    const { receipt } = judgement;
    const dated = receiptDateAgrees(receipt, at);
    if (!dated) log.warn({ charge: charge.id, receipt }, "the receipt's date code is not of today");
    const paid = await store.charges.move({
      chargeId: charge.id,
      from: charge.state,
      to: 'paid',
      at,
      actor: 'gateway',
      detail: { receipt, dated, ...outcome.evidence },
      set: { receipt, paidAt: at, watchDueAt: null },
      notice: charge.state === 'unconfirmed' ? 'paid_late' : 'paid',
    });
    if (paid.kind === 'taken') {
      log.warn({ charge: charge.id, receipt, by: paid.by }, 'a receipt was reported for a second charge');
      await store.charges.noteMismatch(charge.id, 'receipt-reused', at, { by: paid.by, ...outcome.evidence });
    }
    parts.onSay();
    return paid.kind === 'moved';
  };

  /**
   * Says what is to be said by now, and sets when to look again.
   *
   * @param unpaidAt when the gateway was asked that has said that it knows of no payment; undefined if it said no such thing
   */
  const goOn = async (charge: WatchedCharge, unpaidAt: number | undefined): Promise<void> => {
    const { watch } = charge;
    const now = clock.steady();
    const next = nextQueryAt(watch, now, random()) ?? now;
    // A watch ends with a word of the gateway's on all of it: a payment may have been made while it, or this program, was away.
    const mayExpire = (unpaidAt ?? 0) >= watch.watchUntil || now >= watch.watchUntil + MAX_OVERTIME_MS;
    if (charge.state === 'pending' && now >= watch.confirmBy) {
      await store.charges.move({
        chargeId: charge.id,
        from: 'pending',
        to: 'unconfirmed',
        at: clock.now(),
        actor: 'tillbot',
        detail: {},
        set: { watchDueAt: next },
        notice: 'unconfirmed',
      });
      parts.onSay();
    } else if (charge.state === 'unconfirmed' && now >= watch.watchUntil && !mayExpire) {
      await store.charges.watchAgainAt(charge.id, Math.max(now + OVERTIME_EVERY_MS, pace.pausedUntil()));
    } else if (charge.state === 'unconfirmed' && now >= watch.watchUntil) {
      await store.charges.move({
        chargeId: charge.id,
        from: 'unconfirmed',
        to: 'expired',
        at: clock.now(),
        actor: 'tillbot',
        detail: {},
        set: { watchDueAt: null },
        notice: 'expired',
      });
      parts.onSay();
    } else {
      // While the gateway wants to be left alone only what is to be told is looked at.
      const resume = pace.pausedUntil();
      const deadline = charge.state === 'pending' ? watch.confirmBy : watch.watchUntil;
      await store.charges.watchAgainAt(charge.id, next < resume ? Math.min(resume, deadline) : next);
    }
  };

  let hasClaimed = false;
  return {
    name: 'poller',
    async claim(now, limit) {
      // A customer may have paid while the program was dead: the merchant need not wait for its claims to run out.
      if (!hasClaimed) await store.charges.endClaims(merchantId, now, LEASE_MS);
      hasClaimed = true;
      return await store.charges.claimWatched(merchantId, now, LEASE_MS, limit);
    },
    async perform(claimed) {
      const charge = watched(claimed);
      const askedAt = clock.steady();
      const outcome = await ask(charge);
      const done = outcome?.kind === 'reported' && (await judge(charge, outcome));
      if (!done) await goOn(charge, outcome?.kind === 'pending' ? askedAt : undefined);
    },
    nextDueAt: () => store.charges.nextWatchAt(merchantId),
  };
}

function watched(charge: Charge): WatchedCharge {
  const { transactionId, pushedAt, pushedSteadyAt, confirmBy, watchUntil, msisdn } = charge;
  if (
    transactionId === null ||
    pushedAt === null ||
    pushedSteadyAt === null ||
    confirmBy === null ||
    watchUntil === null ||
    isErased(msisdn)
  ) {
    throw new Error(`charge ${charge.id} is watched without an id, a phone or a time-table`);
  }
  const watch = { pushedAt: pushedSteadyAt, confirmBy, watchUntil };
  return { ...charge, transactionId, pushedAt, msisdn, watch };
}
