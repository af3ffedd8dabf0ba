import type { Gateway, QueryOutcome } from '../gateway/gateway.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { AccountRefusals } from './account-refusals.ts';
import type { GatewayThrottle } from './gateway-throttle.ts';
import type { WatchedCharge } from './watched-charge.ts';

/** What became of asking the gateway about a charge. `retryAt` is in steady time. */
export type QueryResult =
  | (QueryOutcome & { kind: 'reported' | 'pending' })
  /** The gateway refuses the account, so nothing is known of any charge of the account before `retryAt`. */
  | { readonly kind: 'refused'; readonly retryAt: number }
  /** There was no readable answer. The gateway is not asked before `retryAt`, if that is in the future. */
  | { readonly kind: 'unanswered'; readonly retryAt: number }
  /** The gateway was not asked, and is not before `retryAt`. */
  | { readonly kind: 'not-asked'; readonly retryAt: number };

export interface QueryParts {
  readonly merchantId: number;
  readonly throttle: GatewayThrottle;
  readonly refusals: AccountRefusals;
  readonly clock: Clock;
  readonly log: Log;
  /** The gateway does not take the merchant's credentials. */
  readonly onAccountRefused: () => void;
}

/** Asks the gateway about a charge, unless the throttle or a refusal of the account forbids it. */
export async function queryCharge(
  { merchantId, throttle, refusals, clock, log, onAccountRefused }: QueryParts,
  gateway: Gateway,
  charge: WatchedCharge,
): Promise<QueryResult> {
  const pausedUntil = throttle.pausedUntil();
  if (pausedUntil > clock.steady()) return { kind: 'not-asked', retryAt: pausedUntil };
  const retryAt = refusals.begin(gateway);
  if (retryAt !== undefined) return { kind: 'refused', retryAt };
  if (!(await throttle.turn())) {
    refusals.unanswered(gateway);
    return { kind: 'not-asked', retryAt: throttle.pausedUntil() };
  }
  const outcome = await gateway.query(charge);
  if (outcome.kind === 'no-answer' && outcome.overloaded) throttle.slowDown(outcome.retryAfterMs);
  else throttle.speedUp();
  // Spread only when it is logged: an outcome redacts what the gateway said when that is read.
  const context = () => ({ charge: charge.id, merchant: merchantId, ...outcome });
  switch (outcome.kind) {
    case 'account':
      log.warn(context(), 'a query was refused');
      onAccountRefused();
      return { kind: 'refused', retryAt: refusals.refused(gateway) };
    case 'no-answer':
      log.warn(context(), 'no answer to a query');
      refusals.unanswered(gateway);
      return { kind: 'unanswered', retryAt: throttle.pausedUntil() };
    case 'pending':
    case 'reported':
      refusals.accepted(gateway);
      return outcome;
  }
}
