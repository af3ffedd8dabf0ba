import { verifyPayment } from '../domain/verify-payment.ts';
import { isErased, type Msisdn } from '../domain/msisdn.ts';
import { receiptDateAgrees } from '../domain/receipt.ts';
import { MAX_GAP_MS, nextQueryAt, type Watch } from '../domain/poll-schedule.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Gateway, QueryOutcome } from '../gateway/gateway.ts';
import type { Charge } from '../domain/charge.ts';
import type { Store } from '../store/port/store.ts';
import { accountRefusals } from './account-refusals.ts';
import type { GatewayThrottle } from './gateway-throttle.ts';
import type { Log } from '../runtime/log.ts';
import { reportedPayment } from './reported-payment.ts';
import type { Work } from '../runtime/worker.ts';

export interface PollerParts {
  /** Whose charges are watched. */
  readonly merchantId: number;
  readonly store: Store;
  /** The account through which a charge was pushed. */
  readonly gatewayOf: (charge: Pick<Charge, 'accountId'>) => Gateway;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly pace: GatewayThrottle;
  /** See `TillParts`. */
  readonly clockAgrees: () => boolean;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
  /** Something to say was committed. */
  readonly onSay: () => void;
}

/** Longer than any query takes, so that a claim is only given out again if whoever had it died. */
const LEASE_MS = 2 * 60_000;

/** No look is set further ahead than this. */
const FURTHEST_MS = 2 * MAX_GAP_MS;

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

/** What came of asking. */
type Asked =
  | (QueryOutcome & { kind: 'reported' | 'pending' })
  /** The gateway does not take the account: nothing is known of any charge of it until `again`, at the earliest. */
  | { readonly kind: 'refused'; readonly again: number }
  /** No answer; and it is to be left alone until `again`, if that is still to come. */
  | { readonly kind: 'unanswered'; readonly again: number }
  /** It was not asked: it is to be left alone until `again`. */
  | { readonly kind: 'left-alone'; readonly again: number };

