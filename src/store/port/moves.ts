import type { ChargeState } from '../../domain/charge-states.ts';
import type { Actor, EventDetail } from '../../domain/audit.ts';
import type { Charge } from '../../domain/charge.ts';
import type { NoticeKind } from '../../domain/messages.ts';

/** A guarded change of state. */
export interface Move {
  readonly chargeId: number;
  readonly from: ChargeState | readonly ChargeState[];
  readonly to: ChargeState;
  readonly at: number;
  readonly actor: Actor;
  readonly detail: EventDetail;
  readonly set?: Partial<
    Pick<
      Charge,
      | 'pushedAt'
      | 'pushedSteadyAt'
      | 'accountId'
      | 'transactionId'
      | 'confirmBy'
      | 'watchUntil'
      | 'watchDueAt'
      | 'receipt'
      | 'paidAt'
      | 'gatewayMessage'
    >
  >;
  /** The card says the same before and after: it need not be sent again. */
  readonly sameCard?: true;
  /** A message that rings, committed with the move. */
  readonly notice?: NoticeKind;
}

/** What became of a person's word. */
export type MarkOutcome =
  | { readonly kind: 'marked'; readonly charge: Charge }
  /** The charge is past that; nothing changed. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** Nothing changed: it is not this person's to say, or only a manager or an owner may: undo a mark, decide on a reported payment. */
  | { readonly kind: 'forbidden'; readonly why: 'not-yours' | 'managers-only'; readonly charge: Charge };
