import type { Applicant } from '../../domain/member.ts';
import type { Invite } from '../../domain/member.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { Role } from '../../domain/roles.ts';

export interface Person {
  readonly userId: number;
  readonly name: string;
}

export type LiveRedemption = Exclude<Redemption, DeadCode>;

/** What became of a one-time code. */
export type Redemption =
  | {
      readonly kind: 'joined';
      readonly merchantId: number;
      readonly merchantName: string;
      /** Names the merchant in a button. */
      readonly merchantRef: string;
      readonly role: Role;
    }
  /** May connect a shop now. */
  | { readonly kind: 'let-in' }
  /** Works there already, as no less; the code is still good for somebody else. */
  | { readonly kind: 'no-need'; readonly role: Role }
  | DeadCode;

/** What came of taking a link back. `gone`: it had let somebody in, had ended, or was never there. */
export type Revocation = 'revoked' | 'gone' | 'not-yours';

/** `unknown`: never was a code, or has been forgotten. */
export interface DeadCode {
  readonly kind: 'used' | 'expired' | 'unknown';
}

/** The update that brought a code was handled before. Nothing was done again. */
export class HandledBefore extends Error {
  override readonly name = 'HandledBefore';
}

/** How people are let in: by one-time codes, of which only the hash is kept. */
export interface InviteStore {
  /**
   * Makes a one-time code, by its hash. False if its maker may not appoint such a role, or no longer. An operator's code
   * without a merchant lets somebody in to connect a shop.
   */
  invite(
    invite: Pick<Invite, 'codeHash' | 'merchantId' | 'role' | 'expiresAt'> & { readonly ref?: string },
    by: { readonly userId: number } | 'operator',
    at: number,
    effects?: UpdateEffects,
  ): Promise<boolean>;

  /** Makes this the one code that lets the first owner in; any earlier one is dead. */
  offerOwnership(codeHash: string, at: number, expiresAt: number): Promise<void>;

  /** Who made a code, if it was a person. */
  makerOf(codeHash: string): Promise<number | undefined>;

  /**
   * Lets somebody in by a one-time code, and ends the code, with what `react` says of it; a dead code changes nothing, and
   * what is said of it is the caller's to commit. Whoever made the code must still be one who may.
   *
   * @throws HandledBefore when the update that brought it was
   */
  redeem(
    codeHash: string,
    person: Person,
    at: number,
    react: (redemption: LiveRedemption) => UpdateEffects,
  ): Promise<Redemption>;

  /** The links that would let somebody in: a shop's, those for new shops (null), or all. The oldest first. */
  openInvites(merchantId: number | null | undefined, at: number): Promise<Invite[]>;

  /** Takes a link back, by its name: it lets nobody in any more. */
  revokeInvite(
    ref: string,
    by: { readonly userId: number } | 'operator',
    at: number,
    react?: (outcome: Revocation) => UpdateEffects,
  ): Promise<Revocation>;

  /** Who was let in to connect a shop, and has not yet. */
  applicants(): Promise<Applicant[]>;

  /** Lets somebody connect a shop no more, who has not yet. */
  revokeApplicant(
    userId: number,
    by: { readonly userId: number } | 'operator',
    at: number,
    react?: (outcome: Revocation) => UpdateEffects,
  ): Promise<Revocation>;

  /** Whether somebody was let in to connect a shop, and has not yet. */
  isApplicant(userId: number): Promise<boolean>;
}
