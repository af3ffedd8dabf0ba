import type { Member } from '../../domain/member.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { InviteStore } from './invites.ts';

/** A place where somebody works. */
export interface Membership extends Member {
  readonly merchantName: string;
  /** Names the merchant in a button. */
  readonly merchantRef: string;
  /** Since when the shop is suspended; null while it is not. */
  readonly suspendedAt: number | null;
}

export type Removal =
  | { readonly kind: 'removed'; readonly member: Member }
  | { readonly kind: 'no-member' }
  /** The remover may not, or no longer. */
  | { readonly kind: 'not-yours' }
  /** Named in the configuration: it would be back at the next start. */
  | { readonly kind: 'configured' }
  /** A shop keeps an owner. */
  | { readonly kind: 'last-owner' };

/** Who works where, and how people are let in. Every method is one transaction. */
export interface Members extends InviteStore {
  /** Where somebody works, in the order in which they came there. */
  of(userId: number): Promise<Membership[]>;

  find(merchantId: number, userId: number): Promise<Member | undefined>;

  /** Everybody who works at a shop: owners first, then by when they came. */
  staff(merchantId: number): Promise<Member[]>;

  owners(merchantId: number): Promise<Member[]>;

  /** The shop that somebody has chosen to speak for in private; they may not work there any more. */
  chosen(userId: number): Promise<number | undefined>;

  choose(userId: number, merchantId: number): Promise<void>;

  /**
   * Makes the owners of the first merchant those that the configuration names. With none named, those who were are no
   * longer, and whoever was let in by a link stays.
   */
  configureOwners(userIds: readonly number[], at: number): Promise<void>;

  /** Says to one of a suspended shop's people that it is, if that was not said to them of this suspension. */
  tellSuspension(
    merchantId: number,
    userId: number,
    react: (isFirst: boolean) => UpdateEffects,
  ): Promise<void>;

  /** Keeps the name by which somebody goes at Telegram now. */
  rename(userId: number, name: string): Promise<void>;

  /** Removes somebody, with their conversations and what they set up; their buttons do nothing from here on. */
  remove(
    merchantId: number,
    userId: number,
    byUserId: number,
    at: number,
    react: (removal: Removal) => UpdateEffects,
  ): Promise<Removal>;
}
