import type { AmountKes } from '../domain/amount.ts';
import type { PaymentReport } from '../domain/verify-payment.ts';
import type { Msisdn } from '../domain/msisdn.ts';

/** What became of a push. Every way in which one can end is one of these; nothing is thrown. */
export type PushOutcome =
  /** The gateway took it and named it: it can be asked about. */
  | { readonly kind: 'accepted'; readonly transactionId: string; readonly evidence: Evidence }
  /** A readable refusal, or the gateway was never reached: no prompt was sent by this push. */
  | {
      readonly kind: 'declined';
      /** `account`: it does not take these credentials. */
      readonly cause: 'refused' | 'account' | 'unreachable';
      /** The gateway's own words, cleaned for display; undefined if it gave none. */
      readonly gatewayMessage: string | undefined;
      readonly evidence: Evidence;
    }
  /** The request may have taken effect, and there is no readable answer: the customer may have a prompt. */
  | { readonly kind: 'unknown'; readonly why: NoAnswer; readonly evidence: Evidence };

/** What became of a query. */
export type QueryOutcome =
  /** The gateway reports a payment: to be judged, not believed. */
  | { readonly kind: 'reported'; readonly report: PaymentReport; readonly evidence: Evidence }
  /** Being processed, or failed: the gateway has one answer for both, so this is proof of neither. */
  | { readonly kind: 'pending'; readonly gatewayMessage: string | undefined; readonly evidence: Evidence }
  /** It does not take these credentials, so it said nothing of the payment: proof of neither, and no answer. */
  | { readonly kind: 'account'; readonly gatewayMessage: string | undefined; readonly evidence: Evidence }
  /** Ask again later. `overloaded` (429 or 5xx) asks for fewer queries; `retryAfterMs` is the gateway's own wish. */
  | {
      readonly kind: 'no-answer';
      readonly why: NoAnswer;
      readonly overloaded: boolean;
      readonly retryAfterMs: number | undefined;
      readonly evidence: Evidence;
    };

/** Why there is no answer to read. */
export type NoAnswer =
  | 'unreachable'
  | 'timed-out'
  | 'cut-off'
  | 'http-error'
  | 'redirect'
  | 'unreadable'
  | 'too-large';

/** What was seen on the wire, for the audit trail: trimmed, without secrets, the phone masked. */
export interface Evidence {
  readonly httpStatus: number | undefined;
  /** The body, or the fault's code where there was none. */
  readonly raw: string;
}

/** Who moves the money. */
export interface Gateway {
  /** Asks for a prompt on a customer's phone. Sends at most one request, whatever happens. */
  push(charge: { readonly msisdn: Msisdn; readonly amountKes: AmountKes }): Promise<PushOutcome>;
  /** Asks what became of a push. The phone is not sent: it is masked in the evidence. */
  query(charge: { readonly transactionId: string; readonly msisdn: Msisdn }): Promise<QueryOutcome>;
  /** Ends what is in flight and closes connections. */
  close(): Promise<void>;
}
