import type { Member } from '../../domain/member.ts';
import type { InviteStore } from './invites.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A person's membership at a merchant, with what names the merchant. */
export interface Membership extends Member {
  readonly merchantName: string;
  /** Names the merchant in a button. */
  readonly merchantRef: string;
  /** Since when the merchant is suspended (epoch ms); null if it is not. */
  readonly suspendedAt: number | null;
}

/** What became of a removal. Only `removed` changes anything but the update's effects. */
export type Removal =
  | { readonly kind: 'removed'; readonly member: Member }
  | { readonly kind: 'no-member' }
  /** The remover may not remove this member. */
  | { readonly kind: 'not-yours' }
  /** The member is named in the configuration, and would be back at the next start. */
  | { readonly kind: 'configured' }
  /** The member is the merchant's only owner. */
  | { readonly kind: 'last-owner' };

/** Who works for which merchant. Every method is one transaction, except `rename`. */
export interface Members extends InviteStore {
  /** Returns a person's memberships, the oldest first. */
  of(userId: number): Promise<Membership[]>;

  /** Returns a person's membership at a merchant, or undefined. */
  find(merchantId: number, userId: number): Promise<Member | undefined>;

  /** Returns a merchant's members: owners, then managers, then cashiers, each the longest there first. */
  staff(merchantId: number): Promise<Member[]>;

  /** Returns a merchant's owners, the longest there first. */
  owners(merchantId: number): Promise<Member[]>;

  /** Returns the merchant that a person chose to act for in private, or undefined. They may have left it since. */
  chosen(userId: number): Promise<number | undefined>;

  /** Records the merchant that a person acts for in private. It replaces an earlier choice; membership is not checked. */
  choose(userId: number, merchantId: number): Promise<void>;

  /**
   * Makes the configured people owners of the first merchant, in one transaction with the audit log. Those who were configured
   * before and are not now are removed, with what they set up. If anybody is named, an owner by the first start's link is removed
   * too, and that link is deleted. Owners by invitation stay.
   */
  configureOwners(userIds: readonly number[], at: number): Promise<void>;

  /**
   * Commits the effects that `react` returns for an update of somebody at a suspended merchant. `isFirst`: they have not been told
   * of this suspension; it is recorded in the same transaction that they are told now.
   */
  tellSuspension(
    merchantId: number,
    userId: number,
    react: (isFirst: boolean) => UpdateEffects,
  ): Promise<void>;

  /** Records a person's present name in all their memberships. Writes only if it changed, after a read of its own. */
  rename(userId: number, name: string): Promise<void>;

  /**
   * Removes a member, with their drafts, the links they made, and what they set up in chats, which the owners are asked to keep.
   * Who may do so is checked in the same transaction. The audit log and the effects that `react` returns for the outcome are
   * committed with it. Nothing is changed if the update was settled before.
   */
  remove(
    merchantId: number,
    userId: number,
    byUserId: number,
    at: number,
    react: (removal: Removal) => UpdateEffects,
  ): Promise<Removal>;
}
