import type { Charge, ChargeRequest } from '../../domain/charge.ts';
import type { AdmissionRule } from './admission-rule.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { AdmissionOutcome, Refusal } from './admission.ts';
import type { Move } from './moves.ts';
import type { MarkStore } from './marks.ts';
import type { MismatchStore } from './mismatches.ts';
import type { WatchStore } from './watch.ts';

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly charge: Charge }
  /** The charge was no longer in the state it was moved from; nothing changed. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** It was to be pushed, and may not be any more; nothing changed. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** Another charge has this receipt, or of this merchant's this transaction id, already; nothing changed. */
  | { readonly kind: 'taken'; readonly what: 'receipt' | 'transactionId'; readonly by: number };

/** Charges, with their audit trail and the notices that their moves entail. Every method is one transaction. */
export interface ChargeStore extends MarkStore, MismatchStore, WatchStore {
  /**
   * Takes a charge unless something stands against it: once per idempotency key, which is the merchant's own where no chat
   * asks. Whether the person may charge is decided in the same transaction. The effects to the update that asked are committed
   * with it.
   */
  create(
    asked: ChargeRequest,
    rule: AdmissionRule,
    effects: UpdateEffects | undefined,
  ): Promise<AdmissionOutcome>;

  /**
   * Moves a charge from one state to another, if it is still there: a compare-and-set, with the audit trail's row and
   * the notice in the same transaction, and the effects to the update that asked for it. A move that the table of transitions does not have is a fault of ours.
   */
  move(move: Move, effects?: UpdateEffects): Promise<MoveOutcome>;

  /** Keeps since when the gateway refuses to say anything about a charge, or that it does no more (null): its card says so. */
  noteRefusal(chargeId: number, refusedAt: number | null): Promise<void>;

  /** A merchant's charges that wait for their push, the oldest first. */
  toPush(merchantId: number, limit: number): Promise<Charge[]>;

  /** A merchant's charges whose push has begun. */
  pushing(merchantId: number): Promise<Charge[]>;
}