/** Watches a merchant's charges until they are paid or the watch ends, whatever people say of them meanwhile. */
export function poller(parts: PollerParts): Work<Charge> {
  const { merchantId, store, gatewayOf, clock, log, random, pace } = parts;
  const refusals = accountRefusals(clock);

  const ask = async (charge: WatchedCharge): Promise<Asked> => {
    const paused = pace.pausedUntil();
    if (paused > clock.steady()) return { kind: 'left-alone', again: paused };
    const gateway = gatewayOf(charge);
    const again = refusals.begin(gateway);
    if (again !== undefined) return { kind: 'refused', again };
    if (!(await pace.turn())) {
      refusals.unheard(gateway);
      return { kind: 'left-alone', again: pace.pausedUntil() };
    }
    const outcome = await gateway.query(charge);
    if (outcome.kind === 'no-answer' && outcome.overloaded) pace.slowDown(outcome.retryAfterMs);
    else pace.speedUp();
    const context = { charge: charge.id, merchant: merchantId, ...outcome };
    switch (outcome.kind) {
      case 'account':
        log.warn(context, 'a query was refused');
        parts.onAccountRefused();
        return { kind: 'refused', again: refusals.refused(gateway) };
      case 'no-answer':
        log.warn(context, 'no answer to a query');
        refusals.unheard(gateway);
        return { kind: 'unanswered', again: pace.pausedUntil() };
      case 'pending':
      case 'reported':
        refusals.accepted(gateway);
        return outcome;
    }
  };

  /** Keeps whether the gateway refuses to say anything about a charge: its card says so. */
  const noteRefusal = async (charge: WatchedCharge, asked: Asked): Promise<boolean> => {
    const isRefused = asked.kind === 'refused' || ('again' in asked && charge.accountRefusedAt !== null);
    if (isRefused === (charge.accountRefusedAt !== null)) return isRefused;
    await store.charges.noteRefusal(charge.id, isRefused ? clock.now() : null);
    parts.onSay();
    return isRefused;
  };

  /** Acts on a reported payment. Returns whether the charge is done with. */
  const judge = async (
    charge: WatchedCharge,
    outcome: QueryOutcome & { kind: 'reported' },
  ): Promise<boolean> => {
    const judgement = verifyPayment(charge, outcome.report);
    const at = clock.now();
    if (judgement.kind === 'mismatch') {
      log.warn({ charge: charge.id, mismatch: judgement.mismatch }, 'a reported payment is not this charge');
      await store.charges.noteMismatch(charge.id, judgement.mismatch, reportedPayment(outcome.report), at, {
        ...outcome.evidence,
      });
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
      await store.charges.noteMismatch(charge.id, 'receipt-reused', reportedPayment(outcome.report), at, {
        by: paid.by,
        ...outcome.evidence,
      });
    }
    parts.onSay();
    return paid.kind === 'moved';
  };

  /**
   * Says what is to be said by now, and sets when to look again.
   *
   * @param unpaidAt when the gateway was asked that has said that it knows of no payment; undefined if it said no such thing
   * @param resume when it can be asked again
   * @param isLeftAlone it was due, and was not asked about: it comes again at `resume`, whatever its rhythm
   */
  const goOn = async (
    charge: WatchedCharge,
    {
      unpaidAt,
      resume,
      isRefused,
      isLeftAlone,
    }: {
      readonly unpaidAt: number | undefined;
      readonly resume: number;
      readonly isRefused: boolean;
      readonly isLeftAlone: boolean;
    },
  ): Promise<void> => {
    const { watch } = charge;
    const now = clock.steady();
    const next = isLeftAlone ? Math.max(now, resume) : (nextQueryAt(watch, now, random()) ?? now);
    // A watch ends with a word of the gateway's on all of it: a payment may have been made while it, or this program, was away. One
    // that refuses the account will have that word when the account is mended, however long that takes.
    const isOvertime = now >= watch.watchUntil + MAX_OVERTIME_MS && !isRefused;
    const mayExpire = ((unpaidAt ?? 0) >= watch.watchUntil || isOvertime) && parts.clockAgrees();
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
    } else if (charge.state !== 'pending' && now >= watch.watchUntil && !mayExpire) {
      await store.charges.watchAgainAt(charge.id, Math.max(now + OVERTIME_EVERY_MS, resume));
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
    } else if (charge.state !== 'pending' && now >= watch.watchUntil) {
      // Marked meanwhile: how it stands is known, so it ends in silence.
      await store.charges.watchAgainAt(charge.id, undefined);
    } else {
      // While the gateway is not asked only what is to be told is looked at.
      const deadline = charge.state === 'pending' ? watch.confirmBy : watch.watchUntil;
      await store.charges.watchAgainAt(charge.id, next <= resume ? Math.min(resume, deadline) : next);
    }
  };

  let hasClaimed = false;
  return {
    name: 'poller',
    async claim(now, limit) {
      // A customer may have paid while the program was dead: the merchant need not wait for its claims to run out.
      if (!hasClaimed) await store.charges.endClaims(merchantId, now, LEASE_MS, FURTHEST_MS);
      hasClaimed = true;
      return await store.charges.claimWatched(merchantId, now, LEASE_MS, limit);
    },
    async perform(claimed) {
      const charge = watched(claimed);
      const askedAt = clock.steady();
      const asked = await ask(charge);
      const isRefused = await noteRefusal(charge, asked);
      const done = asked.kind === 'reported' && (await judge(charge, asked));
      if (done) return;
      const unpaidAt = asked.kind === 'pending' ? askedAt : undefined;
      const resume = 'again' in asked ? asked.again : 0;
      await goOn(charge, { unpaidAt, resume, isRefused, isLeftAlone: asked.kind === 'left-alone' });
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
