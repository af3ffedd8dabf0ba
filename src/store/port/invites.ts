import type { Applicant, Invite } from '../../domain/member.ts';
import type { Role } from '../../domain/roles.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Somebody in Telegram, by the name they go by there. */
export interface Person {
  readonly userId: number;
  readonly name: string;
}

/** What became of a code that could be used. */
export type LiveRedemption = Exclude<Redemption, DeadCode>;

/** What became of using a one-time code. */
export type Redemption =
  | {
      readonly kind: 'joined';
      readonly merchantId: number;
      readonly merchantName: string;
      /** Names the merchant in a button. */
      readonly merchantRef: string;
      readonly role: Role;
    }
  /** The person may connect a shop now. */
  | { readonly kind: 'let-in' }
  /** The person works there already in this role or a higher one. The code stays valid. */
  | { readonly kind: 'no-need'; readonly role: Role }
  | DeadCode;

/** What became of a revocation. `gone`: it was used, expired, revoked before, or never existed. `not-yours`: the person may not. */
export type Revocation = 'revoked' | 'gone' | 'not-yours';

/**
 * A code that lets nobody in. `expired`: also if it was revoked, or its maker may no longer invite. `unknown`: also if it was
 * deleted.
 */
export interface DeadCode {
  readonly kind: 'used' | 'expired' | 'unknown';
}

/** The update that brought a code was handled before. Nothing was done again. */
export class HandledBefore extends Error {
  override readonly name = 'HandledBefore';
}

/** How people are let in: by one-time codes, which are stored as hashes only. Every method is one transaction. */
export interface InviteStore {
  /**
   * Stores a one-time code by its hash, with a row in the audit log and the update's effects. A code with `merchantId: null` and
   * `role: null` lets somebody connect a shop; only operators may make one.
   *
   * @returns false, with nothing changed, if the maker may not appoint this role or the update was settled before
   */
  invite(
    invite: Pick<Invite, 'codeHash' | 'merchantId' | 'role' | 'expiresAt'> & { readonly ref?: string },
    by: { readonly userId: number } | 'operator',
    at: number,
    effects?: UpdateEffects,
  ): Promise<boolean>;

  /** Stores the code that makes its user the first merchant's owner, and deletes an earlier one that was not used. */
  offerOwnership(codeHash: string, at: number, expiresAt: number): Promise<void>;

  /** Returns the Telegram id of the person who made a code, or undefined if no person did or there is no such code. */
  makerOf(codeHash: string): Promise<number | undefined>;

  /**
   * Uses a one-time code, if it is valid and its maker may still invite to this role. The code's end, the membership or admission,
   * the audit log, the news to the operators and the effects that `react` returns are committed together: a compare-and-set, a code
   * lets one person in. A dead code commits nothing, and `react` is not called.
   *
   * @throws HandledBefore if the update that brought the code was settled before; nothing is changed
   */
  redeemInvite(
    codeHash: string,
    person: Person,
    at: number,
    react: (redemption: LiveRedemption) => UpdateEffects,
  ): Promise<Redemption>;

  /**
   * Returns the links that would let somebody in at `at`, the oldest first: a merchant's, those for new shops (null), or all
   * (undefined). Links whose maker may no longer invite are left out.
   */
  openInvites(merchantId: number | null | undefined, at: number): Promise<Invite[]>;

  /**
   * Revokes a link by its `ref`. The revocation, the audit log and the effects that `react` returns for the outcome are committed
   * together. Nothing is changed if the update was settled before.
   */
  revokeInvite(
    ref: string,
    by: { readonly userId: number } | 'operator',
    at: number,
    react?: (outcome: Revocation) => UpdateEffects,
  ): Promise<Revocation>;

  /** Returns everybody who was let in to connect a shop and has not done so, the longest waiting first. */
  applicants(): Promise<Applicant[]>;

  /**
   * Revokes that somebody may connect a shop, and deletes the draft in which they were doing so. The audit log and the effects that
   * `react` returns for the outcome are committed with it. Nothing is changed if the update was settled before.
   */
  revokeApplicant(
    userId: number,
    by: { readonly userId: number } | 'operator',
    at: number,
    react?: (outcome: Revocation) => UpdateEffects,
  ): Promise<Revocation>;

  /** Returns whether somebody was let in to connect a shop and has not done so. */
  isApplicant(userId: number): Promise<boolean>;
}
