import type { Actor } from './audit.ts';
import type { Role } from './roles.ts';

/** Who works where, and as what. */
export interface Member {
  readonly name: string;
  readonly merchantId: number;
  readonly userId: number;
  readonly role: Role;
  /** `environment`: named in OWNER_IDS. `first-link`: opened the link of the first start. */
  readonly origin: 'environment' | 'first-link' | 'invite' | 'connect';
  readonly addedAt: number;
  /** The suspension (its `suspendedAt`) that they were told of: they hear of each once. */
  readonly suspensionTold: number | null;
}

/** One-time links, by the hash of their code. Kept after their end for a while, so that a late one is told why. */
export interface Invite {
  /** Names the link where it is listed and taken back; tells nothing of its code. Letters only, so that it is no user's id. */
  readonly ref: string;
  readonly createdAt: number;
  /** Null: lets somebody in to connect a shop of their own. */
  readonly merchantId: number | null;
  readonly expiresAt: number;
  /** With `merchantId`: what its opener becomes. */
  readonly role: Role | null;
  readonly codeHash: string;
  readonly createdBy: Actor;
  readonly usedAt: number | null;
  readonly usedBy: number | null;
  /** When it was taken back. */
  readonly revokedAt: number | null;
}

/** Somebody who was let in to connect a shop, and has not yet. */
export interface Applicant {
  readonly userId: number;
  readonly name: string;
  readonly letInAt: number;
  /** Who made the link that let them in; null where that was not kept. */
  readonly invitedBy: Actor | null;
}
