import type { Actor, EventDetail } from '../../domain/audit.ts';
import type { ChargeState } from '../../domain/charge-states.ts';
import type { Charge } from '../../domain/charge.ts';
import type { NoticeKind } from '../../domain/messages.ts';

/** A change of a charge's state. It takes place only if the charge is in one of the states `from`. */
export interface Move {
  readonly chargeId: number;
  readonly from: ChargeState | readonly ChargeState[];
  readonly to: ChargeState;
  readonly at: number;
  readonly actor: Actor;
  readonly detail: EventDetail;
  /** Columns that change with the state. */
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
  /** The card reads the same before and after, so it is not sent again. */
  readonly sameCard?: true;
  /** The notice that is committed with the move. */
  readonly notice?: NoticeKind;
}

/** What became of a mark, or of a decision on a mismatched payment. Only `marked` changes anything. */
export type MarkOutcome =
  | { readonly kind: 'marked'; readonly charge: Charge }
  /** The charge's state, or the reported payment, is not the one that the person was shown. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** The person may not see this charge, or only a manager or an owner may do this. */
  | { readonly kind: 'forbidden'; readonly why: 'not-yours' | 'managers-only'; readonly charge: Charge };
