import type { Charge, ChargeRequest } from '../../domain/charge.ts';
import type { AdmissionRule } from './admission-rule.ts';
import type { AdmissionOutcome, Refusal } from './admission.ts';
import type { CloseStore } from './closes.ts';
import type { MarkStore } from './marks.ts';
import type { MismatchStore } from './mismatches.ts';
import type { Move } from './moves.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { WatchStore } from './watch.ts';

/** What became of a move. Only `moved` changes anything. */
export type MoveOutcome =
  | { readonly kind: 'moved'; readonly charge: Charge }
  /** The charge is not in a state that the move starts from. */
  | { readonly kind: 'stale'; readonly charge: Charge }
  /** The charge was to be pushed, and may not be any more. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** Another charge (`by`) has this receipt, or another charge of this merchant has this transaction id. */
  | { readonly kind: 'taken'; readonly what: 'receipt' | 'transactionId'; readonly by: number };

/** A charge whose push has begun. */
export interface BegunCharge extends Charge {
  /** How long another program may still wait for the gateway's answer, by the clock of the database; 0 if no other program can. */
  readonly awaitedMs: number;
}

/** Charges, their audit log and the notices of their moves. Every method is one transaction. */
export interface ChargeStore extends MarkStore, MismatchStore, WatchStore, CloseStore {
  /**
   * Creates a charge, once per idempotency key. Outside of chats the key is the merchant's own. One transaction checks everything and creates it: first the key, then the restore
   * hold, refusals (membership, suspension, account, blocked phone), an open prompt, velocity limits, and what a person must
   * confirm. The charge, its first row in the audit log, its card and the update's effects are committed together. A request with
   * `message: null` gets no card; one with `userId: null` is not checked for membership.
   *
   * A power cut within a second may undo it if it has effects: the update that asked is then handled again. A charge in `pushing` is never undone.
   *
   * @param effects what the update that asked leaves behind; undefined for a request that came from no update
   */
  create(
    asked: ChargeRequest,
    rule: AdmissionRule,
    effects: UpdateEffects | undefined,
  ): Promise<AdmissionOutcome>;

  /**
   * Moves a charge to another state: a compare-and-set on its current state. The new state, the row in the audit log, the card's
   * new revision, the notice and the update's effects are committed together. A move to `pushing` also checks again whether the
   * charge may be made.
   *
   * @throws if there is no such charge, if the table of transitions does not allow the move, or if it would push while the
   * restore hold lasts, or while another program leads (`NotLeadingError`)
   */
  move(move: Move, effects?: UpdateEffects): Promise<MoveOutcome>;

  /**
   * Records since when (epoch ms) the gateway refuses the account on queries about a charge; null when it answers again. The
   * card becomes due with it. Does nothing if it is recorded already that the account is refused, or that it is not.
   */
  noteRefusal(chargeId: number, refusedAt: number | null): Promise<void>;

  /** Returns the merchant's charges in the state `created`, the oldest first. */
  toPush(merchantId: number, limit: number): Promise<Charge[]>;

  /**
   * Returns the merchant's charges in the state `pushing`.
   *
   * @param limitMs how long a push may take: until then, another program may wait for the gateway's answer
   */
  pushing(merchantId: number, limitMs: number): Promise<BegunCharge[]>;
}
