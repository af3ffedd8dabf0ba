import type { AmountKes } from '../domain/amount.ts';
import type { PaymentReport } from '../domain/verify-payment.ts';
import type { Msisdn } from '../domain/msisdn.ts';

/** What became of a push. It always ends in one of these; nothing is thrown. */
export type PushOutcome =
  /** The gateway accepted the push and gave it an id, by which it can be queried. */
  | { readonly kind: 'accepted'; readonly transactionId: string; readonly evidence: Evidence }
  /** A readable refusal, or the gateway was never reached. This push sent no prompt. */
  | {
      readonly kind: 'declined';
      /** `account`: the gateway refuses these credentials. */
      readonly cause: 'refused' | 'account' | 'unreachable';
      /** The gateway's message, cleaned for display; undefined if it sent none. */
      readonly gatewayMessage: string | undefined;
      readonly evidence: Evidence;
    }
  /** There is no readable answer, and the request may have taken effect: the customer may have a prompt. */
  | { readonly kind: 'unknown'; readonly why: NoAnswer; readonly evidence: Evidence };

/** What became of a query. */
export type QueryOutcome =
  /** The gateway reports a payment. `verifyPayment` decides whether it counts. */
  | { readonly kind: 'reported'; readonly report: PaymentReport; readonly evidence: Evidence }
  /** The payment is being processed, or it failed. The gateway has one answer for both, so this proves neither. */
  | { readonly kind: 'pending'; readonly gatewayMessage: string | undefined; readonly evidence: Evidence }
  /** The gateway refuses these credentials, and says nothing about the payment. */
  | { readonly kind: 'account'; readonly gatewayMessage: string | undefined; readonly evidence: Evidence }
  /**
   * Nothing is known: query again later. `overloaded` (429 or 5xx) means that there are too many queries; `retryAfterMs` is how long
   * the gateway asks to wait.
   */
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

/** What was received, for the audit log: trimmed, without secrets, with the phone masked. */
export interface Evidence {
  readonly httpStatus: number | undefined;
  /** The body, or the code of the fault if there is no body. */
  readonly raw: string;
}

/** Every push ends within this time: in an answer, or as unknown. Another program may not know sooner that nobody waits for its answer. */
export const MAX_PUSH_MS = 60_000;

/** The port to a provider of payments. One gateway belongs to one account. */
export interface Gateway {
  /** Asks for a PIN prompt on a customer's phone. Sends at most one request, whatever happens, and ends within `MAX_PUSH_MS`. */
  push(charge: { readonly msisdn: Msisdn; readonly amountKes: AmountKes }): Promise<PushOutcome>;
  /** Asks what became of a push. The phone is not sent; it is needed to mask the evidence. */
  query(charge: { readonly transactionId: string; readonly msisdn: Msisdn }): Promise<QueryOutcome>;
  /** Aborts requests that are in flight and closes connections. */
  close(): Promise<void>;
}
